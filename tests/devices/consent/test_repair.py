"""A repair asks to confirm a device for the wearer of the lock; nothing else confirms it unseen."""

from collections.abc import AsyncGenerator
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.components.repairs import RepairsFlowResult, repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from tests.added_account import DOMAIN
from tests.connected_devices import (
    SESSION,
    Toy,
    connected,
    consent,
    issues,
    subentry,
    toys_of,
)
from tests.devices.starting_and_stopping import STARTS, refused
from tests.frozen_time import Advance
from tests.simulator import Simulator
from tests.stored_files import restarted

from .confirmed import assert_not_confirmed, assert_starts, other_role, somebody_else

WEARER: Final = "sim_wearer"
SOMEBODY_ELSE: Final = "somebody_else"


@pytest.fixture(autouse=True)
async def repairs(hass: HomeAssistant) -> None:
    """Set up the repairs."""
    assert await async_setup_component(hass, "repairs", {})


@pytest.fixture
def settings() -> dict[str, Any]:
    """Return the settings of the device without its consent."""
    return {}


@pytest.fixture
async def toy(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    settings: dict[str, Any],
) -> AsyncGenerator[Toy]:
    """Add an account with a device of before there was any consent."""
    device = subentry(**{"cooldown": 0, "consent": None, **settings})
    async with connected(hass, simulator, device) as (toy,):
        yield toy


def asked(toy: Toy) -> ir.IssueEntry | None:
    """Return the issue that asks about the device."""
    issue_id = f"device_consent_{toy.subentry_id}_{toy.account.entry.entry_id}"
    return ir.async_get(toy.hass).async_get_issue(DOMAIN, issue_id)


async def open_repair(toy: Toy) -> RepairsFlowResult:
    """Open the repair."""
    issue = asked(toy)
    assert issue is not None
    assert issue.active
    assert issue.is_fixable
    flows = repairs_flow_manager(toy.hass)
    assert flows is not None
    return await flows.async_init(DOMAIN, data={"issue_id": issue.issue_id})


async def confirm(toy: Toy, flow: RepairsFlowResult) -> RepairsFlowResult:
    """Confirm the form."""
    flows = repairs_flow_manager(toy.hass)
    assert flows is not None
    return await flows.async_configure(flow["flow_id"], {})


def wearer_in(form: RepairsFlowResult) -> str:
    """Return of whom a form speaks."""
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "confirm"
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert placeholders["device"] == "Toy"
    return placeholders["wearer"]


