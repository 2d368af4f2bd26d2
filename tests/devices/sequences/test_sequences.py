"""Random sequences of events around connected devices: nothing runs too long."""

from collections.abc import Generator
import os
from typing import Any, Final, override

from freezegun.api import FrozenDateTimeFactory
from hypothesis import HealthCheck, Phase, seed, settings, strategies as st
import hypothesis.stateful
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
import pytest

from .acts import Acts
from .ground import CAP, SHORT_CAP
from .service import OF_STARTS, REFUSALS, STARTS, STOPS, TROUBLES, WHERE

# As many as the safety of hardware deserves; the usual run takes fewer.
SEQUENCES: Final = int(os.environ.get("CHASTIFY_SEQUENCES", "150"))
STEPS: Final = int(os.environ.get("CHASTIFY_STEPS", "20"))
SHRINKS: Final = bool(os.environ.get("CHASTIFY_SHRINK"))

SEED: Final = int(os.environ.get("CHASTIFY_SEED", "0"))

DAMAGES: Final = ["empty", "zeros", "truncated", "list", "object"]
commands = st.sampled_from(sorted(STARTS))
stops = st.sampled_from(sorted(STOPS))
durations = st.sampled_from([None, 1, 2, 7, SHORT_CAP, CAP, CAP + 5])
troubles_of_starts = st.sampled_from(sorted(OF_STARTS))
numbers = st.integers(0, 3)


def one_of(names: list[Any]) -> st.SearchStrategy[Any]:
    """Draw one of these."""
    return st.sampled_from(names)


