"""Two accounts side by side: nothing of one is mixed with the other."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import act, failure, key_of, sent, settle, until_sent
from tests.added_account import CONF_BASE_URL, DOMAIN, Account, add
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Fault, Lock, Simulator


@dataclass(frozen=True)
class Side:
    """An account, its service and its lock."""

    account: Account
    simulator: Simulator
    lock: Lock

    async def act(self, action: str, **data: object) -> None:
        """Call an action for this account."""
        entry_id = self.account.entry.entry_id
        await act(self.account.hass, action, config_entry_id=entry_id, **data)

    async def failure(
        self, kind: type[HomeAssistantError], action: str, **data: object
    ) -> str | None:
        """Return the text with which an action for this account fails."""
        entry_id = self.account.entry.entry_id
        return key_of(
            await failure(
                self.account.hass, kind, action, config_entry_id=entry_id, **data
            )
        )


@pytest.fixture
async def here(account: Account, simulator: Simulator) -> Side:
    """Return the first account."""
    assert simulator.lock is not None
    return Side(account, simulator, simulator.lock)


@pytest.fixture
async def there(
    hass: HomeAssistant, now: FrozenDateTimeFactory, here: Side
) -> AsyncGenerator[Side]:
    """Return an account at another service, with the same token."""
    async with Simulator() as simulator:
        lock = simulator.start_lock(title="There")
        entry = MockConfigEntry(
            domain=DOMAIN,
            title="there",
            data={CONF_API_TOKEN: WEARER_TOKEN, CONF_BASE_URL: simulator.url},
            options={"daily_time_limit": {"hours": 1}, "disabled_commands": ["freeze"]},
        )
        yield Side(await add(hass, entry), simulator, lock)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_action_has_to_name_the_account(
    hass: HomeAssistant, here: Side, there: Side
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "add_time", duration=60)

    assert (
        caught.value.translation_key == "service_found_multiple_config_entry_for_domain"
    )
    assert not sent(here.simulator) + sent(there.simulator)


async def test_command_goes_to_its_account_and_lock(here: Side, there: Side) -> None:
    await here.act("add_time", duration=60)
    await there.act("add_time", duration=90)

    for side, seconds in ((here, 60), (there, 90)):
        (request,) = sent(side.simulator)
        assert request.body == {"name": "add_time", "params": seconds}
        assert request.headers["x-chastify-lock-id"] == side.lock.lock_id
        assert side.lock.remaining == 27_800 + seconds


async def test_command_that_hangs_holds_up_its_own_account_only(
    here: Side, there: Side
) -> None:
    here.simulator.order(Fault(hang=True), match="POST")
    hanging = asyncio.create_task(here.act("end_pillory"))
    await until_sent(here.simulator, 1)
    behind = asyncio.create_task(here.act("end_pillory"))
    await settle()

    await there.act("end_pillory")

    assert len(sent(here.simulator)) == 1
    here.simulator.clear_faults()
    await asyncio.gather(hanging, behind)


async def test_each_has_its_allowance(here: Side, there: Side) -> None:
    for _ in range(30):
        await here.act("end_pillory")
    assert await here.failure(ServiceValidationError, "end_pillory") == (
        "too_many_commands"
    )

    await there.act("end_pillory")


async def test_each_has_its_daily_limit(here: Side, there: Side) -> None:
    await there.act("add_time", duration=3600)
    assert await there.failure(ServiceValidationError, "add_time", duration=1) == (
        "daily_limit_used_up"
    )

    await here.act("add_time", duration=24 * 3600)
    assert await here.failure(ServiceValidationError, "add_time", duration=1) == (
        "daily_limit_used_up"
    )


async def test_each_has_its_disabled_commands(here: Side, there: Side) -> None:
    await here.act("freeze", duration=60)

    assert await there.failure(ServiceValidationError, "freeze", duration=60) == (
        "command_disabled"
    )
    assert "switch.freeze" in here.account.entity_ids()
    assert "switch.freeze" not in there.account.entity_ids()


async def test_command_of_one_explains_nothing_of_the_other(
    here: Side, there: Side, advance: Advance
) -> None:
    there.lock.add_time(600)
    await here.act("add_time", duration=600)
    await advance(30)

    sources = [
        side.account.full_state("event.lock_events").attributes["source"]
        for side in (here, there)
    ]
    assert sources == ["home_assistant", "elsewhere"]


async def test_stop_reaches_both_though_one_could_not_be_set_up(
    hass: HomeAssistant, here: Side, there: Side
) -> None:
    there.simulator.order(Fault(status=500), times=None, match="GET")
    await hass.config_entries.async_reload(there.account.entry.entry_id)
    assert there.account.entry.state.value == "setup_retry"
    for side in (here, there):
        side.simulator.device.run("vibration.start", {})

    await act(hass, "stop_devices")

    assert not here.simulator.device.running
    assert not there.simulator.device.running
    there.simulator.clear_faults()


async def test_stop_of_one_that_fails_does_not_hold_up_the_other(
    hass: HomeAssistant, here: Side, there: Side, advance: Advance
) -> None:
    here.simulator.order(Fault(hang=True), match="POST")
    there.simulator.device.run("vibration.start", {})
    call = asyncio.create_task(act(hass, "stop_devices"))

    await until_sent(there.simulator, 1)
    assert not there.simulator.device.running

    here.simulator.clear_faults()
    await call


async def test_stop_that_does_not_get_through_is_told_before_a_lock_that_is_missing(
    hass: HomeAssistant, here: Side, there: Side, advance: Advance
) -> None:
    here.simulator.end_lock()
    there.simulator.order(Fault(status=503), times=4, match="POST")
    call = asyncio.create_task(act(hass, "stop_devices"))
    await until_sent(there.simulator, 1)
    await settle()

    await advance(5)

    with pytest.raises(HomeAssistantError) as caught:
        await call
    assert key_of(caught.value) == "stop_still_trying"
    for _ in range(4):
        await advance(1.5)


async def test_account_without_a_lock_is_no_failure_where_another_was_stopped(
    hass: HomeAssistant, here: Side, there: Side
) -> None:
    there.simulator.end_lock()

    await act(hass, "stop_devices")
    assert await there.failure(HomeAssistantError, "stop_devices") == (
        "command_no_active_lock"
    )

    here.simulator.end_lock()
    error = await failure(hass, HomeAssistantError, "stop_devices")
    assert key_of(error) == "command_no_active_lock"
