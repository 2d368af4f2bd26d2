"""A phone with Home Assistant's app."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from unittest.mock import Mock

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    mock_integration,
    mock_platform,
)
import voluptuous as vol

from homeassistant.components.device_automation.exceptions import (
    InvalidDeviceAutomationConfig,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.template import render_complex
from homeassistant.helpers.typing import TemplateVarsType
from homeassistant.util import slugify

from .settling import settled


class Phone:
    """A phone with Home Assistant's app, for notifications with buttons.

    The app's integration requires half of Home Assistant; only its actions are here: the one for a
    device, which is that of the phone that was installed last, and the one that is named after it.
    """

    def __init__(self, hass: HomeAssistant, name: str = "Phone") -> None:
        """Install the app."""
        self._hass = hass
        self.notifications: list[dict[str, Any]] = []
        self.is_reachable = True
        # A button that is pressed before Home Assistant knows that the phone has shown it.
        self.presses_at_once: int | None = None
        self._entry = entry = MockConfigEntry(
            domain="mobile_app", title=name, state=ConfigEntryState.LOADED
        )
        entry.add_to_hass(hass)
        self.id = (
            dr.async_get(hass)
            .async_get_or_create(
                config_entry_id=entry.entry_id,
                identifiers={("mobile_app", slugify(name))},
                name=name,
            )
            .id
        )
        er.async_get(hass).async_get_or_create(
            "device_tracker",
            "mobile_app",
            name,
            config_entry=entry,
            device_id=self.id,
        )
        self._action = f"mobile_app_{slugify(name)}"
        hass.services.async_register("notify", self._action, self._notify_by_name)
        mock_integration(hass, MockModule("mobile_app"))
        hass.config.components.add("mobile_app")
        mock_platform(
            hass,
            "mobile_app.device_action",
            Mock(
                spec_set=["ACTION_SCHEMA", "async_call_action_from_config"],
                ACTION_SCHEMA=cv.DEVICE_ACTION_BASE_SCHEMA.extend(
                    {
                        vol.Required("type"): "notify",
                        vol.Required("message"): cv.template,
                        vol.Optional("title"): cv.template,
                        vol.Optional("data"): cv.template_complex,
                    }
                ),
                async_call_action_from_config=self._notify,
            ),
        )

    async def _notify(
        self,
        hass: HomeAssistant,
        config: dict[str, Any],
        variables: TemplateVarsType,
        context: Context | None,
    ) -> None:
        if not self.is_reachable:
            raise InvalidDeviceAutomationConfig("The phone is not registered any more")
        self.notifications.append(
            {
                key: render_complex(config[key], variables)
                for key in ("message", "title", "data")
                if key in config
            }
        )

    async def _notify_by_name(self, call: ServiceCall) -> None:
        if not self.is_reachable:
            raise HomeAssistantError("The phone is not connected")
        self.notifications.append(dict(call.data))
        if self.presses_at_once is not None and "actions" in call.data["data"]:
            self._press(self.presses_at_once)
            for _ in range(100):
                await asyncio.sleep(0)

    def unload(self) -> None:
        """Let the app's integration unload the phone, which takes its action away."""
        self._entry.mock_state(self._hass, ConfigEntryState.NOT_LOADED)
        self.forbid_notifications()

    def forbid_notifications(self) -> None:
        """Let the app show none, so that there is no action for it."""
        self._hass.services.async_remove("notify", self._action)

    def told(self) -> list[str]:
        """Return the messages that the phone showed."""
        return [notification["message"] for notification in self.notifications]

    def buttons(self) -> Sequence[Mapping[str, str]]:
        """Return the buttons of the newest notification."""
        buttons: Sequence[Mapping[str, str]] = self.notifications[-1]["data"]["actions"]
        return buttons

    async def press(self, button: int = 0) -> None:
        """Press a button of the newest notification."""
        self._press(button)
        await settled(self._hass)

    def _press(self, button: int) -> None:
        self._hass.bus.async_fire(
            "mobile_app_notification_action",
            {"action": self.buttons()[button]["action"]},
        )
