"""Repairs: a person says that a device is off whose stop doesn't get through."""

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.core import HomeAssistant

from .runs import RUNS


class DeviceIsOffFlow(ConfirmRepairFlow):
    """Take a person's word, and send its stop no more."""

    def __init__(self, entry_id: str, subentry_id: str) -> None:
        """Ask about this device."""
        super().__init__()
        self._entry_id = entry_id
        self._subentry_id = subentry_id

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask, and go by the answer."""
        if user_input is not None:
            self.hass.data[RUNS].async_give_up(self._entry_id, self._subentry_id)
        return await super().async_step_confirm(user_input)


async def async_create_fix_flow(
    _hass: HomeAssistant,
    _issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return the flow of an issue; only those of devices that may be running have one."""
    given = data or {}
    return DeviceIsOffFlow(str(given.get("entry_id")), str(given.get("subentry_id")))
