"""How much time may be added in 24 hours, by whatever route."""

import asyncio
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.storage import Store
from tests.acting import (
    act,
    failure,
    key_of,
    on_entity,
    placeholders_of,
    press,
    sent,
    settle,
    until,
    until_sent,
)
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Fault, Simulator

HOUR = {"hours": 1}


@pytest.fixture
def limit() -> dict[str, int] | None:
    """Return the limit of the account."""
    return {"hours": 2}


@pytest.fixture
def entry(entry: MockConfigEntry, limit: dict[str, int] | None) -> MockConfigEntry:
    """Return the wearer's account with a limit, not yet added."""
    return MockConfigEntry(
        domain=entry.domain,
        title=entry.title,
        data=dict(entry.data),
        options={"daily_time_limit": limit, "disabled_commands": []},
    )


async def refused(hass: HomeAssistant, action: str, **data: object) -> dict[str, str]:
    """Return what the person is told whose command exceeds the limit."""
    error = await failure(hass, ServiceValidationError, action, **data)
    key = key_of(error)
    assert key is not None
    assert key.startswith("daily_limit")
    told = placeholders_of(error)
    assert told["command"] == action
    return {name: told[name] for name in ("limit", "added", "left")}


async def use_up(hass: HomeAssistant) -> None:
    """Add all that may be added."""
    await act(hass, "add_time", duration={"hours": 2})


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
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await act(hass, "add_time", duration={"hours": 1, "minutes": 59, "seconds": 59})
    await refused(hass, "add_time", duration={"seconds": 2})
    await act(hass, "add_time", duration={"seconds": 1})

    assert simulator.lock is not None
    assert simulator.lock.remaining == 27_800 + 7200


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
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    outcomes = await asyncio.gather(
        *(act(hass, "add_time", duration={"minutes": 50}) for _ in range(10)),
        return_exceptions=True,
    )

    assert [outcome is None for outcome in outcomes] == [True] * 2 + [False] * 8
    assert simulator.lock is not None
    assert simulator.lock.remaining == 27_800 + 6000


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=400),
        Fault(status=401),
        Fault(status=403),
        Fault(status=409),
        Fault(status=429),
        Fault(body={"ok": False, "error": {"code": "no"}}),
    ],
)
async def test_what_was_rejected_is_given_back(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    fault: Fault,
) -> None:
    simulator.order(fault, match="POST")
    await failure(hass, HomeAssistantError, "add_time", duration={"hours": 2})
    # After a 401 the token is tried first.
    await advance(5)

    await use_up(hass)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=408, effect=True),
        Fault(status=499, body="", effect=True),
        Fault(status=400, body="<html>", effect=True),
        Fault(status=403, body="<html>", effect=True),
        Fault(body={"success": False}, effect=True),
        Fault(body="<html>", effect=True),
    ],
)
async def test_what_only_looks_rejected_counts(
    hass: HomeAssistant, account: Account, simulator: Simulator, fault: Fault
) -> None:
    simulator.order(fault, match="POST")
    await failure(hass, HomeAssistantError, "add_time", duration={"hours": 2})

    await refused(hass, "add_time", duration={"seconds": 1})


async def test_what_was_rejected_is_given_back_before_the_lock_is_read_again(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(status=409), match="POST")
    simulator.order(Fault(hang=True), match="GET")
    rejected = asyncio.create_task(act(hass, "add_time", duration={"hours": 2}))
    while simulator.requests[-1].method != "GET" or not sent(simulator):
        await asyncio.sleep(0)

    added = asyncio.create_task(act(hass, "add_time", duration={"hours": 2}))
    await until_sent(simulator, 2)

    simulator.clear_faults()
    await added
    with pytest.raises(HomeAssistantError):
        await rejected


