"""Confirmation of devices: asked for at a lock that isn't covered, renewed at the wearer's next."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback

from ..api.hardware import DeviceKind
from ..coordinator import ChastifyCoordinator
from .connected import ConnectedDevice, connected_devices
from .consent import CONF_CONSENT, Consent, ShownLock
from .issues import async_manage_consent_issue

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry


def shown_lock(coordinator: ChastifyCoordinator) -> ShownLock | None:
    """Return the lock of the newest reading, None where it couldn't be recognized later."""
    session = coordinator.data.session
    lock = ShownLock.of(session) if session else None
    return lock if lock is not None and lock.is_known else None


@callback
def async_watch_consent(
    hass: HomeAssistant, entry: ChastifyConfigEntry, coordinator: ChastifyCoordinator
) -> None:
    """Ask a person at each reading whose lock isn't confirmed, until the entry is unloaded."""

    @callback
    def look() -> None:
        lock = shown_lock(coordinator)
        for device in connected_devices(entry):
            _look(hass, entry, device, lock)

    @callback
    def end() -> None:
        # A reload keeps the issues.
        if entry.disabled_by:
            for device in connected_devices(entry):
                async_manage_consent_issue(hass, entry, device, None)

    entry.async_on_unload(coordinator.async_add_listener(look))
    entry.async_on_unload(end)
    look()


def _look(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    device: ConnectedDevice,
    lock: ShownLock | None,
) -> None:
    consent, session_id = device.consent, device.route.session_id
    asked: Mapping[str, str] | None = None
    if lock is not None and any(map(device.allows, DeviceKind)):
        if consent is None or not consent.covers(lock, session_id):
            asked = question(device, lock)
        elif consent.is_outdated_by(lock, session_id):
            async_confirm(hass, entry, device, lock)
    async_manage_consent_issue(hass, entry, device, asked)


def question(device: ConnectedDevice, lock: ShownLock) -> dict[str, str]:
    """Return the placeholders of the question about a device and a lock; durations in seconds."""
    return {
        "device": device.name,
        "wearer": lock.wearer or "–",
        "vibration_seconds": str(device.longest_of(DeviceKind.VIBRATION)),
        "shock_seconds": str(device.longest_of(DeviceKind.SHOCK)),
    }


@callback
def async_confirm(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    device: ConnectedDevice,
    lock: ShownLock,
) -> None:
    """Store for which lock a person confirmed the settings of a device."""
    subentry = entry.subentries[device.subentry_id]
    consent = Consent(lock=lock, session_id=device.route.session_id)
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, CONF_CONSENT: consent.as_json()}
    )
