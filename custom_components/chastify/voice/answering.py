"""The answers to sentences that are said to Home Assistant's own assistant.

An integration can only add sentences by a trigger, as automations do. One trigger has them all:
every trigger that matches is run, so two would send a command twice.
"""

from collections.abc import Mapping
from typing import TypedDict

from homeassistant.components.conversation import (
    DOMAIN as CONVERSATION_DOMAIN,
    HOME_ASSISTANT_AGENT,
)
from homeassistant.components.conversation.trigger import async_attach_trigger
from homeassistant.const import CONF_COMMAND, CONF_PLATFORM
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent
from homeassistant.helpers.script import ScriptRunResult
from homeassistant.helpers.trigger import TriggerData, TriggerInfo

from ..const import DOMAIN, NAME
from ..failures.texts import async_texts, our_language
from .durations import seconds_said
from .sentences import NOT_POSSIBLE, Sentences


class _UserInput(TypedDict):
    """Who spoke to which agent, in which language; Home Assistant passes more."""

    agent_id: str
    context: dict[str, str | None]
    language: str


class _Trigger(TypedDict):
    """The sentence, and where it was said."""

    sentence: str
    user_input: _UserInput
    device_id: str | None
    satellite_id: str | None


async def async_answer_sentences(
    hass: HomeAssistant, languages: frozenset[str]
) -> CALLBACK_TYPE:
    """Answer in these languages until the returned function is called, and stops in all of ours.

    Nothing else runs between the first moment in which it answers and the return.
    """
    sentences = await hass.async_add_executor_job(Sentences.load, languages)

    async def answer(
        run_variables: Mapping[str, _Trigger], context: Context | None = None
    ) -> ScriptRunResult:
        trigger = run_variables["trigger"]
        said, is_error = await _async_answer(hass, sentences, trigger)
        if is_error and trigger["user_input"]["agent_id"] == HOME_ASSISTANT_AGENT:
            # Its own agent says the text of an error. With another agent, for which the sentence is
            # only looked up first, nothing would be said.
            raise HomeAssistantError(said)
        return ScriptRunResult(
            conversation_response=said, service_response=None, variables={}
        )

    # The helper for triggers gives control away after it has attached one. It also has the
    # sentences checked, which blocks the event loop for half a second; a test does it.
    return await async_attach_trigger(
        hass,
        {CONF_PLATFORM: CONVERSATION_DOMAIN, CONF_COMMAND: sentences.templates},
        answer,
        TriggerInfo(
            domain=DOMAIN,
            name=NAME,
            variables=None,
            trigger_data=TriggerData(id="0", idx="0", alias=None),
        ),
    )


async def _async_answer(
    hass: HomeAssistant, sentences: Sentences, trigger: _Trigger
) -> tuple[str, bool]:
    """Return the answer to a sentence, and whether it is an error.

    Without an answer, Home Assistant would say that it is done.
    """
    said = trigger["sentence"]
    user_input = trigger["user_input"]
    language = user_input["language"]
    spoken = our_language(language)
    # The few sentences of a stop are recognized at once; the others in an executor, whose threads
    # may be busy.
    meaning = sentences.stop(said) or await hass.async_add_executor_job(
        sentences.meaning, said, spoken
    )
    if meaning is None:
        texts = await async_texts(hass, spoken)
        return texts.text("answer_not_understood", heard=said), True
    if meaning.intent_type == NOT_POSSIBLE:
        texts = await async_texts(hass, spoken)
        return texts.text("answer_not_possible"), True
    slots: dict[str, str | int] = dict(meaning.slots)
    if (heard := meaning.slots.get("duration")) is not None:
        seconds = await hass.async_add_executor_job(
            seconds_said, heard, meaning.language
        )
        if seconds is None:
            texts = await async_texts(hass, spoken)
            return texts.text("answer_no_duration", heard=heard), True
        del slots["duration"]
        slots["seconds"] = seconds
    try:
        response = await intent.async_handle(
            hass,
            DOMAIN,
            meaning.intent_type,
            {name: {"value": value} for name, value in slots.items()},
            text_input=said,
            context=_context(user_input["context"]),
            language=language,
            assistant=CONVERSATION_DOMAIN,
            device_id=trigger["device_id"],
            satellite_id=trigger["satellite_id"],
        )
    except intent.IntentError:
        # Home Assistant has logged it.
        texts = await async_texts(hass, spoken)
        return texts.text("answer_failed"), True
    # A script of a person with the intent's name may say nothing.
    answer: str = response.speech.get("plain", {}).get("speech", "")
    return answer, response.response_type is intent.IntentResponseType.ERROR


def _context(found: Mapping[str, str | None]) -> Context:
    """Return the context of the person who spoke."""
    return Context(
        user_id=found["user_id"], parent_id=found["parent_id"], id=found["id"]
    )
