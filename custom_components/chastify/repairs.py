"""Repairs: a person says that a device is off, or confirms its settings for another lock."""

import voluptuous as vol

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .devices.confirmation import async_confirm, question, shown_lock
from .devices.connected import connected_devices
from .devices.consent import ShownLock
from .devices.issues import DEVICE_CONSENT, async_manage_consent_issue
from .devices.runs import RUNS, StartNumbers
from .runtime_data import ChastifyConfigEntry


class DeviceIsOffFlow(ConfirmRepairFlow):
    """Let a person say that a device is off, and send its stops no more."""

    def __init__(self, entry_id: str, subentry_id: str) -> None:
        """Ask about this device."""
        super().__init__()
        self._entry_id = entry_id
        self._subentry_id = subentry_id
        self._asked: StartNumbers = {}

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask, and end the runs; ask again where another start was sent meanwhile."""
        runs = self.hass.data[RUNS]
        now = runs.start_numbers_of(self._entry_id, self._subentry_id)
        if user_input is not None:
            runs.async_declare_off(self._asked)
            if not any(
                run.is_due and self._asked.get(run) != starts
                for run, starts in now.items()
            ):
                return await super().async_step_confirm(user_input)
        self._asked = now
        return await super().async_step_confirm()


class DeviceConsentFlow(RepairsFlow):
    """Have the settings of a device confirmed for the wearer of the account's lock."""

    def __init__(self, entry_id: str, subentry_id: str) -> None:
        """Ask about this device."""
        super().__init__()
        self._entry_id = entry_id
        self._subentry_id = subentry_id
        self._asked: ShownLock | None = None

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Begin with the question."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask about the present lock; an answer counts only for the lock that was asked about."""
        entry: ChastifyConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        lock = shown_lock(entry.runtime_data.coordinator)
        device = next(
            (
                device
                for device in connected_devices(entry)
                if device.subentry_id == self._subentry_id
            ),
            None,
        )
        if lock is None or device is None:
            return self.async_abort(reason="no_lock")
        if user_input is not None and lock == self._asked:
            async_confirm(self.hass, entry, device, lock)
            async_manage_consent_issue(self.hass, entry, device, None)
            return self.async_create_entry(data={})
        self._asked = lock
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            description_placeholders=question(device, lock),
        )


async def async_create_fix_flow(
    _hass: HomeAssistant,
    _issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return the flow of an issue."""
    given = data or {}
    ids = str(given.get("entry_id")), str(given.get("subentry_id"))
    if given.get("kind") == DEVICE_CONSENT:
        return DeviceConsentFlow(*ids)
    return DeviceIsOffFlow(*ids)
