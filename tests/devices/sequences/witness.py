"""The witness of sequences: it sees each start at its arrival, and its outcome."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
import math
from typing import Final

from tests.simulator import Lock, Person, RecordedRequest

from .house import Gadget, House
from .loops import Time
from .service import OF_STARTS, PATIENCE, STARTS, TAKEN_BACK, Service, command_of
from .starts import Hardware, Start, number_of, start_of
from .story import Story

# A start is sent so long after its call, or not at all.
LONGEST_WAIT: Final = 11.0


class Witness(Story):
    """Knows what was sent and what people called for.

    What Home Assistant believes counts only where people see it, on its disk and in its states.
    """

    def __init__(self, time: Time, house: House, service: Service) -> None:
        """Begin to watch."""
        super().__init__(time, service)
        self.house = house
        self.hardware = Hardware()
        self.starts: list[Start] = []
        # Those that may still run or begin to, and those without an answer.
        self.open: list[Start] = []
        self._pending: list[Start] = []
        # The entries whose emergency stop holds.
        self.latched: set[str] = set()
        self.calm_since = time.now()
        self._racing: str | None = None
        self._shown: dict[str, list[tuple[float, str | None, Person | None]]] = {}
        self._names: dict[str, Person] = {}
        service.arrived = self.arrived
        time.watch = self.watch

    # What people and the world do

    def note(self, what: str) -> None:
        """Note that something happens, which ends the calm."""
        self.calm_since = self.time.now()
        self.tell(what)

    @contextmanager
    def race(self, command: str) -> Iterator[None]:
        """Let a start be sent while a stop is called for."""
        self._racing = command
        try:
            yield
        finally:
            self._racing = None

    def sharing(self, entry_ids: Iterable[str]) -> set[str]:
        """Return the entries that share a token with these."""
        tokens = {
            entry.data["api_token"]
            for entry in self.house.entries
            if entry.entry_id in set(entry_ids)
        }
        return {
            entry.entry_id
            for entry in self.house.entries
            if entry.data["api_token"] in tokens
        }

    def holds(self, entry_id: str) -> bool:
        """Tell whether the emergency stop holds: that of one is that of all with its token."""
        return bool(self.latched & (self.sharing([entry_id]) | {entry_id}))

    def stopped(
        self,
        *,
        command: str = "all.stop",
        entry_ids: Iterable[str] | None = None,
        subentry_id: str | None = None,
        is_session: bool | None = None,
    ) -> None:
        """Note that a stop was called for: None: of all."""
        now = self.time.now()
        among = None if entry_ids is None else set(entry_ids)
        for start in self.open:
            if (
                (among is None or start.entry_id in among)
                and subentry_id in (None, start.subentry_id)
                and (is_session is None or is_session == (start.session is not None))
                and command in ("all.stop", start.stop)
            ):
                start.stop_at = min(start.stop_at, now)

    def told_off(self, entry_id: str, subentry_id: str) -> None:
        """Note that a person said that a device is off: all of it that should have ended."""
        same = [
            start
            for start in self.open
            if (start.entry_id, start.subentry_id) == (entry_id, subentry_id)
        ]
        for start in same:
            if self._should_have_ended(start, same):
                start.is_told_off = True
                if start.answered is not None:
                    start.excuse = "told off"

    def _should_have_ended(self, start: Start, same: list[Start]) -> bool:
        """Tell whether a start of a device has ended by its own time, its cap or a stop."""
        longest = min(other.sent + other.cap for other in same)
        return self.time.now() >= min(
            start.stop_at, start.sent + start.seconds, longest
        )

    def died(self) -> None:
        """Note that Home Assistant waits for no answer any more."""
        for start in self._pending:
            start.answered = start.answered or self.time.now()
        self._pending = []

    def rose(self) -> None:
        """Note that Home Assistant has started: it stops what may be running."""
        self.calm_since = self.time.now()
        for start in self.open:
            start.stop_at = min(start.stop_at, self.time.now())

    def removed(self, entry_id: str) -> None:
        """Note that an account goes: others of its token stay stopped."""
        if self.holds(entry_id):
            self.latched |= self.sharing([entry_id])
        self.latched.discard(entry_id)

    def added(self, entry_id: str) -> None:
        """Note that an account was added: beside one that is stopped it is stopped, too."""
        if self.holds(entry_id):
            self.latched.add(entry_id)

    def lost(self) -> None:
        """Note that the file of runs is lost: everything is stopped where the service picks it."""
        known, sessions = self.house.kept_ids, self.house.kept_sessions
        for start in self.open:
            is_known = start.session is None or start.session in sessions
            if start.entry_id not in known or not is_known:
                start.excuse = "its account or session is gone, and so is its run"
            else:
                start.is_lost = True
        self.latched |= known

    # Who is who

    def lock(self, lock_id: str | None) -> Lock | None:
        """Return a lock, active or not."""
        for lock in self.service.simulator.locks:
            if self.locks.setdefault(lock.lock_id, lock) is lock:
                self.hardware.note(lock.device)
        return self.locks.get(lock_id or "")

    def wearer(self, lock: Lock) -> Person:
        """Return who wears a lock."""
        return lock.wearer or self.service.simulator.wearer

    def named(self, name: str | None) -> Person | None:
        """Return whoever has, or had, a name."""
        for lock in self.locks.values():
            wearer = self.wearer(lock)
            self._names[wearer.username] = wearer
        return self._names.get(name or "")

    def shown(self, gadget: Gadget) -> tuple[str | None, Person | None]:
        """Return the role and the wearer that the account of a device shows."""
        entry_id = gadget.entry_id or ""
        role = self.house.state("sensor", f"{entry_id}_role")
        wearer = self.house.state("sensor", f"{entry_id}_wearer")
        if role != "unavailable":
            seen = role, self.named(wearer)
            shown = self._shown.setdefault(entry_id, [])
            if not shown or shown[-1][1:] != seen:
                shown.append((self.time.now(), *seen))
        return self._shown[entry_id][-1][1:]

    # What the service sees

    def arrived(self, record: RecordedRequest) -> None:
        """Look at a request at the moment of its arrival."""
        self.lock(None)
        if command_of(record) not in STARTS:
            return
        assert isinstance(record.body, dict)
        params = record.body["params"]
        assert isinstance(params, dict)
        gadget = next(
            each for each in self.house.gadgets if each.name == params["gadget"]
        )
        entry = self.house.entry(gadget.account)
        token = entry.data["api_token"] if entry else ""
        start = start_of(record, gadget, len(self.starts), token)
        for starts in (self.starts, self.open, self._pending):
            starts.append(start)
        what = f"{start.command} of {gadget.name}"
        if entry is None or gadget.entry_id is None:
            self.fail(f"{what} was sent, though it is set up nowhere")
            return
        if self.holds(gadget.entry_id) and self._racing is None:
            self.fail(f"{what} was sent while latched")
        if self._racing in (start.stop, "all.stop"):
            start.stop_at = self.time.now()
        if not self._is_confirmed(start):
            self.fail(f"{what} was sent without consent")
        if not self.is_stored(start):
            self.fail(f"{what} was sent without a stored stop")

    def _is_confirmed(self, start: Start) -> bool:
        """Tell whether a person confirmed a start for the wearer of its lock."""
        if start.session is not None:
            return self._was_shown(start)
        if (lock := self.lock(start.pin)) is None:
            return False
        confirmed = start.gadget.confirmed
        role = lock.role(start.token, self.service.simulator.tokens[start.token])
        return (role, self.wearer(lock)) == (confirmed.role, confirmed.wearer)

    def _was_shown(self, start: Start) -> bool:
        """Tell whether the confirmed lock is shown, or was when the start may have been called."""
        confirmed = (start.gadget.confirmed.role, start.gadget.confirmed.wearer)
        self.shown(start.gadget)
        until = math.inf
        for since, role, wearer in reversed(self._shown[start.entry_id]):
            if (role, wearer) == confirmed and until > start.sent - LONGEST_WAIT:
                return True
            until = since
        return False

    def is_stored(self, start: Start) -> bool:
        """Tell whether the stop of a start is on the disk."""
        return any(
            run["session_id"] == start.session
            and run["token"] == start.token
            and run["base_url"] == self.house.url
            and (start.session is not None or run["lock_id"] in (None, start.pin))
            and run["stop"] in ("all.stop", start.stop)
            for run in self.house.stored.get("runs", ())
        )

    def watch(self) -> None:
        """Look at the outcomes of the starts."""
        now, weather = self.time.now(), self.service.weather
        for start in tuple(self._pending):
            record = start.record
            if record.effect and start.began is None:
                lock = self.lock(record.lock_id)
                assert lock is not None
                start.hardware = lock.device
                start.began = next(
                    interval.since
                    for interval in lock.device.intervals
                    if self.starts[number_of(interval)] is start
                )
            fault = weather.of_request.get(id(record))
            is_given_up = fault is not None and record not in weather.hanging
            if record.status is None and not is_given_up:
                if now - start.sent < PATIENCE:
                    continue
            start.answered = now
            self._pending.remove(start)
            start.is_taken_back = start.began is None and (
                any(fault is OF_STARTS[name] for name in TAKEN_BACK)
                or (fault is None and record.status in (401, 409, 429))
            )
            if start.is_told_off:
                start.stop_at = min(start.stop_at, now)
