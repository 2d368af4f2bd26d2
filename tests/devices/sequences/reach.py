"""Whether the service would carry out a stop now, and the runs that need no stop any more."""

import math
from typing import Final, override

from tests.simulator import RecordedRequest

from .house import House
from .loops import Time
from .service import PIN, STOPS, Service, bearer_of, command_of, session_of
from .starts import RARELY, SLACK, Start
from .witness import Witness

# The service's pause after 429.
PAUSE: Final = 5.5


class Reach(Witness):
    """Knows which hardware a stop reaches: by the service, its locks, tokens and troubles."""

    def __init__(self, time: Time, house: House, service: Service) -> None:
        """Begin to follow."""
        super().__init__(time, house, service)
        self._followed = 0
        self._last_too_many: dict[str, float] = {}

    @override
    def watch(self) -> None:
        super().watch()
        requests = self.service.simulator.requests
        while self._followed < len(requests):
            self._follow(requests[self._followed])
            self._followed += 1

    def _follow(self, record: RecordedRequest) -> None:
        if record.status == 429:
            self._last_too_many[bearer_of(record)] = self.time.now()
        if command_of(record) in STOPS and record.effect and PIN not in record.headers:
            self._reached_elsewhere(record)

    def _reached_elsewhere(self, record: RecordedRequest) -> None:
        """Excuse what an acknowledgement without a pin ends, though it reached other hardware."""
        reached = self.lock(record.lock_id)
        assert reached is not None
        for start in self.open:
            if start.session != session_of(record) or start.began is None:
                continue
            if bearer_of(record) not in self._bearers(start):
                continue
            if start.hardware is reached.device:
                continue
            if start.is_lost:
                start.excuse = "lost, and the service picked another lock"
            own = self.lock(start.pin)
            if own is None:
                continue
            if self.wearer(own) is not self.wearer(reached):
                if own not in self.service.simulator.locks:
                    # From then on it is only looked whether the service picks the wearer's next.
                    start.patience = RARELY + SLACK
                continue
            if any(
                other.status == 409 and other.headers.get(PIN) == start.pin
                for other in self.service.simulator.requests[-40:]
            ):
                start.excuse = "its lock has ended, and the wearer's next was stopped"

    def is_carried(self, start: Start) -> bool:
        """Tell whether the service would carry out the stop of a start now."""
        if not self.house.is_set_up:
            return False
        if start.session is not None:
            session = self.service.simulator.extension_sessions[start.session]
            return (
                not session.ended
                and session.lock in self.service.simulator.locks
                and self._takes_stop(start, is_pinned=False)
            )
        lock, current = self.lock(start.pin), self.service.simulator.lock
        return (
            lock in self.service.simulator.locks
            and not start.is_lost
            and self._takes_stop(start, is_pinned=True)
        ) or (
            current is not None
            and current.device is start.hardware
            and self._takes_stop(start, is_pinned=False)
        )

    def _takes_stop(self, start: Start, *, is_pinned: bool) -> bool:
        """Tell whether the service takes a stop with one of the tokens."""
        now = self.time.now()
        return any(
            now - self._last_too_many.get(bearer, -math.inf) > PAUSE
            and self.service.takes_stop(
                bearer, is_session=start.session is not None, is_pinned=is_pinned
            )
            for bearer in self._bearers(start)
        )

    def _bearers(self, start: Start) -> set[str]:
        """Return with which tokens a stop can be sent."""
        if start.session is not None:
            return {bearer_of(start.record)}
        return {start.token} | {
            entry.data["api_token"]
            for entry in self.house.entries
            if entry.entry_id == start.entry_id
        }