async def test_what_was_surely_not_sent_is_given_back(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await simulator.stop()
    await settle()
    await failure(hass, HomeAssistantError, "add_time", duration={"hours": 2})
    await simulator.start()

    await use_up(hass)


async def test_what_was_refused_by_the_queue_is_given_back(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    hanging = asyncio.create_task(act(hass, "end_pillory"))
    await until_sent(simulator, 1)
    call = asyncio.create_task(act(hass, "add_time", duration={"hours": 2}))
    await asyncio.sleep(0)
    await advance(10)
    with pytest.raises(ServiceValidationError):
        await call
    simulator.clear_faults()
    await hanging

    await use_up(hass)


async def test_what_gives_up_waiting_is_given_back(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    hanging = asyncio.create_task(act(hass, "end_pillory"))
    await until_sent(simulator, 1)
    call = asyncio.create_task(act(hass, "add_time", duration={"hours": 2}))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    simulator.clear_faults()
    await hanging

    await use_up(hass)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(close="before"),
        Fault(close="after"),
        Fault(truncate=True),
        Fault(status=500),
        Fault(body="garbage"),
    ],
)
async def test_what_may_have_been_added_is_kept(
    hass: HomeAssistant, account: Account, simulator: Simulator, fault: Fault
) -> None:
    simulator.order(fault, match="POST")
    await failure(hass, HomeAssistantError, "add_time", duration=HOUR)

    assert (await refused(hass, "add_time", duration={"hours": 2}))[
        "left"
    ] == "one hour"


async def test_what_was_cancelled_on_its_way_is_kept(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    call = asyncio.create_task(act(hass, "add_time", duration=HOUR))
    await until_sent(simulator, 1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert (await refused(hass, "add_time", duration={"hours": 2}))[
        "left"
    ] == "one hour"


async def test_reload_forgets_nothing(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await use_up(hass)

    await hass.config_entries.async_reload(account.entry.entry_id)

    await refused(hass, "add_time", duration={"seconds": 1})


async def test_account_that_is_unloaded_while_it_is_stored_sends_nothing(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = asyncio.Event()
    monkeypatch.setattr(Store, "async_save", lambda *_: gate.wait())
    call = asyncio.create_task(act(hass, "add_time", duration=HOUR))
    await settle()
    unloading = asyncio.create_task(
        hass.config_entries.async_unload(account.entry.entry_id)
    )
    await until(lambda: account.entry.state is not ConfigEntryState.LOADED)
    await settle()

    gate.set()

    with pytest.raises(ServiceValidationError) as caught:
        await call
    assert key_of(caught.value) == "account_unloaded"
    await unloading
    assert not sent(simulator)


async def test_command_that_takes_too_long_to_store_is_not_sent(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = asyncio.Event()
    monkeypatch.setattr(Store, "async_save", lambda *_: gate.wait())
    call = asyncio.create_task(act(hass, "add_time", duration=HOUR))
    await settle()
    now.tick(11)

    gate.set()

    with pytest.raises(ServiceValidationError) as caught:
        await call
    assert key_of(caught.value) == "too_many_commands"
    assert not sent(simulator)


async def test_refusal_writes_nothing(
    hass: HomeAssistant,
    account: Account,
    advance: Advance,
    hass_storage: dict[str, dict[str, object]],
) -> None:
    await refused(hass, "add_time", duration={"hours": 3})
    await advance(10)

    assert f"chastify.{account.entry.entry_id}.added_time" not in hass_storage


async def test_it_is_stored_before_it_is_sent(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    hass_storage: dict[str, dict[str, object]],
) -> None:
    stored: list[object] = []
    key = f"chastify.{account.entry.entry_id}.added_time"
    simulator.order(
        Fault(before_answer=lambda: stored.append(hass_storage[key]["data"])),
        match="POST",
    )

    await act(hass, "add_time", duration=HOUR)

    assert stored == [[{"at": "2026-06-01T12:00:00+00:00", "seconds": 3600}]]


@pytest.mark.parametrize(
    ("stored", "left"),
    [
        ([{"at": "2026-06-01T00:00:00+00:00", "seconds": 3600}], "one hour"),
        # From before the clock was set back: it counts from now on.
        ([{"at": "2030-01-01T00:00:00+00:00", "seconds": 3600}], "one hour"),
        ([{"at": "2026-05-31T11:59:59+00:00", "seconds": 3600}], "two hours"),
        # Nobody knows when it was, so it counts from now on too.
        ([{"at": "yesterday", "seconds": 3600}], "one hour"),
        ([{"at": "2026-06-01T00:00:00", "seconds": 3600}], "one hour"),
        ([{"seconds": 3600}], "one hour"),
        ([{"at": "x", "seconds": 1}, {"at": None, "seconds": 3599}], "one hour"),
    ],
)
async def test_restart_reads_what_was_stored(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    hass_storage: dict[str, dict[str, object]],
    stored: object,
    left: str,
) -> None:
    hass_storage[f"chastify.{entry.entry_id}.added_time"] = {
        "version": 1,
        "minor_version": 1,
        "data": stored,
    }
    simulator.start_lock()
    await add(hass, entry)

    assert (await refused(hass, "add_time", duration={"hours": 3}))["left"] == left


async def test_store_of_a_newer_version_is_not_overwritten(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    hass_storage: dict[str, dict[str, object]],
) -> None:
    key = f"chastify.{entry.entry_id}.added_time"
    hass_storage[key] = {"version": 2, "minor_version": 1, "data": "newer"}
    entry.add_to_hass(hass)

    assert not await hass.config_entries.async_setup(entry.entry_id)

    assert entry.error_reason_translation_key == "newer_storage"
    assert hass_storage[key]["data"] == "newer"


async def test_store_goes_with_the_entry(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    hass_storage: dict[str, dict[str, object]],
) -> None:
    key = f"chastify.{account.entry.entry_id}.added_time"
    simulator.order(Fault(hang=True), match="POST")
    call = asyncio.create_task(act(hass, "add_time", duration=HOUR))
    await until_sent(simulator, 1)
    assert key in hass_storage

    removing = asyncio.create_task(
        hass.config_entries.async_remove(account.entry.entry_id)
    )
    await removing
    simulator.revoke(WEARER_TOKEN)
    simulator.clear_faults()
    with pytest.raises(HomeAssistantError):
        await call
    await advance(60)

    assert key not in hass_storage


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
