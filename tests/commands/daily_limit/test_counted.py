"""How much time may be added in 24 hours, by whatever route."""

import asyncio
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from tests.acting import act, on_entity, placeholders_of, press, sent
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator

from .added import HOUR, refused, use_up

ROUTES: dict[str, dict[str, object]] = {
    "add_time": {"duration": "00:00:01"},
    "apply_time": {"seconds": 1},
    "perform_action": {"name": "add_time", "params": 1},
}


@pytest.mark.parametrize("first", ROUTES)
@pytest.mark.parametrize("second", ROUTES)
async def test_every_route_counts(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    first: str,
    second: str,
) -> None:
    hour: dict[str, dict[str, object]] = {
        "add_time": {"duration": HOUR},
        "apply_time": {"seconds": 3600},
        "perform_action": {"name": "ADD_TIME", "params": 3600},
    }
    if first == "perform_action":
        # The service doesn't know this spelling; another edition of it may.
        simulator.order(Fault(body="{}", effect=False), match="POST")
    await act(hass, first, **hour[first])
    await act(hass, "add_time", duration=HOUR)
    simulator.clear_requests()

    assert await refused(hass, second, **ROUTES[second]) == {
        "limit": "two hours",
        "added": "two hours",
        "left": "0 seconds",
    }
    assert not sent(simulator)


async def test_button_counts_and_is_refused(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await on_entity(account, "number.set_value", "number.time_step", value=90)
    await press(account, "add_time")

    with pytest.raises(ServiceValidationError) as caught:
        await press(account, "add_time")

    assert placeholders_of(caught.value)["left"] == "30 minutes"
    assert len(sent(simulator)) == 1


async def test_what_fits_exactly_is_added(
    hass: HomeAssistant,
    lock: Lock,
) -> None:
    await act(hass, "add_time", duration={"hours": 1, "minutes": 59, "seconds": 59})
    await refused(hass, "add_time", duration={"seconds": 2})
    await act(hass, "add_time", duration={"seconds": 1})
    assert lock.remaining == 27_800 + 7200


async def test_limit_is_of_any_24_hours(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    await act(hass, "add_time", duration=HOUR)
    await advance(12 * 3600)
    await act(hass, "add_time", duration=HOUR)
    await advance(12 * 3600 - 1)
    await refused(hass, "add_time", duration={"seconds": 1})

    await advance(1)

    await act(hass, "add_time", duration=HOUR)
    await refused(hass, "add_time", duration={"seconds": 1})


async def test_removed_time_gives_nothing_back(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await use_up(hass)
    await act(hass, "remove_time", duration=HOUR)
    await act(hass, "apply_time", seconds=-3600)

    await refused(hass, "add_time", duration={"seconds": 1})


async def test_commands_side_by_side_can_not_exceed_it(
    hass: HomeAssistant,
    lock: Lock,
) -> None:
    outcomes = await asyncio.gather(
        *(act(hass, "add_time", duration={"minutes": 50}) for _ in range(10)),
        return_exceptions=True,
    )

    assert [outcome is None for outcome in outcomes] == [True] * 2 + [False] * 8
    assert lock.remaining == 27_800 + 6000


@pytest.mark.parametrize("limit", [None])
async def test_without_a_limit_everything_is_added(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await act(hass, "add_time", duration={"days": 1000})

    assert len(sent(simulator)) == 1


@pytest.mark.parametrize("limit", [{"hours": 0}])
async def test_limit_of_0_allows_nothing_but_taking_off(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await refused(hass, "add_time", duration={"seconds": 1})
    await act(hass, "remove_time", duration=HOUR)
    await act(hass, "freeze", duration=HOUR)

    assert len(sent(simulator)) == 2


async def test_settings_are_not_counted(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await use_up(hass)

    await act(hass, "patch_settings", settings={"maxTime": 10})


async def test_account_that_never_saw_the_options_has_24_hours(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    keyholder_entry: MockConfigEntry,
) -> None:
    simulator.start_lock()
    await add(hass, keyholder_entry)
    await act(hass, "add_time", duration={"hours": 24})

    assert (await refused(hass, "add_time", duration={"seconds": 1}))["limit"] == (
        "24 hours"
    )


@pytest.mark.parametrize("jump", [timedelta(hours=-25), timedelta(hours=25)])
async def test_clock_that_is_set_opens_no_gap(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    jump: timedelta,
) -> None:
    stands = hass.loop.time()
    monkeypatch.setattr(hass.loop, "time", lambda: stands)
    await use_up(hass)
    now.tick(jump)
    await refused(hass, "add_time", duration={"seconds": 1})

    now.tick(-jump)
    await refused(hass, "add_time", duration={"seconds": 1})
