"""A device starts only at the lock for which a person confirmed it, or at one of the same wearer."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from tests.acting import act
from tests.conftest import Advance
from tests.connected_devices import (
    SESSION,
    Toy,
    consent,
    entry_with,
    issues,
    loaded,
    pins,
    subentry,
)
from tests.simulator import (
    EXTENSION_SESSION_ID,
    WEARER_TOKEN,
    Lock,
    Simulator,
    person_named,
)

from .test_safety import refused

type Start = Callable[[Toy], Coroutine[Any, Any, None]]
type Shown = Callable[[Simulator], None]

STARTS: Final[dict[str, Start]] = {
    "vibrate": lambda toy: toy.press("vibrate"),
    "vibration.start": lambda toy: toy.start(1),
    "shock": lambda toy: toy.press("shock"),
    "shock.start": lambda toy: toy.command("shock.start", duration=1),
    "shock.random.set": lambda toy: toy.command("shock.random.set"),
}
STOPS: Final[dict[str, Start]] = {
    "stop": lambda toy: toy.press("stop"),
    "vibration.stop": lambda toy: toy.command("vibration.stop"),
    "all.stop": lambda toy: act(toy.hass, "device_command", command="all.stop"),
    "stop_devices": lambda toy: act(toy.hass, "stop_devices"),
    "perform_action": lambda toy: act(toy.hass, "perform_action", name="all.stop"),
}
every_start = pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
every_stop = pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)


def somebody_else(simulator: Simulator) -> None:
    """Show a lock of another wearer."""
    simulator.choose(simulator.add_lock(wearer=person_named("somebody_else", None)))


def other_role(simulator: Simulator) -> None:
    """Show a lock of which the account is the keyholder."""
    simulator.choose(simulator.add_lock(roles={WEARER_TOKEN: "keyholder"}))


def other_role_and_wearer(simulator: Simulator) -> None:
    """Show a lock of another wearer, of which the account is the keyholder."""
    other = person_named("somebody_else", None)
    roles = {WEARER_TOKEN: "keyholder"}
    simulator.choose(simulator.add_lock(wearer=other, roles=roles))


def wearer_as(name: object) -> Shown:
    """Return how another lock is shown that says this of its wearer."""

    def show(simulator: Simulator) -> None:
        simulator.choose(simulator.add_lock())
        simulator.overrides["wearerUsername"] = name  # type: ignore[assignment] # any JSON

    return show


def role_as(name: object) -> Shown:
    """Return how another lock is shown that says this of the role."""

    def show(simulator: Simulator) -> None:
        simulator.choose(simulator.add_lock())
        simulator.session_overrides["role"] = name  # type: ignore[assignment] # any JSON

    return show


OTHERS: Final[dict[str, Shown]] = {
    "another wearer": somebody_else,
    "another role": other_role,
    "another role and wearer": other_role_and_wearer,
    "no wearer": wearer_as(Simulator.MISSING),
    "wearer null": wearer_as(None),
    "wearer empty": wearer_as(""),
    "wearer as number": wearer_as(7),
    "wearer in capitals": wearer_as("SIM_WEARER"),
    "no role": role_as(Simulator.MISSING),
    "role null": role_as(None),
    "unknown role": role_as("guest"),
}
every_other = pytest.mark.parametrize("show", OTHERS.values(), ids=OTHERS)


async def assert_starts(toy: Toy) -> None:
    """See that the device starts; each command counts in the service's allowance."""
    for start in (STARTS["vibrate"], STARTS["shock.start"]):
        await start(toy)
        assert toy.kinds()
        await toy.press("stop")
        assert not toy.kinds()


async def assert_not_confirmed(toy: Toy) -> None:
    """See that the device is started in no way."""
    for start in STARTS.values():
        assert await refused(toy, start) == "device_not_confirmed"


@asynccontextmanager
async def confirmed(
    hass: HomeAssistant, simulator: Simulator, lock: Lock, **settings: Any
) -> AsyncIterator[Toy]:
    """Add an account with a device that is confirmed for a lock."""
    given = consent(lock.lock_id, session_id=settings.get("extension_session_id"))
    device = subentry(cooldown=0, consent=given, **settings)
    async with loaded(hass, simulator, entry_with(simulator, device)) as (toy,):
        yield toy


@pytest.fixture
def lock(now: FrozenDateTimeFactory, simulator: Simulator) -> Lock:
    """Return the lock for which the device is confirmed."""
    return simulator.start_lock()


@pytest.fixture
async def toy(
    hass: HomeAssistant, simulator: Simulator, lock: Lock
) -> AsyncGenerator[Toy]:
    """Add an account with a device that is confirmed for its lock."""
    async with confirmed(hass, simulator, lock) as toy:
        yield toy


