"""Consent in the form of a device is kept for the lock that was shown with it."""

from collections.abc import Awaitable, Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests.added_account import Account
from tests.connected_devices import (
    SESSION,
    Toy,
    connected,
    consent,
    issues,
    subentry,
    toys_of,
)
from tests.devices.consent.confirmed import (
    Shown,
    assert_not_confirmed,
    assert_starts,
    other_role,
    somebody_else,
)
from tests.devices.starting_and_stopping import STARTS, refused
from tests.frozen_time import Advance
from tests.simulator import EXTENSION_SESSION_ID, Lock, Simulator

from .device_forms import form, open_form, submit

OTHER_SESSION = {"extension_session_id": "another"}
every_other_lock = pytest.mark.parametrize("show", [somebody_else, other_role])


def kept(toy: Toy) -> object:
    """Return for whom the device is confirmed."""
    return toy.account.entry.subentries[toy.subentry_id].data.get("consent")


async def assert_asked(toy: Toy) -> None:
    """See that a person is asked, and that nothing starts until then."""
    assert issues(toy).keys() & {"device_consent", "device_consent_shock"}
    assert await refused(toy, STARTS["vibrate"]) == "device_not_confirmed"


async def add_device(hass: HomeAssistant, account: Account, **entered: Any) -> None:
    """Add a device, and confirm shock where it is asked."""
    result = await submit(hass, await open_form(hass, account), form(**entered))
    if result["type"] is FlowResultType.FORM:
        result = await submit(hass, result, {"confirm": True})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def change_device(hass: HomeAssistant, toy: Toy, **entered: Any) -> None:
    """Change a device, and confirm shock where it is asked."""
    flow = await open_form(hass, toy.account, toy.subentry_id)
    allowed = {"shock": True, "max_shock_duration": 3, "cooldown": 0, **entered}
    result = await submit(hass, flow, form(**allowed))
    if result["type"] is FlowResultType.FORM:
        assert result["step_id"] == "shock"
        result = await submit(hass, result, {"confirm": True})
    assert result["reason"] == "reconfigure_successful"


# A device is added


@pytest.mark.parametrize("shock", [False, True])
async def test_device_is_confirmed_for_the_lock_that_is_shown(
    hass: HomeAssistant, account: Account, lock: Lock, simulator: Simulator, shock: bool
) -> None:
    await add_device(hass, account, shock=shock, cooldown=0)

    (toy,) = toys_of(account, simulator)
    assert kept(toy) == consent(lock.lock_id)
    assert not issues(toy)
    await STARTS["shock.start" if shock else "vibrate"](toy)
    assert toy.kinds()
    await toy.press("stop")


async def test_device_of_a_session_is_confirmed_for_that_session(
    hass: HomeAssistant, account: Account, lock: Lock, simulator: Simulator
) -> None:
    await add_device(hass, account, session=SESSION)

    (toy,) = toys_of(account, simulator)
    assert kept(toy) == consent(lock.lock_id, session_id=EXTENSION_SESSION_ID)
    await toy.start(1)
    await toy.press("stop")


@every_other_lock
@pytest.mark.parametrize("shock", [False, True])
async def test_device_is_not_confirmed_for_a_lock_that_was_not_shown(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    show: Shown,
    shock: bool,
) -> None:
    flow = await open_form(hass, account)
    if shock:
        flow = await submit(hass, flow, form(shock=True))
        assert flow["step_id"] == "shock"
    show(simulator)
    await advance(30)

    result = await submit(hass, flow, {"confirm": True} if shock else form())

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (toy,) = toys_of(account, simulator)
    await assert_asked(toy)
    if shock:
        assert await refused(toy, STARTS["shock.start"]) == "device_not_confirmed"


async def test_device_that_is_added_without_a_lock_is_asked_about_at_the_next(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(30)
    await add_device(hass, account, shock=True)
    (toy,) = toys_of(account, simulator)
    assert not issues(toy)

    simulator.start_lock()
    await advance(60)

    assert issues(toy).keys() == {"device_consent_shock"}
    await assert_not_confirmed(toy)


async def test_device_that_is_added_while_a_lock_begins_is_asked_about(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(30)
    flow = await open_form(hass, account)
    somebody_else(simulator)
    await advance(60)

    await submit(hass, flow, form())

    (toy,) = toys_of(account, simulator)
    await assert_asked(toy)


async def test_device_of_an_account_that_is_not_loaded_is_asked_about(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await hass.config_entries.async_unload(account.entry.entry_id)
    await add_device(hass, account, shock=True)

    await hass.config_entries.async_setup(account.entry.entry_id)

    (toy,) = toys_of(account, simulator)
    await assert_asked(toy)


@pytest.mark.parametrize("shock", [False, True])
async def test_form_that_was_shown_without_a_lock_confirms_nothing(
    hass: HomeAssistant, account: Account, simulator: Simulator, shock: bool
) -> None:
    """The account isn't loaded when a person is asked, and shows somebody else's lock after it."""
    await hass.config_entries.async_unload(account.entry.entry_id)
    flow = await open_form(hass, account)
    if shock:
        flow = await submit(hass, flow, form(shock=True))
    somebody_else(simulator)
    await hass.config_entries.async_setup(account.entry.entry_id)

    await submit(hass, flow, {"confirm": True} if shock else form())

    (toy,) = toys_of(account, simulator)
    await assert_asked(toy)


# A device is changed


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "New"},
        {"max_duration": 9, "max_shock_duration": 1},
        {"cooldown": 5},
        {"shock": False},
        {"params": {"param_limits": {"power": 10}}},
    ],
    ids=str,
)
async def test_change_that_allows_no_more_keeps_for_whom_it_was_confirmed(
    hass: HomeAssistant,
    toy: Toy,
    simulator: Simulator,
    advance: Advance,
    changes: dict[str, Any],
) -> None:
    before, lock = kept(toy), simulator.lock
    assert lock is not None
    somebody_else(simulator)
    await advance(30)

    await change_device(hass, toy, **changes)

    assert kept(toy) == before
    await assert_asked(toy)
    simulator.move_on(lock)
    await advance(30)
    assert not issues(toy)
    await toy.start(1)


