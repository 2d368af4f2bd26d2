"""Random sequences of whatever happens to a connected device: nothing runs too long.

The clock stands still and is moved second by second, so that hours take moments.
"""

import asyncio
from collections.abc import Coroutine, Generator
from copy import deepcopy
from datetime import timedelta
import os
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from hypothesis import HealthCheck, Phase, settings, strategies as st
import hypothesis.stateful
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed_exact,
)

from custom_components.chastify import stops
from custom_components.chastify.runs import RUNS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.account import Account
from tests.acting import act, on_entity, settle
from tests.connected_devices import (
    DEVICES,
    Toy,
    device_commands,
    entry_with,
    names,
    subentry,
)
from tests.simulator import Fault, Simulator
from tests.simulator.device import Interval

# As many as the safety of hardware deserves; the usual run takes fewer.
SEQUENCES: Final = int(os.environ.get("CHASTIFY_SEQUENCES", "150"))
STEPS: Final = 14

CAP: Final = 20
SHOCK_CAP: Final = 2
COOLDOWN: Final = 3
SLACK: Final = 2.0
TICK: Final = 1.0
DEVICE_ROUTE: Final = "POST /api/apps/v1/device-command"

STARTS: Final = {
    "vibration.start": CAP,
    "shock.start": SHOCK_CAP,
    "shock.random.set": CAP,
    "shock.berserk.set": CAP,
}
CAP_OF_KIND: Final = {
    "vibration": CAP,
    "shock": SHOCK_CAP,
    "random": CAP,
    "berserk": CAP,
}
FAULTS: Final = {
    "hang": Fault(hang=True),
    "closed before": Fault(close="before"),
    "closed after": Fault(close="after"),
    "server error": Fault(status=503),
    "server error with effect": Fault(status=503, effect=True),
    "refused": Fault(status=400),
    "no lock": Fault(status=409),
    "garbage with effect": Fault(body="<html>", effect=True),
}


