"""Answers that may be older than what is known: of a cache, or of a replica that lags behind."""

from dataclasses import dataclass
from typing import Final

from .changes import Changes, Circumstances, KnownState, Source, compare, first_state
from .countdown import UNNOTICED, measured
from .reading import Reading

# A second answer, so many seconds later, decides.
SECOND_LOOK: Final = 3.0
# A timer may be late or early by so much.
SLACK: Final = 0.5
# So long an older answer may come after a newer one.
LAG: Final = 60.0
# After so long any answer is believed.
_LONGEST_DOUBT: Final = 120.0


@dataclass(frozen=True, slots=True)
class _Doubted:
    """An answer that was not believed, and since when answers aren't (by the steady clock)."""

    state: KnownState
    since: float


class Doubts:
    """Decides whether an answer is believed at once.

    It isn't where it is older by the lock's own count of the time locked, and where it takes back
    what a command of ours did in the last minute, or a lock that began in it. An answer 3 s later
    that says the same, and counts on, is believed. An answer about other people is never held back:
    nothing is to be started on somebody else's body meanwhile.
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
        """Start anew."""
        self._former.clear()
        self._doubted = None

    def end(self) -> None:
        """Note that an answer is believed whatever it says."""
        self._doubted = None

    def changed(self, before: KnownState, changes: Changes) -> None:
        """Note how the lock was before a change that an older answer may seem to take back."""
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
        """Tell whether an answer isn't believed yet; given: what explains a change since before."""
        now = reading.measurement.began_monotonic
        self._former = [each for each in self._former if now - each[1] <= LAG]
        doubted = self._doubted
        is_odd = _is_older(before, reading) or self._takes_back(before, reading, given)
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
            # Another old answer: the next one is compared with it.
            self._doubted = _Doubted(first_state(reading), doubted.since)
        return True

    def _takes_back(
        self, before: KnownState, reading: Reading, given: Circumstances
    ) -> bool:
        """Tell whether an answer shows the lock as it was before such a change.

        Commands of ours that explain it are no older answer.
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


def is_of_others(newest: Reading, reading: Reading) -> bool:
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
    """Tell whether a lock began, by its own count, after another state was read."""
    seen = former.reading.measurement.began_monotonic
    return state.began is not None and state.began >= seen - UNNOTICED


def _agrees(state: KnownState, reading: Reading) -> bool:
    """Tell whether an answer shows no change of a state."""
    return _is_same_lock(state, reading) and not (
        compare(state, reading, Circumstances()).events
    )


def _age(state: KnownState, reading: Reading) -> float:
    """Return the seconds by which an answer is older, by the time locked, than one of now."""
    lock = reading.lock_data
    if state.began is None or lock is None or lock.time_locked is None:
        return 0.0
    return reading.measurement.began_monotonic - lock.time_locked - 1 - state.began


def _is_older(before: KnownState, reading: Reading) -> bool:
    """Tell whether an answer is noticeably old; one whose timer is right isn't."""
    lock = reading.lock_data
    if (
        lock is None
        or not reading.is_known_lock
        or not _is_same_lock(before, reading)
        or _age(before, reading) <= UNNOTICED
    ):
        return False
    if before.frozen if lock.frozen is None else lock.frozen:
        # Nothing says whether the time locked goes on while the timer is frozen.
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
    """Tell whether an answer is as much newer than another as it came later."""
    lock = reading.lock_data
    if state.frozen and lock is not None and lock.frozen:
        return True
    return _age(state, reading) <= 1.0


def _confirms(state: KnownState, reading: Reading) -> bool:
    """Tell whether an answer, 3 s later at least, says the same as one that was doubted."""
    later = (
        reading.measurement.began_monotonic - state.reading.measurement.ended_monotonic
    )
    return (
        later >= SECOND_LOOK - SLACK
        and _counts_on(state, reading)
        and _agrees(state, reading)
    )
