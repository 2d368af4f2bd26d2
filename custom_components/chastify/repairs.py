"""Repairs: what a person declares of a device, and what they are told of a move."""

import voluptuous as vol

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .account.access import sharing_entries
from .account.former_uses import async_ended_statistics, async_rules_to_change
from .card_resource import async_former_resources, async_remove_former_resources
from .const import CONF_LOCK_ID
from .devices.confirmation import async_confirm, question, shown_lock
from .devices.connected import connected_devices
from .devices.consent import ShownLock
from .devices.issues import DEVICE_CONSENT, async_manage_consent_issue
from .devices.runs import RUNS, StartNumbers
from .failures.issues import LOCK_ENDED, MOVED_IN
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


class LockEndedFlow(RepairsFlow):
    """Follow the account's current lock, or remove an entry whose only lock has ended."""

    def __init__(self, entry_id: str) -> None:
        """Ask about this entry."""
        super().__init__()
        self._entry_id = entry_id

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Offer to follow where no other entry of the token does, else to remove the entry."""
        entry = self._entry()
        if entry is None:
            return self.async_abort(reason="not_loaded")
        _, *others = sharing_entries(self.hass, entry)
        if all(CONF_LOCK_ID in other.data for other in others):
            return await self.async_step_confirm()
        return await self.async_step_remove()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Follow the account's current lock."""
        if user_input is None:
            return self._form("confirm")
        entry = self._entry()
        if entry is None:
            return self.async_abort(reason="not_loaded")
        data = {key: entry.data[key] for key in entry.data if key != CONF_LOCK_ID}
        self.hass.config_entries.async_update_entry(entry, data=data)
        return self.async_create_entry(data={})

    async def async_step_remove(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Remove the entry, and with it its calendar."""
        if user_input is None:
            return self._form("remove")
        if self._entry() is not None:
            await self.hass.config_entries.async_remove(self._entry_id)
        return self.async_create_entry(data={})

    def _entry(self) -> ChastifyConfigEntry | None:
        return self.hass.config_entries.async_get_entry(self._entry_id)

    def _form(self, step_id: str) -> RepairsFlowResult:
        entry = self._entry()
        return self.async_show_form(
            step_id=step_id,
            data_schema=vol.Schema({}),
            description_placeholders={"account": entry.title if entry else ""},
        )


class MovedInFlow(RepairsFlow):
    """Tell once what has changed with the integration, and take its former card away."""

    def __init__(self, removed: str) -> None:
        """Tell of these entities that they are gone; their ids stand between commas."""
        super().__init__()
        self._removed = [entity_id for entity_id in removed.split(",") if entity_id]

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Begin with what has changed."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Tell what a person has to change, as it is at this moment."""
        if user_input is not None:
            await async_remove_former_resources(self.hass)
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            description_placeholders={
                "rules": _list(async_rules_to_change(self.hass)),
                "entities": _list(self._removed),
                "statistics": _list(
                    await async_ended_statistics(self.hass, self._removed)
                ),
                "resources": _list(await async_former_resources(self.hass)),
            },
        )


def _list(items: list[str]) -> str:
    """Return a list as the frontend shows it; a dash where it is empty."""
    return "".join(f"\n- {item}" for item in items) if items else "–"


async def async_create_fix_flow(
    _hass: HomeAssistant,
    _issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return the flow of an issue."""
    given = data or {}
    ids = str(given.get("entry_id")), str(given.get("subentry_id"))
    if given.get("kind") == LOCK_ENDED:
        return LockEndedFlow(ids[0])
    if given.get("kind") == MOVED_IN:
        return MovedInFlow(str(given.get("removed") or ""))
    if given.get("kind") == DEVICE_CONSENT:
        return DeviceConsentFlow(*ids)
    return DeviceIsOffFlow(*ids)
