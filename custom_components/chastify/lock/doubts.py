"""Answers that may be older than the newest one: from a cache, or from a replica that lags."""

from dataclasses import dataclass
from typing import Final

from .changes import Changes, Circumstances, KnownState, Source, first_state
from .comparison import compare
from .countdown import UNNOTICED, measured
from .reading import Reading

# An answer so many seconds later confirms or refutes one that was doubted.
SECOND_LOOK: Final = 3.0
# The accuracy of timers, in seconds.
SLACK: Final = 0.5
# An older answer can arrive so many seconds after a newer one.
LAG: Final = 60.0
# After so many seconds any answer is believed.
_LONGEST_DOUBT: Final = 120.0


@dataclass(frozen=True, slots=True)
class _Doubted:
    """An answer that was not believed; since: the first of them in a row, by the steady clock."""

    state: KnownState
    since: float


class Doubts:
    """Decides whether an answer is believed at once.

    It isn't where it is older by the lock's own count of the time locked, and where it reverts the
    effect of a command of ours, or a new lock, of the last minute. It is believed once an answer
    3 s later says the same and has counted on. An answer about other people is always believed at
    once, so that nothing is started on somebody else's body meanwhile.
    """

    def __init__(self) -> None:
        """Start without a doubt."""
        self._former: list[tuple[KnownState, float]] = []
        self._doubted: _Doubted | None = None

    @property
    def is_open(self) -> bool:
        """Whether the newest answer wasn't believed."""
        return self._doubted is not None

    def forget(self) -> None:
        """Drop all state."""
        self._former.clear()
        self._doubted = None

    def end(self) -> None:
        """End the doubt: an answer was believed without a check."""
        self._doubted = None

    def changed(self, before: KnownState, changes: Changes) -> None:
        """Keep the state before a change that an older answer can seem to revert."""
        reading = changes.now.reading
        if not _is_same_lock(before, reading) or any(
            event.source is Source.HOME_ASSISTANT for event in changes.events
        ):
            self._former.append((before, reading.measurement.ended_monotonic))

    def doubts(
        self,
        before: KnownState,
        reading: Reading,
        given: Circumstances,
    ) -> bool:
        """Tell whether an answer isn't believed yet; given: the explanations of its changes."""
        now = reading.measurement.began_monotonic
        self._former = [each for each in self._former if now - each[1] <= LAG]
        doubted = self._doubted
        is_odd = _is_older(before, reading) or self._reverts(before, reading, given)
        if not is_odd:
            self._doubted = None
            return False
        if doubted is None:
            since = reading.measurement.ended_monotonic
            self._doubted = _Doubted(first_state(reading), since)
            return True
        if now - doubted.since >= _LONGEST_DOUBT or _confirms(doubted.state, reading):
            self._doubted = None
            return False
        if not _counts_on(doubted.state, reading):
            # Another old answer: compare the next one with it.
            self._doubted = _Doubted(first_state(reading), doubted.since)
        return True

    def _reverts(
        self, before: KnownState, reading: Reading, given: Circumstances
    ) -> bool:
        """Tell whether an answer shows the lock as it was before such a change.

        A change that commands of ours explain reverts nothing.
        """
        if not self._former:
            return False
        if _is_same_lock(before, reading):
            changes = compare(before, reading, given)
            if all(event.source is not Source.ELSEWHERE for event in changes.events):
                return False
            return any(_agrees(former, reading) for former, _ in self._former)
        return any(
            _began_after(before, former) and _agrees(former, reading)
            for former, _ in self._former
        )


def is_of_other_people(newest: Reading, reading: Reading) -> bool:
    """Tell whether an answer shows another role or another wearer than the newest one."""
    if newest.session is None or reading.session is None:
        return False
    return (
        newest.session.role != reading.session.role
        or newest.session.lock_data.wearer.username
        != reading.session.lock_data.wearer.username
    )


def _is_same_lock(state: KnownState, reading: Reading) -> bool:
    known = state.reading
    return (known.session is None) is (reading.session is None) and (
        known.lock_id == reading.lock_id
    )


def _began_after(state: KnownState, former: KnownState) -> bool:
    """Tell whether a lock started, by its own count, after another state was read."""
    seen = former.reading.measurement.began_monotonic
    return state.began is not None and state.began >= seen - UNNOTICED


def _agrees(state: KnownState, reading: Reading) -> bool:
    """Tell whether an answer shows the same state."""
    return _is_same_lock(state, reading) and not (
        compare(state, reading, Circumstances()).events
    )


def _age(state: KnownState, reading: Reading) -> float:
    """Return by how many seconds the time locked of an answer is too small."""
    lock = reading.lock_data
    if state.began is None or lock is None or lock.time_locked is None:
        return 0.0
    return reading.measurement.began_monotonic - lock.time_locked - 1 - state.began


def _is_older(before: KnownState, reading: Reading) -> bool:
    """Tell whether an answer is noticeably old; one with the expected timer isn't."""
    lock = reading.lock_data
    if (
        lock is None
        or not reading.is_known_lock
        or not _is_same_lock(before, reading)
        or _age(before, reading) <= UNNOTICED
    ):
        return False
    if before.frozen if lock.frozen is None else lock.frozen:
        # It isn't documented whether the time locked counts while the timer is frozen.
        return False
    after = measured(lock, reading.measurement, frozen=False)
    return (
        after is None
        or after.frozen
        or before.countdown is None
        or before.countdown.frozen
        or lock.time_remaining == 0
        or abs(before.countdown.gap(after)) > UNNOTICED
    )


def _counts_on(state: KnownState, reading: Reading) -> bool:
    """Tell whether the time locked has grown by as much as passed since a state."""
    lock = reading.lock_data
    if state.frozen and lock is not None and lock.frozen:
        return True
    return _age(state, reading) <= 1.0


def _confirms(state: KnownState, reading: Reading) -> bool:
    """Tell whether an answer at least 3 s later says the same as the doubted one."""
    later = (
        reading.measurement.began_monotonic - state.reading.measurement.ended_monotonic
    )
    return (
        later >= SECOND_LOOK - SLACK
        and _counts_on(state, reading)
        and _agrees(state, reading)
    )