class Sequence(RuleBasedStateMachine):
    """Devices of one or two accounts, and whatever people, automations and the world do to them."""

    clock: FrozenDateTimeFactory
    # How many starts took effect in each sequence.
    effects: list[int]

    def __init__(self) -> None:
        """Start the service; the first rule sets up the accounts."""
        super().__init__()
        self.acts = Acts(self.clock)

    @initialize(
        second=st.sampled_from([None, "same", "same", "other"]),
        session_at=st.sampled_from([None, 0, 1]),
        is_beside=st.booleans(),
    )
    def set_up(
        self, second: str | None, session_at: int | None, is_beside: bool
    ) -> None:
        """Set up one or two accounts, of one token or of two."""
        self.acts.set_up(second=second, session_at=session_at, is_beside=is_beside)

    @precondition(lambda self: self.acts.startable)
    @rule(data=st.data(), command=commands, seconds=durations)
    def start(self, data: Any, command: str, seconds: int | None) -> None:
        """Start something."""
        self.acts.start(data.draw(one_of(self.acts.startable)), command, seconds)

    @precondition(lambda self: self.acts.startable)
    @rule(
        data=st.data(),
        command=commands,
        seconds=durations,
        trouble=troubles_of_starts,
    )
    def start_that_fails(
        self, data: Any, command: str, seconds: int | None, trouble: str
    ) -> None:
        """Start something, and let just this request fail."""
        name = data.draw(one_of(self.acts.startable))
        self.acts.start(name, command, seconds, trouble)

    @precondition(lambda self: self.acts.startable)
    @rule(
        data=st.data(),
        key=st.sampled_from(["vibrate", "shock", "stop"]),
        trouble=st.none() | troubles_of_starts,
    )
    def press(self, data: Any, key: str, trouble: str | None) -> None:
        """Press a button of a device."""
        self.acts.press(data.draw(one_of(self.acts.startable)), key, trouble)

    @precondition(lambda self: self.acts.startable)
    @rule(
        data=st.data(),
        command=commands,
        turns=st.integers(0, 25),
        trouble=st.sampled_from([None, "hangs", "takes effect and hangs"]),
        by=st.sampled_from(["everything", *STOPS]),
    )
    def start_and_stop(
        self, data: Any, command: str, turns: int, trouble: str | None, by: str
    ) -> None:
        """Start something, and stop while that has only begun."""
        name = data.draw(one_of(self.acts.startable))
        self.acts.start_and_stop(name, command, turns, trouble, by)

    @precondition(lambda self: self.acts.startable)
    @rule(data=st.data(), command=commands, times=st.integers(-2, 8))
    def start_in_line(self, data: Any, command: str, times: int) -> None:
        """Start something behind a hanging command, or again and again before it is stopped."""
        name = data.draw(one_of(self.acts.startable))
        if times < 2:
            self.acts.start_behind_what_hangs(name, command, CAP)
        else:
            self.acts.start_again_and_again(name, command, times)

    @precondition(lambda self: self.acts.startable)
    @rule(
        data=st.data(),
        trouble=st.sampled_from(["hangs", "takes effect and hangs"]),
        stops_fail=st.none()
        | st.sampled_from(sorted(REFUSALS))
        | st.sampled_from(sorted(TROUBLES)),
        seconds=st.sampled_from([0, 1, 3, 8]),
        what=st.sampled_from(
            [
                "say off",
                "reload",
                "device",
                "account",
                "stop",
                "give up",
                "lock",
                "life",
            ]
        ),
    )
    def something_while_a_start_hangs(
        self,
        data: Any,
        trouble: str,
        stops_fail: str | None,
        seconds: int,
        what: str,
    ) -> None:
        """Let something happen while a start has no answer, and let it take effect after that."""
        acts = self.acts
        name = data.draw(one_of(acts.startable))
        account = acts.gadgets[name].account
        acts.start(name, data.draw(commands), data.draw(one_of([1, 7, CAP])), trouble)
        if stops_fail is not None:
            acts.trouble("stops", stops_fail)
        if data.draw(st.booleans()):
            acts.stop_device(name, "all.stop")
        acts.wait(seconds)
        if acts.house.issues("device_running") and data.draw(st.booleans()):
            acts.say_off()
        if what == "reload" and account in acts.enabled:
            acts.reload(account)
        elif what == "device":
            acts.remove_or_add_device(name)
        elif what == "account":
            acts.remove_or_add_account(account)
        elif what == "give up":
            acts.give_up()
        elif what == "lock":
            self.change_a_lock(data, data.draw(one_of(["choose", "end", "start"])), 1)
        elif what == "life":
            self.restart(data.draw(one_of([None, 0, 6])), None)
        elif what == "stop" and acts.has_actions and acts.there:
            self.stop(data, "all.stop")
        acts.wait(data.draw(one_of([0, 1, 4])))
        acts.release()

    @precondition(lambda self: self.acts.startable)
    @rule(
        data=st.data(),
        where=st.sampled_from(["commands", "all", "stops", "pinned stops", "cut"]),
        what=st.sampled_from(sorted(TROUBLES)),
        seconds=st.sampled_from([3, 8, 16, 40, 130]),
    )
    def outage(self, data: Any, where: str, what: str, seconds: int) -> None:
        """Let the service fail while much runs, and mend it."""
        acts = self.acts
        for name in acts.startable:
            if name in acts.startable:
                acts.start(name, data.draw(commands), data.draw(one_of([1, 2, 7, CAP])))
            if data.draw(st.booleans()) and acts.simulator.locks:
                acts.choose(data.draw(numbers))
        if where == "cut":
            if acts.service.is_up:
                acts.cut()
        else:
            acts.trouble(where, what)
        acts.wait(seconds)
        acts.mend()
        acts.wait(8)

    @precondition(lambda self: self.acts.startable)
    @rule(data=st.data(), command=commands, number=numbers)
    def start_at_another_lock(self, data: Any, command: str, number: int) -> None:
        """Start something at the lock that is the current one now."""
        acts = self.acts
        if acts.simulator.locks:
            acts.choose(number)
        name = data.draw(one_of(acts.startable))
        acts.read(acts.gadgets[name].account)
        acts.start(name, command, CAP)

    @precondition(lambda self: self.acts.has_actions and self.acts.there)
    @rule(data=st.data(), command=stops)
    def stop(self, data: Any, command: str) -> None:
        """Stop something in one of many ways."""
        acts = self.acts
        way = data.draw(one_of(["everything", "switch", "device", "name", "without"]))
        account = data.draw(one_of([None, *acts.there]))
        if way == "everything":
            acts.stop_devices(account)
        elif way == "switch" and acts.switches:
            acts.switch_off(data.draw(one_of(acts.switches)))
        elif way == "device" and acts.stoppable:
            acts.stop_device(data.draw(one_of(acts.stoppable)), command)
        else:
            acts.stop_by_name(account, command, by_name=way == "name")

    @precondition(lambda self: self.acts.latched)
    @rule(data=st.data(), by_switch=st.booleans())
    def reset(self, data: Any, by_switch: bool) -> None:
        """Allow starts again."""
        account = data.draw(one_of(self.acts.latched))
        self.acts.reset(account, by_switch=by_switch)

    @precondition(lambda self: self.acts.latched)
    @rule()
    def reset_all(self) -> None:
        """Allow all starts again."""
        for account in self.acts.latched:
            self.acts.reset(account)

    @precondition(lambda self: len(self.acts.service.weather.troubles) < 3)
    @rule(
        where=st.sampled_from(sorted(WHERE)),
        what=st.sampled_from(sorted(TROUBLES)),
        times=st.sampled_from([1, 2, 5, None, None]),
    )
    def trouble(self, where: str, what: str, times: int | None) -> None:
        """Let requests to come fail."""
        self.acts.trouble(where, what, times)

    @precondition(lambda self: self.acts.service.is_up)
    @rule(cuts=st.sampled_from([False, False, True]))
    def release_or_cut(self, cuts: bool) -> None:
        """Let the hanging requests go on, or make the service unreachable."""
        if cuts:
            self.acts.cut()
        else:
            self.acts.release()

    @precondition(
        lambda self: (
            self.acts.service.weather.troubles
            or self.acts.service.weather.hanging
            or not self.acts.service.is_up
        )
    )
    @rule(number=st.none() | numbers)
    def mend(self, number: int | None) -> None:
        """Let everything or one thing work again."""
        if number is None or not self.acts.service.weather.troubles:
            self.acts.mend()
        else:
            self.acts.mend_one(number)

    @rule(seconds=st.sampled_from([1, 2, 4, 8]))
    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.acts.wait(seconds)

    @rule(seconds=st.sampled_from([8, 16, 35, 130]))
    def wait_long(self, seconds: int) -> None:
        """Let much time pass."""
        self.acts.wait(seconds)

    @rule(
        data=st.data(),
        what=st.sampled_from(["choose", "end", "start", "rename", "session"]),
        number=numbers,
    )
    def change_a_lock(self, data: Any, what: str, number: int) -> None:
        """Let a lock end or begin, another be the current one, or its wearer be renamed."""
        acts = self.acts
        if what == "rename":
            acts.rename(number)
        elif what == "session" and "S" in acts.gadgets:
            acts.end_session(ended=bool(number % 2))
        elif what == "end" and acts.simulator.locks:
            acts.end_lock(number)
        elif what == "choose" and acts.simulator.locks:
            acts.choose(number)
        elif len(acts.simulator.locks) < 4:
            acts.start_lock(data.draw(one_of(["next", "beside", "other"])))

    @precondition(
        lambda self: self.acts.house.is_up and self.acts.house.issues("device_running")
    )
    @rule(number=numbers)
    def say_off(self, number: int) -> None:
        """Say that a device is off."""
        self.acts.say_off(number)

    @precondition(
        lambda self: self.acts.house.is_up and self.acts.house.issues("device_consent")
    )
    @rule(number=numbers, meanwhile=st.none() | numbers)
    def confirm(self, number: int, meanwhile: int | None) -> None:
        """Confirm a device for the lock that is shown; another may come meanwhile."""
        self.acts.confirm(number, meanwhile)

    @precondition(lambda self: self.acts.house.is_set_up)
    @rule(
        data=st.data(),
        what=st.sampled_from(
            [
                "reload",
                "options",
                "device",
                "account",
                "disable",
                "token",
                "give up",
                "disk",
            ]
        ),
    )
    def administer(self, data: Any, what: str) -> None:
        """Change something of the accounts."""
        acts = self.acts
        names = [
            name for name, each in acts.gadgets.items() if each.account in acts.there
        ]
        if what in ("reload", "options") and acts.enabled:
            account = data.draw(one_of(acts.enabled))
            acts.reload(account, options=what == "options")
        elif what == "device" and names:
            acts.remove_or_add_device(data.draw(one_of(names)))
        elif what == "account":
            accounts = sorted({each.account for each in acts.gadgets.values()})
            acts.remove_or_add_account(data.draw(one_of(accounts)))
        elif what == "disable" and acts.there:
            acts.disable_or_enable(data.draw(one_of(acts.there)))
        elif what == "token" and acts.there:
            acts.revoke_or_restore(data.draw(one_of(acts.there)))
        elif what == "give up":
            acts.give_up()
        else:
            acts.slow_disk()

    @precondition(lambda self: self.acts.asked)
    @rule(data=st.data())
    def give_new_token(self, data: Any) -> None:
        """Enter a new token where one is asked for."""
        self.acts.give_new_token(data.draw(one_of(self.acts.asked)))

    @precondition(lambda self: self.acts.house.is_up and not self.acts.house.is_set_up)
    @rule(data=st.data())
    def add_an_account(self, data: Any) -> None:
        """Add an account where there is none."""
        accounts = sorted({each.account for each in self.acts.gadgets.values()})
        self.acts.remove_or_add_account(data.draw(one_of(accounts)))

    @precondition(lambda self: self.acts.house.is_up)
    @rule(
        after=st.sampled_from([None, None, 0, 1, 6, 30]),
        damage=st.sampled_from([None] * 10 + DAMAGES),
    )
    def restart(self, after: int | None, damage: str | None) -> None:
        """Stop Home Assistant properly, or kill it, and start it again."""
        if after is None:
            self.acts.restart()
        else:
            self.acts.kill(after, damage)

    @override
    def teardown(self) -> None:
        """See that all ends when everything works, and leave nothing behind."""
        try:
            self.effects.append(
                sum(each.began is not None for each in self.acts.judge.starts)
            )
            if self.acts.house.is_up and not self.acts.judge.failures:
                self.acts.end()
        finally:
            self.acts.leave()


@pytest.fixture
def sequences(
    now: FrozenDateTimeFactory, socket_enabled: None
) -> Generator[type[Sequence]]:
    """Return the machine of sequences by this clock."""
    Sequence.clock, Sequence.effects = now, []
    seed(SEED)(Sequence)
    yield Sequence
    del Sequence.clock, Sequence.effects


@pytest.mark.filterwarnings("ignore:It looks like `register_random`")
def test_nothing_runs_longer_than_its_cap_and_nothing_starts_while_latched(
    sequences: type[Sequence],
) -> None:
    hypothesis.stateful.run_state_machine_as_test(
        sequences,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            deadline=None,
            # A sequence that fails is told as it is.
            phases=(Phase.generate, Phase.shrink) if SHRINKS else (Phase.generate,),
            report_multiple_bugs=False,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Much did start, so that something could go wrong.
    assert sum(sequences.effects) > SEQUENCES