@every_start
async def test_start_goes_out_at_the_lock_that_was_confirmed(
    toy: Toy, lock: Lock, simulator: Simulator, start: Start
) -> None:
    await start(toy)

    assert len(lock.device.running) == 1
    assert [pin for _, pin in pins(simulator)] == [lock.lock_id]


@every_start
async def test_start_goes_out_at_another_lock_of_the_same_wearer_and_role(
    toy: Toy, simulator: Simulator, start: Start, advance: Advance
) -> None:
    other = simulator.add_lock()
    simulator.choose(other)
    await advance(30)

    await start(toy)

    assert len(other.device.running) == 1
    assert [pin for _, pin in pins(simulator)] == [other.lock_id]


@every_other
@every_start
async def test_start_is_refused_at_any_other_lock(
    toy: Toy,
    lock: Lock,
    simulator: Simulator,
    show: Shown,
    start: Start,
    advance: Advance,
) -> None:
    show(simulator)
    await advance(30)

    assert await refused(toy, start) == "device_not_confirmed"

    assert not toy.kinds()
    assert not lock.device.running
    assert not toy.is_running()


@every_other
@every_stop
async def test_stops_work_at_any_lock(
    toy: Toy, simulator: Simulator, show: Shown, stop: Start, advance: Advance
) -> None:
    show(simulator)
    await advance(30)
    simulator.device.run("vibration.start", {})

    await stop(toy)

    assert not toy.kinds()


@every_start
async def test_confirmed_lock_is_known_by_its_id_whatever_else_it_shows(
    toy: Toy, lock: Lock, simulator: Simulator, start: Start, advance: Advance
) -> None:
    simulator.overrides["wearerUsername"] = Simulator.MISSING
    simulator.session_overrides["role"] = Simulator.MISSING
    await advance(30)

    await start(toy)

    assert len(lock.device.running) == 1


@pytest.mark.parametrize("shown", [Simulator.MISSING, None, {}], ids=repr)
async def test_lock_without_an_id_is_known_by_role_and_wearer(
    toy: Toy, lock: Lock, simulator: Simulator, shown: Any, advance: Advance
) -> None:
    simulator.session_overrides["lock"] = shown
    simulator.choose(simulator.add_lock())
    await advance(30)
    await toy.start(1)
    await toy.press("stop")

    somebody_else(simulator)
    await advance(30)
    assert await refused(toy, STARTS["vibrate"]) == "device_not_confirmed"
    assert await refused(toy, STARTS["shock.start"]) == "device_not_confirmed"


async def test_start_is_refused_at_a_lock_of_which_nothing_is_shown(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    """Nobody can be asked about it either: it can't be known again."""
    simulator.session_overrides["lock"] = None
    simulator.overrides["wearerUsername"] = None
    await advance(30)

    assert await refused(toy, STARTS["vibrate"]) == "start_at_unknown_lock"
    assert await refused(toy, STARTS["shock.start"]) == "start_at_unknown_lock"
    assert not issues(toy)


async def test_start_is_refused_without_a_lock(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(30)

    assert await refused(toy, STARTS["vibrate"]) == "start_without_lock"


@pytest.mark.parametrize(
    "given",
    [
        None,
        7,
        [],
        {},
        "wearer",
        True,
        {"wearer": "sim_wearer", "role": "wearer", "lock_id": 7},
        consent() | {"session_id": 7},
        consent(role=None),
        consent(wearer=None),
        consent(role=None, wearer=None),
        consent(session_id="another"),
        consent("another", wearer="somebody_else"),
    ],
    ids=repr,
)
async def test_start_is_refused_where_nobody_can_tell_what_was_confirmed(
    hass: HomeAssistant, simulator: Simulator, lock: Lock, given: object
) -> None:
    entry = entry_with(simulator, subentry(consent=given))
    async with loaded(hass, simulator, entry) as (toy,):
        await assert_not_confirmed(toy)
        await toy.press("stop")


@pytest.mark.parametrize("session_id", [None, "another"])
async def test_consent_for_another_session_is_none(
    hass: HomeAssistant, simulator: Simulator, lock: Lock, session_id: str | None
) -> None:
    given = consent(lock.lock_id, session_id=session_id)
    entry = entry_with(simulator, subentry(consent=given, **SESSION))
    async with loaded(hass, simulator, entry) as (toy,):
        assert await refused(toy, STARTS["vibrate"]) == "device_not_confirmed"
        await toy.press("stop")

    given = consent(lock.lock_id, session_id=EXTENSION_SESSION_ID)
    entry = entry_with(simulator, subentry(consent=given, **SESSION))
    async with loaded(hass, simulator, entry) as (toy,):
        await toy.start(1)