@pytest.mark.parametrize("settings", [{}, SESSION], ids=["account", "session"])
async def test_device_that_was_never_confirmed_is_confirmed_without_a_reload(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    entry = toy.account.entry
    data = entry.runtime_data
    await assert_not_confirmed(toy)
    assert issues(toy).keys() == {"device_consent_shock"}

    form = await open_repair(toy)
    assert wearer_in(form) == WEARER
    await assert_not_confirmed(toy)
    result = await confirm(toy, form)
    await hass.async_block_till_done()

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert asked(toy) is None
    await assert_starts(toy)
    assert entry.runtime_data is data
    await hass.config_entries.async_reload(entry.entry_id)
    assert asked(toy) is None
    await assert_starts(toy)
    async with restarted(hass, entry) as after:
        (again,) = toys_of(after, simulator)
        assert asked(again) is None
        await assert_starts(again)


@pytest.mark.parametrize("settings", [{"shock": False}])
async def test_device_without_shock_is_asked_about_in_other_words(toy: Toy) -> None:
    assert issues(toy).keys() == {"device_consent"}
    assert await refused(toy, STARTS["vibrate"]) == "device_not_confirmed"

    await confirm(toy, await open_repair(toy))

    await toy.press("vibrate")


@pytest.mark.parametrize("settings", [{"vibration": False, "shock": False}])
async def test_device_that_may_do_nothing_is_not_asked_about(toy: Toy) -> None:
    assert asked(toy) is None


async def test_form_that_is_closed_confirms_nothing(toy: Toy) -> None:
    form = await open_repair(toy)
    flows = repairs_flow_manager(toy.hass)
    assert flows is not None
    flows.async_abort(form["flow_id"])

    await assert_not_confirmed(toy)
    assert asked(toy)


async def test_each_device_is_confirmed_by_itself(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    devices = [subentry(consent=None), subentry(title="Other", consent=None, **SESSION)]
    async with connected(hass, simulator, *devices) as (toy, other):
        await confirm(toy, await open_repair(toy))

        await toy.start(1)
        await toy.press("stop")
        assert await refused(other, STARTS["vibrate"]) == "device_not_confirmed"
        assert asked(other)


async def test_wearer_who_changes_while_the_form_is_open_is_asked_about_anew(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    form = await open_repair(toy)
    somebody_else(simulator)
    await advance(30)

    again = await confirm(toy, form)
    assert wearer_in(again) == SOMEBODY_ELSE
    await assert_not_confirmed(toy)
    assert asked(toy)

    result = await confirm(toy, again)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert asked(toy) is None
    await assert_starts(toy)
    assert not simulator.devices[0].intervals


async def test_role_that_changes_while_the_form_is_open_is_asked_about_anew(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    form = await open_repair(toy)
    other_role(simulator)
    await advance(30)

    assert wearer_in(await confirm(toy, form)) == WEARER
    await assert_not_confirmed(toy)


async def test_lock_that_ends_while_the_form_is_open_is_not_confirmed(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    form = await open_repair(toy)
    simulator.end_lock()
    await advance(30)
    assert asked(toy) is None

    result = await confirm(toy, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "no_lock"

    simulator.start_lock()
    await advance(60)
    await assert_not_confirmed(toy)
    assert asked(toy)


async def test_account_that_is_not_loaded_is_not_confirmed(
    hass: HomeAssistant, toy: Toy
) -> None:
    form = await open_repair(toy)
    await hass.config_entries.async_unload(toy.account.entry.entry_id)

    result = await confirm(toy, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_loaded"

    await hass.config_entries.async_setup(toy.account.entry.entry_id)
    await assert_not_confirmed(toy)


@pytest.mark.parametrize("removed", ["device", "entry"])
async def test_question_goes_with_what_it_is_about(
    hass: HomeAssistant, toy: Toy, removed: str
) -> None:
    form = await open_repair(toy)
    entry = toy.account.entry
    if removed == "device":
        hass.config_entries.async_remove_subentry(entry, toy.subentry_id)
        await hass.async_block_till_done()
    else:
        await hass.config_entries.async_remove(entry.entry_id)

    assert not issues(toy)
    assert (await confirm(toy, form))["type"] is FlowResultType.ABORT


@pytest.mark.parametrize("settings", [{"consent": consent()}])
async def test_next_lock_s_wearer_is_asked_about_and_then_the_one_before(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    lock = simulator.lock
    assert lock is not None
    somebody_else(simulator)
    await advance(30)
    form = await open_repair(toy)
    assert wearer_in(form) == SOMEBODY_ELSE
    await confirm(toy, form)
    await assert_starts(toy)
    assert not lock.device.intervals

    simulator.move_on(lock)
    await advance(30)

    await assert_not_confirmed(toy)
    assert wearer_in(await open_repair(toy)) == WEARER


@pytest.mark.parametrize("settings", [{"consent": consent()}])
async def test_question_goes_when_the_lock_changes_back(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    lock = simulator.lock
    assert lock is not None
    assert asked(toy) is None
    somebody_else(simulator)
    await advance(30)
    assert wearer_in(await open_repair(toy)) == SOMEBODY_ELSE

    simulator.move_on(lock)
    await advance(30)

    assert asked(toy) is None
    await assert_starts(toy)
