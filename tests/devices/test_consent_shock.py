"""Shock is allowed in the form of a device: what was confirmed before doesn't cover it."""

from collections.abc import Awaitable, Callable

from freezegun.api import FrozenDateTimeFactory

from homeassistant.core import HomeAssistant
from tests.conftest import Advance
from tests.connected_devices import Toy, connected, issues, subentry
from tests.flows.test_device_flow import form, open_form, submit
from tests.simulator import Simulator

from .test_consent import assert_not_confirmed, somebody_else


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
            simulator.choose(lock)
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
