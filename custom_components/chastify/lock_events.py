"""What happens to the lock, told from one reading to the next."""

from collections.abc import Callable, Sequence

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.util import dt as dt_util

from .lock_changes import (
    Changes,
    Circumstances,
    Effect,
    KnownState,
    LockEvent,
    LockEventType,
    SentCommand,
    compare,
    first_state,
)
from .reading import TOLERANCE, Measurement, Reading

type Listener = Callable[[Sequence[LockEvent]], None]


class LockEvents:
    """Compares each reading with those before, and tells its listeners what changed."""

    def __init__(self, steady_now: Callable[[], float]) -> None:
        """Start without a reading; `steady_now` is a clock in seconds that nobody can set."""
        self._steady_now = steady_now
        self._before: KnownState | None = None
        self._sent: list[SentCommand] = []
        self._freeze_ends: float | None = None
        self._clock_offset: float | None = None
        self._untold: list[LockEvent] = []
        self._listeners: list[Listener] = []

    @callback
    def async_add_listener(self, listener: Listener) -> CALLBACK_TYPE:
        """Call the listener with the events of each reading that has any; returns how to end it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def begin_again(self) -> None:
        """Start without a reading after a reload: what the first one shows hasn't just happened.

        It may or may not show what is still on its way.
        """
        self._before = None
        self._clock_offset = None
        for sent in self._sent:
            sent.is_uncertain = True

    @callback
    def async_tell(self) -> None:
        """Tell the listeners what was found since they were last told."""
        events, self._untold = self._untold, []
        if events:
            for listener in tuple(self._listeners):
                listener(events)

    @property
    def has_open_task(self) -> bool | None:
        """Whether a task is open, after commands that no reading has shown yet; None: unknown."""
        for sent in reversed(self._sent):
            if sent.ended is not None and sent.effect.task_after is not None:
                return sent.effect.task_after if sent.done else None
        return self._before.task_assigned if self._before else None

    def begin(self, effect: Effect) -> SentCommand:
        """Note a command that is about to be sent."""
        sent = SentCommand(effect=effect, began=_now(), began_steady=self._steady_now())
        self._sent.append(sent)
        return sent

    def end(self, sent: SentCommand, *, done: bool | None) -> None:
        """Note whether a command took effect; None: nobody knows."""
        sent.ended = _now()
        sent.ended_steady = self._steady_now()
        sent.done = done is True
        if done is False:
            # A reading may have taken it for the cause of a change.
            self._sent = [other for other in self._sent if other is not sent]
        elif sent.effect.freezes_for is not None:
            self._freeze_ends = sent.ended + sent.effect.freezes_for

    def compare(
        self, reading: Reading, *, started: bool, ended: bool
    ) -> Sequence[LockEvent]:
        """Return what changed since the reading before, which is told later.

        started: it is the first of its lock; ended: the lock before is gone.
        """
        began = reading.measurement.began_monotonic
        arrived = reading.measurement.ended_monotonic
        over = [
            sent
            for sent in self._sent
            if sent.ended_steady is not None and sent.ended_steady <= began
        ]
        certain = [sent for sent in over if sent.done and not sent.is_uncertain]
        given = Circumstances(
            certain=certain,
            uncertain=[
                sent
                for sent in self._sent
                if sent.began_steady <= arrived and sent not in certain
            ],
            freeze_ends=self._freeze_ends,
            clock_was_set=self._clock_was_set(reading.measurement),
        )
        if self._before is None:
            changes = Changes(now=first_state(reading))
        elif started or ended:
            self._freeze_ends = None
            changes = _new_lock(reading, given, started=started, ended=ended)
        else:
            changes = compare(self._before, reading, given)
        self._before = changes.now
        self._sent = [
            sent
            for sent in self._sent
            if sent not in over and sent not in changes.taken
        ]
        if any(event.type is LockEventType.UNFROZEN for event in changes.events):
            self._freeze_ends = None
        self._untold += changes.events
        return changes.events

    def _clock_was_set(self, measurement: Measurement) -> bool:
        """Tell whether the clock was set since the reading before, or the machine slept.

        How much time passed is unknown then.
        """
        offset = measurement.ended.timestamp() - measurement.ended_monotonic
        before, self._clock_offset = self._clock_offset, offset
        return before is not None and abs(offset - before) > TOLERANCE.total_seconds()


def _new_lock(
    reading: Reading, given: Circumstances, *, started: bool, ended: bool
) -> Changes:
    """Return that a lock ended, that another one started, or both."""
    events = [
        LockEvent(event, given.source_of(event))
        for event, happened in (
            (LockEventType.LOCK_ENDED, ended),
            (LockEventType.LOCK_STARTED, started),
        )
        if happened
    ]
    return Changes(now=first_state(reading), events=events)


def _now() -> float:
    return dt_util.utcnow().timestamp()
