"""The sensor *Next start possible*: the end of the cooldown."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event
from tests.connected_devices import ANY_DEVICE, Toy, connected, subentry
from tests.frozen_time import PassTime
from tests.simulator import Fault, Simulator

from .starting_and_stopping import refused_command

COOLDOWN = "sensor.cooldown_until"


async def test_it_says_until_when_no_start_is_possible(
    toy: Toy, pass_time: PassTime
) -> None:
    assert toy.state(COOLDOWN) == STATE_UNKNOWN
    await toy.start(2)
    assert toy.state(COOLDOWN) == "2026-06-01T12:00:10+00:00"

    await pass_time(9.9)
    assert await refused_command(toy, "vibration.start", duration=2) == "cooldown"
    assert toy.state(COOLDOWN) == "2026-06-01T12:00:10+00:00"

    await pass_time(0.2)
    assert toy.state(COOLDOWN) == STATE_UNKNOWN
    await toy.start(2)
    assert toy.state(COOLDOWN) == "2026-06-01T12:00:20+00:00"


async def test_each_start_is_one_change_of_state_and_its_end_another(
    hass: HomeAssistant, toy: Toy, pass_time: PassTime
) -> None:
    states: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        states.append(new.state if new else "")

    remove = async_track_state_change_event(hass, toy.entity_ids()[COOLDOWN], note)
    await toy.start(3)
    await pass_time(5)
    assert states == ["2026-06-01T12:00:10+00:00"]
    await pass_time(6)
    remove()
    assert states == ["2026-06-01T12:00:10+00:00", STATE_UNKNOWN]


async def test_start_that_was_refused_has_none(toy: Toy, simulator: Simulator) -> None:
    simulator.order(Fault(status=403), match=ANY_DEVICE)
    with pytest.raises(HomeAssistantError):
        await toy.start(2)
    assert toy.state(COOLDOWN) == STATE_UNKNOWN


async def test_it_is_known_after_a_reload_and_ends_then_too(
    hass: HomeAssistant, toy: Toy, pass_time: PassTime
) -> None:
    await toy.start(2)
    await pass_time(3)

    await hass.config_entries.async_reload(toy.account.entry.entry_id)
    assert toy.state(COOLDOWN) == "2026-06-01T12:00:10+00:00"

    await pass_time(7.1)
    assert toy.state(COOLDOWN) == STATE_UNKNOWN


async def test_device_without_a_cooldown_has_no_end(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with connected(hass, simulator, subentry(cooldown=0)) as (toy,):
        await toy.start(2)
        assert toy.state(COOLDOWN) == STATE_UNKNOWN
