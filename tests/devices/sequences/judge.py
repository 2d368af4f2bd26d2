"""The judge of sequences: whether the rules hold, by the log of the service's own hardware."""

import math
from typing import Final

from .house import House
from .loops import Time
from .reach import Reach
from .service import PATIENCE, PIN, STOPS, Service, bearer_of, command_of
from .starts import RARELY, SLACK, Start

# From one turn of the stops of a token to the next.
TURN: Final = 2.5
# After so long of refusals a try goes out only rarely.
LONG: Final = 100.0
# An outage without anything else happening: how long, and how many stops of a token in a minute.
CALM: Final = 15.0
MOST_STOPS: Final = 25


class Judge(Reach):
    """Looks whenever time has passed or something was done."""

    def __init__(self, time: Time, house: House, service: Service) -> None:
        """Begin to look."""
        super().__init__(time, house, service)
        self._looked_at = time.now()
        # By the bearers of sessions: the token of the account that uses them.
        self.tokens_of: dict[str, str] = {}
        time.look = self.look

    def running(self) -> list[list[Start]]:
        """Return the starts of the hardware's current runs, by device and kind."""
        return [
            [self.starts[number] for number in chain]
            for chain in self.hardware.running()
        ]

    def look(self) -> None:
        """See that everything is as it should be."""
        now = self.time.now()
        passed, self._looked_at = now - self._looked_at, now
        for gadget in self.house.gadgets:
            if self.house.is_loaded(gadget.account):
                self.shown(gadget)
        chains = self.running()
        alive = {start for chain in chains for start in chain}
        self.open = [
            start
            for start in self.open
            if start in alive or (start.began is None and start.answered is None)
        ]
        for chain in chains:
            for start in chain:
                if start.excuse is None:
                    self._check_end(start, chain, passed)
                    self._check_shown(start)
        self._check_pace()
        if self.house.is_up:
            for problem in self.house.loop.problems:
                self.fail(problem)
            self.house.loop.problems.clear()
        assert not self.failures, self.told()

    # What runs too long

    def _check_end(self, start: Start, chain: list[Start], passed: float) -> None:
        """Count how long the service would have carried out the stop of an overdue run."""
        now, due = self.time.now(), self._due(start, chain)
        if now <= due:
            start.carried, start.patience = 0.0, SLACK
            start.blocked_since = None
            return
        if not self.is_carried(start):
            start.carried = 0.0
            if start.blocked_since is None:
                start.blocked_since = now
            return
        if (since := start.blocked_since) is not None:
            if now - since >= LONG and self._was_refused(start, since):
                start.patience = RARELY + SLACK
            start.blocked_since = None
            start.carried_from = now
            return
        start.carried += passed
        if start.carried > max(start.patience, self._turns(start)) + 0.05:
            self.fail(
                f"{start.kind} of {start.gadget.name} has run since"
                f" {self.at(start.began or 0)} and should have ended at {self.at(due)}"
            )

    def _due(self, start: Start, chain: list[Start]) -> float:
        """Return when the hardware should be off because of a start; infinity: not known yet."""
        if start.is_told_off and start.answered is None:
            return math.inf
        same = [
            other
            for other in chain
            if other.excuse is None
            and (other.token, other.session, other.pin)
            == (start.token, start.session, start.pin)
        ]
        cap = min(other.began or 0 for other in same) + min(other.cap for other in same)
        planned = max(
            other.sent + other.seconds
            for other in self.starts
            if (other.subentry_id, other.stop) == (start.subentry_id, start.stop)
            and other.sent >= start.sent
            and not other.is_taken_back
        )
        called = min(other.stop_at for other in same if other.gadget is start.gadget)
        # A start that takes effect after the stop is stopped again when it has an answer.
        if any(
            (other.began or 0) >= called and other.answered is None for other in same
        ):
            return math.inf
        return max(min(cap, planned, called), *(other.began or 0 for other in same), 0)

    def _was_refused(self, start: Start, since: float) -> bool:
        """Tell whether the API has refused stops of a route since then."""
        return any(
            record.path == start.record.path
            and record.arrived_at >= since
            and command_of(record) in STOPS
            and record.status is not None
            and 400 <= record.status < 500
            and record.status != 429
            for record in self.service.simulator.requests
        )

    def _turns(self, start: Start) -> float:
        """Return how long its turn may take to come while other stops fail."""
        aims = set()
        is_failing = False
        for record in reversed(self.service.simulator.requests):
            if record.arrived_at < self.time.now() - 20:
                break
            if command_of(record) in STOPS:
                aim = (record.path, record.headers.get(PIN))
                aims.add(aim)
                is_failing |= (
                    aim != (start.record.path, start.pin)
                    and not record.effect
                    and record.arrived_at >= start.carried_from - 0.01
                )
        return TURN * (len(aims) + 1) + 1.5 if is_failing else SLACK

    # What people see, and what is on the disk

    def _check_shown(self, start: Start) -> None:
        """See that people see that it runs, and that its stop outlasts a power failure."""
        if start.is_lost:
            return
        what = f"{start.kind} of {start.gadget.name} runs, and is not"
        if not self.is_stored(start):
            self.fail(f"{what} stored")
        gadget = start.gadget
        if gadget.subentry_id == start.subentry_id and self.house.is_loaded(
            gadget.account
        ):
            state = self.house.state("binary_sensor", f"{start.subentry_id}_running")
            if state == "off":
                self.fail(f"{what} shown")

    # How often stops are sent

    def _check_pace(self) -> None:
        """See that the stops of a token leave something of the minute."""
        now = self.time.now()
        # When something is due, its first stops are beside the turns.
        due = max(
            (start.sent + max(start.seconds, PATIENCE) for start in self.starts),
            default=0,
        )
        since = max(now - 60, self.calm_since + CALM, due + CALM)
        if now - since < 59:
            return
        counts: dict[str, int] = {}
        for record in reversed(self.service.simulator.requests):
            if record.arrived_at <= since:
                break
            if command_of(record) in STOPS and record.status != 401:
                token = self.tokens_of.get(bearer_of(record), bearer_of(record))
                counts[token] = counts.get(token, 0) + 1
        for token, count in counts.items():
            if count > MOST_STOPS:
                self.fail(f"{count} stops of {token} in a minute")