@pytest.mark.parametrize(
    "changes", [{"max_duration": 31}, {"max_shock_duration": 4}], ids=str
)
@pytest.mark.parametrize("show", [somebody_else, other_role])
async def test_longer_shocks_are_confirmed_for_the_lock_that_is_shown(
    hass: HomeAssistant,
    toy: Toy,
    simulator: Simulator,
    advance: Advance,
    changes: dict[str, Any],
    show: Shown,
) -> None:
    lock = simulator.lock
    assert lock is not None
    show(simulator)
    await advance(30)
    await assert_asked(toy)

    await change_device(hass, toy, **changes)

    assert not issues(toy)
    await assert_starts(toy)
    assert not lock.device.intervals
    simulator.move_on(lock)
    await advance(30)
    await assert_asked(toy)
    await assert_not_confirmed(toy)


async def test_shock_that_is_turned_on_is_confirmed_for_the_lock_that_is_shown(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    async with connected(hass, simulator, subentry(shock=False)) as (toy,):
        lock = simulator.lock
        assert lock is not None
        somebody_else(simulator)
        await advance(30)

        await change_device(hass, toy)

        await assert_starts(toy)
        simulator.move_on(lock)
        await advance(30)
        await assert_not_confirmed(toy)


async def test_another_session_is_asked_about_anew(
    hass: HomeAssistant, session_toy: Toy, simulator: Simulator
) -> None:
    simulator.add_extension_session("another", developer_key=None, main_token=None)
    assert not issues(session_toy)

    await change_device(hass, session_toy, session=OTHER_SESSION)
    await assert_asked(session_toy)
    await assert_not_confirmed(session_toy)

    await change_device(hass, session_toy, session={"forget_session": True})
    await assert_asked(session_toy)
    await assert_not_confirmed(session_toy)


async def test_new_keys_of_the_same_session_keep_for_whom_it_was_confirmed(
    hass: HomeAssistant, session_toy: Toy, simulator: Simulator
) -> None:
    simulator.add_extension_session(
        EXTENSION_SESSION_ID, developer_key="new-key", main_token="new-token"
    )

    keys = {"developer_key": "new-key", "main_token": "new-token"}
    await change_device(hass, session_toy, session=keys)

    assert not issues(session_toy)
    await assert_starts(session_toy)


async def shock_turned_on(
    hass: HomeAssistant, toy: Toy, *, meanwhile: Callable[[], Awaitable[None]]
) -> None:
    """Allow shock in the form of a device; something happens before it is confirmed."""
    flow = await open_form(hass, toy.account, toy.subentry_id)
    result = await submit(hass, flow, form(shock=True, cooldown=0))
    assert result["step_id"] == "shock"
    await meanwhile()
    await submit(hass, result, {"confirm": True})


async def test_shock_that_is_turned_on_without_a_lock_is_asked_about_at_the_next(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    async def nothing() -> None:
        """Let nothing happen."""

    async with connected(hass, simulator, subentry(shock=False)) as (toy,):
        simulator.end_lock()
        await advance(30)
        await shock_turned_on(hass, toy, meanwhile=nothing)
        simulator.start_lock()
        await advance(60)

        assert issues(toy).keys() == {"device_consent_shock"}
        await assert_not_confirmed(toy)


async def test_shock_that_was_confirmed_at_another_lock_is_asked_about(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    """Vibration was confirmed for one wearer, shock while the lock of another was shown."""
    async with connected(hass, simulator, subentry(shock=False)) as (toy,):
        lock = simulator.lock
        assert lock is not None
        somebody_else(simulator)
        await advance(30)

        async def change_back() -> None:
            simulator.move_on(lock)
            await advance(30)

        await shock_turned_on(hass, toy, meanwhile=change_back)

        assert issues(toy).keys() == {"device_consent_shock"}
        await assert_not_confirmed(toy)


async def test_longer_shocks_that_were_confirmed_without_a_lock_are_asked_about(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(30)
    flow = await open_form(hass, toy.account, toy.subentry_id)
    result = await submit(hass, flow, form(shock=True, max_shock_duration=15))
    await submit(hass, result, {"confirm": True})
    simulator.start_lock()
    await advance(60)

    assert issues(toy).keys() == {"device_consent_shock"}
    await assert_not_confirmed(toy)