class House:
    """Home Assistant, the service, and the time between them."""

    def __init__(
        self,
        hass: HomeAssistant,
        simulator: Simulator,
        clock: FrozenDateTimeFactory,
        disk: dict[str, Any],
    ) -> None:
        """Start with an account that isn't set up."""
        self.hass = hass
        self.simulator = simulator
        self.clock = clock
        self.disk = disk

    def run[ResultT](self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Let the event loop do something."""
        return self.hass.loop.run_until_complete(work)

    async def pass_tick(self) -> None:
        """Let a moment pass, and what it brings arrive."""
        self.clock.tick(timedelta(seconds=TICK))
        async_fire_time_changed_exact(self.hass)
        await self.settle()

    async def settle(self) -> None:
        """Let requests and answers travel: longer where there are any."""
        seen = -1
        while seen != len(self.simulator.requests):
            seen = len(self.simulator.requests)
            for _ in range(3):
                await settle()


class Sequence(RuleBasedStateMachine):
    """One device, and whatever a person, an automation and the world do to it."""

    house: House

    def __init__(self) -> None:
        """Set up an account with a device."""
        super().__init__()
        self.calls: set[asyncio.Task[None]] = set()
        self.is_faulty = False
        self.is_up = True
        self.is_down = False
        self.latched_at: int | None = None
        self.overdue: dict[tuple[str, float], float] = {}
        self.entry: MockConfigEntry = entry_with(
            self.simulator,
            subentry(max_duration=CAP, max_shock_duration=SHOCK_CAP, cooldown=COOLDOWN),
        )
        self.simulator.start_lock(remaining=10**8)
        self.simulator.limits.actions = 10**6
        self.simulator.limits.reads = 10**6
        self.entry.add_to_hass(self.hass)
        self.toy = Toy(
            Account(self.hass, self.entry),
            next(iter(self.entry.subentries)),
            self.simulator,
        )
        self.house.run(self.set_up())

    @property
    def hass(self) -> HomeAssistant:
        """Home Assistant."""
        return self.house.hass

    @property
    def simulator(self) -> Simulator:
        """The service."""
        return self.house.simulator

    async def set_up(self) -> None:
        """Set the account up, however long its first reading takes."""
        await self.until_done(self.hass.config_entries.async_setup(self.entry.entry_id))
        await self.house.settle()

    async def until_done(self, work: Coroutine[Any, Any, object]) -> None:
        """Let time pass until something is done."""
        task = asyncio.create_task(work)
        await self.house.settle()
        while not task.done():
            await self.house.pass_tick()
        await task

    def call(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin a call and see how far it gets at once."""

        async def begin() -> None:
            task = asyncio.create_task(told(work))
            self.calls.add(task)
            task.add_done_callback(self.calls.discard)
            await self.house.settle()

        self.house.run(begin())

    @property
    def is_loaded(self) -> bool:
        """Whether the account is there to be commanded."""
        return self.is_up and bool(self.entry.state.value == "loaded")

    @precondition(lambda self: self.is_loaded)
    @rule(
        command=st.sampled_from(sorted(STARTS)),
        seconds=st.sampled_from([None, 1, 2, 7, CAP, CAP + 5]),
    )
    def start(self, command: str, seconds: int | None) -> None:
        """Start something."""
        data = {} if seconds is None else {"duration": seconds}
        self.call(self.toy.command(command, **data))

    @precondition(lambda self: self.is_loaded)
    @rule(
        command=st.sampled_from(sorted(STARTS)),
        fault=st.sampled_from(sorted(FAULTS)),
        seconds=st.sampled_from([2, CAP]),
    )
    def start_that_fails(self, command: str, fault: str, seconds: int) -> None:
        """Start something, and let just this request fail."""
        self.simulator.order(FAULTS[fault], match=DEVICE_ROUTE)
        self.start(command, seconds)

    @precondition(lambda self: self.is_loaded)
    @rule(command=st.sampled_from(sorted(STARTS)), stops=st.booleans())
    def start_that_takes_effect_late(self, command: str, stops: bool) -> None:
        """Start something that takes effect a moment later, perhaps after a stop."""
        self.simulator.order(Fault(hang=True), match=DEVICE_ROUTE)
        self.start(command, STARTS[command])
        if stops:
            self.stop_everything()
        self.let_what_hangs_go_on()

    @rule()
    def let_what_hangs_go_on(self) -> None:
        """Let requests that hang take effect, where their client still waits."""

        async def let() -> None:
            self.simulator.faults.release()
            await self.house.settle()

        self.house.run(let())

    @precondition(lambda self: self.is_loaded)
    @rule(command=st.sampled_from(sorted(STARTS)))
    def start_behind_a_command_that_hangs(self, command: str) -> None:
        """Start something that has to wait for its turn."""
        self.simulator.order(Fault(hang=True), match="POST /api/apps/v1/action")
        self.call(act(self.hass, "end_pillory"))
        self.start(command, CAP)

    @precondition(lambda self: self.is_loaded)
    @rule(command=st.sampled_from(sorted(STARTS)), times=st.integers(4, 9))
    def start_again_and_again(self, command: str, times: int) -> None:
        """Start something anew before it is stopped."""
        for _ in range(times):
            if self.is_loaded:
                self.start(command, STARTS[command])
            self.wait(COOLDOWN)

    @precondition(lambda self: self.is_loaded)
    @rule(key=st.sampled_from(["vibrate", "shock"]))
    def press(self, key: str) -> None:
        """Press a button."""
        self.call(self.toy.press(key))

    @precondition(lambda self: self.is_loaded)
    @rule(command=st.sampled_from(["vibration.stop", "shock.stop", "all.stop"]))
    def stop(self, command: str) -> None:
        """Stop something."""
        self.call(self.toy.command(command))

    @precondition(lambda self: self.is_up)
    @rule()
    def stop_everything(self) -> None:
        """Press the emergency stop."""
        self.call(act(self.hass, "stop_devices"))
        self.latched_at = self.starts_sent()

    @precondition(lambda self: self.is_loaded)
    @rule()
    def reset(self) -> None:
        """Allow starts again."""
        before = self.starts_sent()
        self.call(
            on_entity(self.toy.account, "switch.turn_on", "switch.devices_enabled")
        )
        assert self.starts_sent() == before
        self.latched_at = None

    @precondition(lambda self: self.is_up)
    @rule()
    def reload(self) -> None:
        """Reload the account, as a change of its options does."""
        self.hass.config_entries.async_schedule_reload(self.entry.entry_id)
        self.house.run(self.house.settle())

    @precondition(lambda self: self.is_up)
    @rule(goes_on_after=st.sampled_from([0, 1, 6, 30]))
    def crash(self, goes_on_after: int) -> None:
        """End Home Assistant without a word, and start it again later."""
        self.house.run(self.die())
        self.is_up = False
        self.wait(goes_on_after)
        self.is_up = True
        self.house.run(self.rise())

    @precondition(lambda self: self.is_up)
    @rule()
    def restart(self) -> None:
        """Stop Home Assistant properly, and start it again."""
        job = self.hass._shutdown_jobs[-1].job

        async def stop() -> None:
            stopping = self.hass.async_run_hass_job(job)
            assert stopping is not None
            await stopping

        async def end() -> None:
            await self.until_done(stop())
            await self.die()

        self.house.run(end())
        self.overdue.clear()
        self.house.run(self.rise())

    @precondition(lambda self: not self.is_faulty)
    @rule(
        fault=st.sampled_from(sorted(FAULTS)),
        times=st.sampled_from([1, 2, 5, None]),
        match=st.sampled_from(["POST", DEVICE_ROUTE, "GET", ""]),
    )
    def break_something(self, fault: str, times: int | None, match: str) -> None:
        """Let requests to come fail."""
        self.simulator.order(FAULTS[fault], times=times, match=match or None)
        self.is_faulty = True

    @rule()
    def mend(self) -> None:
        """Let everything work again."""

        async def mend() -> None:
            self.simulator.clear_faults()
            if self.is_down:
                await self.simulator.start()
            await self.house.settle()

        self.house.run(mend())
        self.is_faulty = self.is_down = False

    @precondition(lambda self: not self.is_down)
    @rule()
    def cut_the_network(self) -> None:
        """Make the service unreachable."""
        self.house.run(self.simulator.stop())
        self.is_down = True

    @rule(seconds=st.sampled_from([1, 2, 3, 8, 25]))
    def wait(self, seconds: int) -> None:
        """Let time pass."""

        async def wait() -> None:
            for _ in range(round(seconds / TICK)):
                await self.house.pass_tick()
                self.look()

        self.house.run(wait())

    @invariant()
    def nothing_starts_while_latched(self) -> None:
        """See that no start is sent after an emergency stop."""
        if self.latched_at is not None:
            assert self.starts_sent() == self.latched_at

    @invariant()
    def what_runs_is_said_to_run(self) -> None:
        """See that the binary sensor is on while the hardware does something."""
        if self.is_loaded and self.toy.kinds():
            assert self.toy.is_running()

    def starts_sent(self) -> int:
        """Return how many starts reached the service or were sent into the void."""
        return len([name for name in names(self.simulator) if name in STARTS])

    def look(self) -> None:
        """Count how long what runs is overdue while it could be stopped."""
        now = self.simulator.now()
        works = self.is_up and not self.is_faulty and not self.is_down
        if len(self.simulator.faults):
            # One that was meant for a start is still to come.
            works = False
        for interval in self.simulator.device.running:
            since = self.since(interval)
            key = (interval.kind, since)
            if works and now - since > CAP_OF_KIND[interval.kind]:
                self.overdue[key] = self.overdue.get(key, 0) + TICK
                assert self.overdue[key] <= SLACK, (interval, now)
            elif not works:
                self.overdue.pop(key, None)

    def since(self, running: Interval) -> float:
        """Return when what runs began: a start of what runs already begins nothing new."""
        stops_of_kind = {"all.stop", f"{running.kind}.stop"}
        stopped_at = {
            request.arrived_at
            for request in device_commands(self.simulator)
            if request.effect
            and isinstance(request.body, dict)
            and request.body["command"] in stops_of_kind
        }
        since = running.since
        for interval in reversed(self.simulator.device.intervals):
            if (
                interval.kind == running.kind
                and interval.until == since
                and since not in stopped_at
            ):
                since = interval.since
        return since

    async def die(self) -> None:
        """End all that Home Assistant does for us, as a power cut would; the disk stays."""
        disk = deepcopy(self.house.disk.get(DEVICES))
        for call in tuple(self.calls):
            call.cancel()
        stops.async_close(self.hass)
        store = self.hass.data[RUNS]._store
        store.runs.clear()
        self.hass.data[RUNS].async_tell()
        await self.house.settle()
        while not self.entry.state.recoverable:
            # A reload is under way, and its reading may hang.
            await self.house.pass_tick()
        await self.until_done(
            self.hass.config_entries.async_unload(self.entry.entry_id)
        )
        await self.house.settle()
        # What was to be written later never is.
        store._store._async_cleanup_delay_listener()
        del self.hass.data[RUNS]
        self.house.disk.pop(DEVICES, None)
        if disk is not None:
            self.house.disk[DEVICES] = disk

    async def rise(self) -> None:
        """Start again, as Home Assistant does."""
        await stops.async_setup_stops(self.hass)
        await self.set_up()

    def teardown(self) -> None:
        """See that all ends when everything works, and leave nothing behind."""
        self.mend()
        self.wait(CAP + 10)
        assert not self.toy.kinds()

        async def leave() -> None:
            for call in tuple(self.calls):
                call.cancel()
            await self.until_done(
                self.hass.config_entries.async_remove(self.entry.entry_id)
            )
            await self.house.settle()

        self.house.run(leave())
        self.simulator.device.intervals.clear()
        self.simulator.clear_requests()
        self.house.disk.pop(DEVICES, None)


async def told(work: Coroutine[Any, Any, None]) -> None:
    """Take an error for an answer, as long as it is one of ours."""
    try:
        await work
    except HomeAssistantError as err:
        assert err.translation_key  # noqa: PT017 - any error of ours will do


@pytest.fixture
def house(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    hass_storage: dict[str, Any],
) -> Generator[type[Sequence]]:
    """Return the machine of sequences in this house."""
    # Its traces of all callbacks take half of the time.
    hass.loop.set_debug(False)
    Sequence.house = House(hass, simulator, now, hass_storage)
    yield Sequence
    del Sequence.house


@pytest.mark.filterwarnings("ignore:It looks like `register_random`")
def test_nothing_runs_longer_than_its_cap_and_nothing_starts_while_latched(
    house: type[Sequence],
) -> None:
    hypothesis.stateful.run_state_machine_as_test(
        house,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            # A sequence that fails is told as it is.
            phases=(Phase.generate,),
            report_multiple_bugs=False,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
