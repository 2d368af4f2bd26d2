"""Everything is stopped after a damaged file, and the stop isn't acknowledged: a person is told."""

from collections.abc import AsyncGenerator

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from tests.acting import until
from tests.added_account import DOMAIN, add
from tests.connected_devices import (
    DEVICES,
    SESSION,
    device_commands,
    enabled,
    end_runs,
    entry_with,
    subentry,
    toys_of,
)
from tests.devices.devices_file import NOTHING, hold_up, is_told_lost, sent_to_devices
from tests.devices.starting_and_stopping import refused
from tests.frozen_time import Advance
from tests.simulator import KEYHOLDER_TOKEN, Simulator
from tests.stored_files import StoredFile


@pytest.fixture
async def entry(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncGenerator[MockConfigEntry]:
    """Return an account with a device on each kind of route, not yet added; the file is damaged."""
    assert await async_setup_component(hass, "repairs", {})
    StoredFile(hass, DEVICES).damage("zeros", NOTHING)
    yield entry_with(simulator, subentry(), subentry(title="Other", **SESSION))
    await end_runs(hass, simulator)


def told(hass: HomeAssistant) -> dict[str, tuple[str, object]]:
    """Return the issues that a device may be running, by their ids: text and placeholders."""
    return {
        issue_id: (f"{issue.translation_key}", issue.translation_placeholders)
        for (domain, issue_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue_id.startswith("device_running")
    }


async def confirm_off(hass: HomeAssistant, issue_id: str) -> None:
    """Say that a device is off."""
    flows = repairs_flow_manager(hass)
    assert flows is not None
    flow = await flows.async_init(DOMAIN, data={"issue_id": issue_id})
    result = await flows.async_configure(flow["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_each_device_is_told_after_3_s_and_a_person_ends_the_tries(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    simulator.start_lock()
    hold_up(simulator)
    toy, other = toys_of(await add(hass, entry), simulator)
    for _ in range(2):
        await advance(1.4)
    assert not told(hass)
    await advance(0.3)
    assert sorted(str(each) for each in told(hass).values()) == [
        "('device_may_run', {'device': 'Other'})",
        "('device_may_run', {'device': 'Toy'})",
    ]

    for issue_id in told(hass):
        assert toy.is_running() or other.is_running()
        await confirm_off(hass, issue_id)

    assert not toy.is_running()
    assert not other.is_running()
    assert not told(hass)
    before = len(device_commands(simulator))
    for _ in range(20):
        await advance(2.5)
    assert len(device_commands(simulator)) == before
    # It was no word that devices may start.
    assert enabled(toy) == "off"
    assert is_told_lost(hass, entry)
    assert await refused(toy, lambda toy: toy.start(1)) == "devices_latched"


async def test_entry_without_a_device_is_told_by_its_name_and_can_be_ended_too(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    keyholder_entry: MockConfigEntry,
    advance: Advance,
) -> None:
    simulator.start_lock()
    hold_up(simulator)
    account = await add(hass, keyholder_entry)
    for _ in range(3):
        await advance(1.4)
    ((issue_id, text),) = told(hass).items()
    assert text == ("device_may_run", {"device": "keyholder"})

    await confirm_off(hass, issue_id)

    assert not told(hass)
    before = len(device_commands(simulator))
    await advance(60)
    assert len(device_commands(simulator)) == before
    assert {each.key for each in sent_to_devices(simulator)} == {KEYHOLDER_TOKEN}
    await hass.services.async_call(DOMAIN, "enable_devices", blocking=True)
    assert not is_told_lost(hass, account.entry)


async def test_without_a_lock_it_is_told_at_once_and_the_next_lock_is_stopped(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    toy, other = toys_of(await add(hass, entry), simulator)
    await until(lambda: len(told(hass)) == 2)
    assert toy.is_running()
    for _ in range(60):
        await advance(2.5)

    simulator.start_lock()
    simulator.device.run("vibration.start", {})
    for _ in range(13):
        await advance(2.5)

    assert not simulator.device.running
    assert not toy.is_running()
    assert not other.is_running()
    assert not told(hass)
