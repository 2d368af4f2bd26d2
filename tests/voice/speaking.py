"""Speaking to Home Assistant's own assistant."""

from collections.abc import Iterable

from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from tests.account import Account

ALL_QUESTIONS = (
    "binary_sensor.frozen",
    "binary_sensor.task_assigned",
    "binary_sensor.unlockable",
    "sensor.keyholder",
    "sensor.task_points_remaining",
    "sensor.time_locked",
    "sensor.time_remaining",
    "sensor.unlock_time",
)


async def said(hass: HomeAssistant, text: str, language: str = "en") -> str:
    """Say something, and return the answer."""
    result = await conversation.async_converse(
        hass, text, None, Context(), language=language
    )
    answer: str = result.response.speech["plain"]["speech"]
    return answer


def expose(account: Account, keys: Iterable[str] = ALL_QUESTIONS) -> None:
    """Expose entities of an account to the assistant."""
    entity_ids = account.entity_ids()
    for key in keys:
        async_expose_entity(account.hass, "conversation", entity_ids[key], True)


def allow(account: Account, *commands: str) -> None:
    """Let assistants send these actions; the account is loaded anew by it."""
    account.hass.config_entries.async_update_entry(
        account.entry,
        options={**account.entry.options, "assist_commands": list(commands)},
    )
