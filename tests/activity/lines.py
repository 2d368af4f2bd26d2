"""The activity as Home Assistant's page of that name gets it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Self, TypedDict

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import mock_component
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.auth.models import TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN, User
from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

PERIOD: Final = timedelta(hours=2)


class Line(TypedDict, total=False):
    """A line of the activity; a state has no message, and an event no state."""

    name: str
    message: str | None
    entity_id: str | None
    domain: str
    state: str
    when: float
    context_user_id: str
    context_event_type: str
    context_domain: str
    context_service: str
    context_entity_id: str
    context_name: str


@dataclass(frozen=True)
class Activity:
    """The activity of a house, read from its recorder."""

    hass: HomeAssistant
    now: FrozenDateTimeFactory
    connect: WebSocketGenerator
    access_token: str

    @classmethod
    async def begin(
        cls,
        hass: HomeAssistant,
        now: FrozenDateTimeFactory,
        hass_ws_client: WebSocketGenerator,
        user: User,
        config: ConfigType,
    ) -> Self:
        """Set up the activity; config: its part of the configuration.yaml."""
        # Its page needs the frontend, which tests don't install.
        mock_component(hass, "frontend")
        assert await async_setup_component(hass, "logbook", {"logbook": config})
        await hass.async_block_till_done()
        # That of the fixtures ends after half an hour.
        refresh_token = await hass.auth.async_create_refresh_token(
            user,
            client_name="test",
            token_type=TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN,
            access_token_expiration=timedelta(days=1),
        )
        access_token = hass.auth.async_create_access_token(refresh_token)
        return cls(hass, now, hass_ws_client, access_token)

    async def lines(self, **targets: list[str]) -> list[Line]:
        """Return the lines of the last two hours; targets: `entity_ids`, `device_ids`."""
        # Those of this very moment are left out.
        self.now.tick(timedelta(seconds=1))
        await async_wait_recording_done(self.hass)
        begin = dt_util.utcnow() - PERIOD
        # One that was opened before has timed out by the clock of the tests.
        client = await self.connect(self.hass, self.access_token)
        await client.send_json_auto_id(
            {
                "type": "logbook/get_events",
                "start_time": begin.isoformat(),
                **targets,
            }
        )
        answer = await client.receive_json()
        await client.close()
        assert answer["success"]
        lines: list[Line] = answer["result"]
        return lines

    async def told(self, **targets: list[str]) -> list[Line]:
        """Return the lines that tell an event of a lock."""
        return [
            line
            for line in await self.lines(**targets)
            if line.get("domain") == "chastify"
        ]

    async def messages(self, **targets: list[str]) -> list[str | None]:
        """Return the texts of these lines."""
        return [line.get("message") for line in await self.told(**targets)]


def who(line: Line, people: dict[str, str]) -> str | None:
    """Return whom Home Assistant's page names beside a line; people: their names by id."""
    if line.get("context_event_type") in ("automation_triggered", "script_started"):
        return line["context_name"]
    if (user_id := line.get("context_user_id")) is not None:
        return people[user_id]
    return line.get("context_domain")
