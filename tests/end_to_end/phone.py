"""A phone with Home Assistant's app, as far as the app talks to Home Assistant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.real.home_assistant import HomeAssistant
from tests.real.json_types import JsonObject
from tests.real.websocket import Websocket

_REGISTRATION: JsonObject = {
    "app_data": {"push_websocket_channel": True},
    "app_id": "app",
    "app_name": "App",
    "app_version": "1",
    "device_id": "phone",
    "device_name": "Phone",
    "manufacturer": "Maker",
    "model": "Model",
    "os_name": "OS",
    "os_version": "1",
    "supports_encryption": False,
}


@dataclass(frozen=True)
class Phone:
    """A phone that is connected; `device_id` is its device's in Home Assistant."""

    device_id: str
    _channel: Websocket
    _home: HomeAssistant

    async def notification(self, seconds: float) -> JsonObject:
        """Return the next notification; raises TimeoutError."""
        return await self._channel.next_event(seconds)

    async def press(self, button: JsonObject) -> None:
        """Press a button of a notification."""
        await self._home.rest.post(
            "/api/events/mobile_app_notification_action", {"action": button["action"]}
        )


@asynccontextmanager
async def phone_of(home: HomeAssistant) -> AsyncIterator[Phone]:
    """Install the app and keep it connected for the length of a block."""
    registered = await home.rest.post("/api/mobile_app/registrations", _REGISTRATION)
    async with home.websocket() as channel:
        await channel.command(
            "mobile_app/push_notification_channel", webhook_id=registered["webhook_id"]
        )
        async with home.websocket() as websocket:
            devices = await websocket.command("config/device_registry/list")
        (device_id,) = [
            device["id"]
            for device in devices
            if ["mobile_app", "phone"] in device["identifiers"]
        ]
        yield Phone(device_id, channel, home)
