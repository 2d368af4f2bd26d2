"""Cooldowns: the last start of each device, and the seconds until the next is allowed."""

from dataclasses import dataclass
from datetime import timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..account.access import Access
from .connected import ConnectedDevice, devices_of_hardware
from .store import DeviceStore


@dataclass(frozen=True, slots=True, kw_only=True)
class LastStart:
    """A start.

    at: in seconds by the loop's clock. lock_id: None where it isn't known.
    """

    at: float
    lock_id: str | None


class Cooldowns:
    """The last start of each device, kept over restarts."""

    def __init__(self, hass: HomeAssistant, store: DeviceStore) -> None:
        """Start empty; `async_load` reads the store."""
        self._hass = hass
        self._store = store
        self._last: dict[str, LastStart] = {}

    @callback
    def async_load(self) -> None:
        """Take over the stored starts."""
        now, steady_now = dt_util.utcnow(), self._hass.loop.time()
        for subentry_id, moment in self._store.last_starts.items():
            # A wall clock that was set back must not put a start into the future.
            passed = max(now - moment, timedelta(0)).total_seconds()
            self._last[subentry_id] = LastStart(at=steady_now - passed, lock_id=None)

    def seconds_left(
        self, device: ConnectedDevice, access: Access, lock_id: str | None
    ) -> float:
        """Return the seconds until a device may be started at a lock, 0 where it may now."""
        return max(0.0, self.end(device, access, lock_id) - self._hass.loop.time())

    def end(
        self, device: ConnectedDevice, access: Access, lock_id: str | None
    ) -> float:
        """Return when a device may be started at a lock, by the loop's clock; 0 for any time.

        Starts of other devices on the same hardware count too.
        """
        end = 0.0
        for other in devices_of_hardware(self._hass, device, access):
            last = self._last.get(other.subentry_id)
            if last is None or (
                other.subentry_id != device.subentry_id
                and None not in (last.lock_id, lock_id)
                and last.lock_id != lock_id
            ):
                continue
            end = max(end, last.at + max(device.cooldown, other.cooldown))
        return end

    def last(self, subentry_id: str) -> LastStart | None:
        """Return the last start of a device."""
        return self._last.get(subentry_id)

    @callback
    def async_expect(self, subentry_id: str) -> None:
        """Store a start that is about to be sent."""
        self._store.last_starts[subentry_id] = dt_util.utcnow()

    @callback
    def async_set(self, subentry_id: str, last: LastStart | None) -> None:
        """Set the last start of a device, None: it has none."""
        if last is None:
            self._last.pop(subentry_id, None)
            self._store.last_starts.pop(subentry_id, None)
            return
        self._last[subentry_id] = last
        passed = timedelta(seconds=self._hass.loop.time() - last.at)
        self._store.last_starts[subentry_id] = dt_util.utcnow() - passed
