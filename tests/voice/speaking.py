"""Speaking to Home Assistant's own assistant."""

from collections.abc import Iterable

from homeassistant.components import conversation
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from tests.added_account import Account
from tests.real.develop_voice import EXPOSED


async def said(
    hass: HomeAssistant,
    text: str,
    language: str = "en",
    context: Context | None = None,
) -> str:
    """Say something, and return the answer."""
    result = await conversation.async_converse(
        hass, text, None, context or Context(), language=language
    )
    answer: str = result.response.speech["plain"]["speech"]
    return answer


async def triggers_of(hass: HomeAssistant, text: str, language: str = "en") -> int:
    """Return how many triggers a sentence would run."""
    agent = get_agent_manager(hass).default_agent
    assert agent is not None
    found = await agent.async_recognize_sentence_trigger(
        conversation.ConversationInput(
            text=text,
            context=Context(),
            conversation_id=None,
            device_id=None,
            satellite_id=None,
            language=language,
            agent_id=agent.entity_id,
        )
    )
    return len(found.matched_triggers) if found else 0


async def is_ours(hass: HomeAssistant) -> bool:
    """Tell whether our sentences are there, and not twice."""
    await hass.async_block_till_done()
    found = await triggers_of(hass, "stop everything")
    assert found in (0, 1)
    return found == 1


def expose(
    account: Account,
    keys: Iterable[str] = EXPOSED,
    *,
    should_expose: bool = True,
    assistant: str = "conversation",
) -> None:
    """Expose entities of an account to the assistant, or take that back."""
    entity_ids = account.entity_ids()
    for key in keys:
        async_expose_entity(account.hass, assistant, entity_ids[key], should_expose)


def allow(account: Account, *commands: str) -> None:
    """Let assistants send these actions; the account is loaded anew by it."""
    account.hass.config_entries.async_update_entry(
        account.entry,
        options={**account.entry.options, "assist_commands": list(commands)},
    )
