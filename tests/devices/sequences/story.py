"""The story of a sequence: acts, requests, runs of the hardware."""

from tests.simulator import Lock, RecordedRequest

from .loops import Time
from .service import PIN, Service, bearer_of, command_of


class Story:
    """All events in their order, and the violations of the rules."""

    def __init__(self, time: Time, service: Service) -> None:
        """Begin to tell."""
        self.time = time
        self.service = service
        self.beginning = time.now()
        self.locks: dict[str, Lock] = {}
        self.failures: list[str] = []
        self._lines: list[str] = []

    def tell(self, what: str) -> None:
        """Add an event."""
        self._lines.append(f"{self.at(self.time.now())} --- {what}")

    def fail(self, what: str) -> None:
        """Add a violation."""
        self.failures.append(f"{self.at(self.time.now())} {what}")

    def at(self, moment: float) -> str:
        """Return a moment as it is told, in seconds from the beginning."""
        return f"{moment - self.beginning:9.3f}"

    def name(self, lock_id: str | None) -> str:
        """Return a lock as it is told."""
        if lock_id is None:
            return "-"
        if lock_id in self.locks:
            return f"L{list(self.locks).index(lock_id) + 1}"
        return lock_id

    def told(self) -> str:
        """Tell everything."""
        lines = self._lines + [
            self._request(record) for record in self.service.simulator.requests
        ]
        lines.sort(key=lambda line: float(line[:9]))
        for number, device in enumerate(self.service.simulator.devices):
            lines += [
                f"hardware {number}: {each.kind} {self.at(each.since)} to"
                f" {self.at(each.until) if each.until else 'now'} {each.params}"
                for each in device.intervals
            ]
        return "\n".join([*lines, *self.failures])

    def _request(self, record: RecordedRequest) -> str:
        params = record.body.get("params") if isinstance(record.body, dict) else ""
        fault = id(record) in self.service.weather.of_request
        return (
            f"{self.at(record.arrived_at)} {record.method}"
            f" {record.path.removeprefix('/api/')[:40]}"
            f" {command_of(record) or ''} {params}"
            f" pin={self.name(record.headers.get(PIN))} by={bearer_of(record)}"
            f" -> {record.status} {'effect at' if record.effect else ''}"
            f" {self.name(record.lock_id)} {'(fault)' if fault else ''}"
        )
