"""When devices were last started, and how long it takes until they may be started again."""

from dataclasses import dataclass
from datetime import timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..account.access import Access
from .connected import ConnectedDevice, devices_of_hardware
from .store import DeviceStore


@dataclass(frozen=True, slots=True, kw_only=True)
class LastStart:
    """A start: by a clock in seconds that nobody can set, and at which lock, None: not known."""

    at: float
    lock_id: str | None


class Cooldowns:
    """The last start of each device; what is left of a cooldown is kept over restarts."""

    def __init__(self, hass: HomeAssistant, store: DeviceStore) -> None:
        """Keep the moments in a store."""
        self._hass = hass
        self._store = store
        self._last: dict[str, LastStart] = {}

    @callback
    def async_load(self) -> None:
        """Go on where Home Assistant ended."""
        now, steady_now = dt_util.utcnow(), self._hass.loop.time()
        for subentry_id, moment in self._store.last_starts.items():
            # A clock that was set back makes none of them lie in the future.
            passed = max(now - moment, timedelta(0)).total_seconds()
            self._last[subentry_id] = LastStart(at=steady_now - passed, lock_id=None)

    def seconds_left(
        self, device: ConnectedDevice, access: Access, lock_id: str | None
    ) -> float:
        """Return the seconds until a device may be started at a lock, 0 where it may now.

        The starts of other devices count that reach the same hardware.
        """
        now = self._hass.loop.time()
        left = 0.0
        for other in devices_of_hardware(self._hass, device, access):
            last = self._last.get(other.subentry_id)
            if last is None or (
                other.subentry_id != device.subentry_id
                and None not in (last.lock_id, lock_id)
                and last.lock_id != lock_id
            ):
                continue
            left = max(left, last.at + max(device.cooldown, other.cooldown) - now)
        return left

    def last(self, subentry_id: str) -> LastStart | None:
        """Return the last start of a device."""
        return self._last.get(subentry_id)

    @callback
    def async_expect(self, subentry_id: str) -> None:
        """Have a start stored that is about to be sent."""
        self._store.last_starts[subentry_id] = dt_util.utcnow()

    @callback
    def async_set(self, subentry_id: str, last: LastStart | None) -> None:
        """Note which start was the last one."""
        if last is None:
            self._last.pop(subentry_id, None)
            self._store.last_starts.pop(subentry_id, None)
            return
        self._last[subentry_id] = last
        passed = timedelta(seconds=self._hass.loop.time() - last.at)
        self._store.last_starts[subentry_id] = dt_util.utcnow() - passed
