"""Intents of sentences and other sources about a lock, answered in their language."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final, override

import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, intent

from .account.options import DurationKey
from .assist.failures import async_failure_text
from .assist.locks import (
    AssistLock,
    async_assist_locks,
    async_command,
    async_stop_everything,
    is_left_out,
    lock_to_command,
    lock_to_read,
)
from .commands.fields import WholeNumber
from .commands.table import COMMANDS_BY_NAME
from .const import DOMAIN, INTENT_STOP_DEVICES
from .failures.texts import Texts, async_texts, duration_text
from .voice.past import PERIODS
from .voice.questions import QUESTIONS, answer, keys_of

# The assistant whose exposed entities count where an intent names none.
ASSIST: Final = "conversation"

_UNITS: Final = ("days", "hours", "minutes", "seconds")
# Larger than any duration that is meant, and smaller than `timedelta` allows.
_COUNT: Final = WholeNumber(0, 700_000_000)

# Texts and whole numbers, checked by the schema of an intent.
type _Slots = Mapping[str, Any]
type Say = Callable[[Texts], str]


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Register the intents; Home Assistant calls this once."""
    intent.async_register(hass, GetLockIntentHandler())
    intent.async_register(hass, StopDevicesIntentHandler())
    for description in COMMAND_INTENTS:
        intent.async_register(hass, CommandIntentHandler(description))


class SpeakingIntentHandler(intent.IntentHandler):
    """An intent whose answers, errors too, are in the language of the person."""

    response_type: ClassVar = intent.IntentResponseType.ACTION_DONE

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Carry out the intent; the response is an error with its reason where that failed."""
        hass = intent_obj.hass
        response = intent_obj.create_response()
        # Before the texts are loaded, which may take time: it may be a stop.
        try:
            say = await self._async_do(intent_obj, self._checked(intent_obj.slots))
        except HomeAssistantError as err:
            texts = await async_texts(hass, intent_obj.language)
            response.async_set_error(
                intent.IntentResponseErrorCode.FAILED_TO_HANDLE,
                await async_failure_text(hass, texts, err),
            )
        else:
            texts = await async_texts(hass, intent_obj.language)
            response.response_type = self.response_type
            response.async_set_speech(say(texts))
        return response

    def _checked(self, slots: Mapping[str, Mapping[str, object]]) -> _Slots:
        """Return the values of the given slots; raises ServiceValidationError.

        The error of Home Assistant's own check would reach nobody.
        """
        checked: dict[str, Any] = {}
        for marker, validator in (self.slot_schema or {}).items():
            name = str(marker)
            value = slots.get(name, {}).get("value")
            if is_left_out(value):
                continue
            try:
                checked[name] = vol.Schema(validator)(value)
            except vol.Invalid:
                raise self._invalid(name) from None
        return checked

    def _invalid(self, name: str) -> ServiceValidationError:
        """Return the error of a slot with a value that it doesn't take."""
        return ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="assist_slot",
            translation_placeholders={"slot": name},
        )

    @abstractmethod
    async def _async_do(self, intent_obj: intent.Intent, slots: _Slots) -> Say:
        """Carry out the intent; return the function of its answer. Raises HomeAssistantError."""


class GetLockIntentHandler(SpeakingIntentHandler):
    """Answers questions about a lock.

    Slots: `question`, one of QUESTIONS, for an overview left out; `period`, one of PERIODS, of a
    question about the past; `name` of the lock.
    """

    intent_type = "ChastifyGetLock"
    description = "Tells how the chastity lock stands"
    slot_schema = {
        vol.Optional("question"): vol.In(QUESTIONS),
        vol.Optional("period"): vol.In(PERIODS),
        vol.Optional("name"): cv.string,
    }
    response_type = intent.IntentResponseType.QUERY_ANSWER

    @override
    async def _async_do(self, intent_obj: intent.Intent, slots: _Slots) -> Say:
        question, period = slots.get("question"), slots.get("period")
        locks = async_assist_locks(intent_obj.hass, intent_obj.assistant or ASSIST)
        lock = lock_to_read(locks, slots.get("name"), keys_of(question))
        return lambda texts: _said_of(
            lock, locks, answer(texts, lock, question, period), texts
        )


class StopDevicesIntentHandler(SpeakingIntentHandler):
    """Stops all devices of all accounts, whatever is exposed or allowed."""

    intent_type = INTENT_STOP_DEVICES
    description = "Stops all devices that are connected to chastity locks"

    @override
    async def _async_do(self, intent_obj: intent.Intent, slots: _Slots) -> Say:
        await async_stop_everything(intent_obj.hass, intent_obj.context)
        return lambda texts: texts.text("done_stop_devices")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandIntentDescription:
    """An intent that sends an action.

    takes_duration: whether it has the slots `days`, `hours`, `minutes`, `seconds`.
    usual: the number entity whose value is the duration where none of them is given.
    """

    intent_type: str
    command: str
    description: str
    takes_duration: bool = False
    usual: DurationKey | None = None


COMMAND_INTENTS: Final = (
    CommandIntentDescription(
        intent_type="ChastifyAddTime",
        command="add_time",
        description="Adds time to the timer of the chastity lock",
        takes_duration=True,
    ),
    CommandIntentDescription(
        intent_type="ChastifyRemoveTime",
        command="remove_time",
        description="Takes time off the timer of the chastity lock",
        takes_duration=True,
    ),
    CommandIntentDescription(
        intent_type="ChastifyFreeze",
        command="freeze",
        description="Freezes the timer of the chastity lock for some time",
        takes_duration=True,
        usual=DurationKey.FREEZE,
    ),
    CommandIntentDescription(
        intent_type="ChastifyUnfreeze",
        command="unfreeze",
        description="Lets the timer of the chastity lock run again",
    ),
    CommandIntentDescription(
        intent_type="ChastifyStartHygienicUnlock",
        command="start_hygienic_unlock",
        description="Allows to open the chastity lock for hygiene for some time",
        takes_duration=True,
        usual=DurationKey.HYGIENIC_UNLOCK,
    ),
    CommandIntentDescription(
        intent_type="ChastifyCompleteTask",
        command="complete_task",
        description="Marks the open task of the chastity lock as completed",
    ),
)


class CommandIntentHandler(SpeakingIntentHandler):
    """Sends a command where the options of the account allow it to assistants."""

    def __init__(self, description: CommandIntentDescription) -> None:
        """Handle the described intent."""
        self._description = description
        self.intent_type = description.intent_type
        self.description = description.description

    @property
    @override
    def slot_schema(self) -> dict[vol.Marker, object]:
        """Return the slots: `name` of the lock, and the duration by its units."""
        units = _UNITS if self._description.takes_duration else ()
        return {
            vol.Optional("name"): cv.string,
            **{vol.Optional(unit): _COUNT for unit in units},
        }

    @override
    def _invalid(self, name: str) -> ServiceValidationError:
        if name not in _UNITS:
            return super()._invalid(name)
        # The error of a duration names the allowed ones, and a negative one is never allowed.
        try:
            COMMANDS_BY_NAME[self._description.command].request({"duration": -1})
        except ServiceValidationError as err:
            return err
        raise AssertionError

    @override
    async def _async_do(self, intent_obj: intent.Intent, slots: _Slots) -> Say:
        command = self._description.command
        locks = async_assist_locks(intent_obj.hass, intent_obj.assistant or ASSIST)
        lock = lock_to_command(locks, slots.get("name"), command)
        duration: timedelta | None = None
        fields: dict[str, object] = {}
        if self._description.takes_duration:
            duration = self._duration(lock, slots)
            if duration is not None:
                fields["duration"] = {"seconds": duration.total_seconds()}
        await async_command(intent_obj.hass, lock, command, fields, intent_obj.context)

        def say(texts: Texts) -> str:
            said_duration = duration_text(texts, duration) if duration else ""
            own = self._description.takes_duration and duration is None
            key = f"done_{command}_own" if own else f"done_{command}"
            done = texts.text(key, duration=said_duration)
            return _said_of(lock, locks, done, texts)

        return say

    def _duration(self, lock: AssistLock, slots: _Slots) -> timedelta | None:
        """Return the duration that was said, or the usual one; None: as the lock is set."""
        said = {unit: slots[unit] for unit in _UNITS if unit in slots}
        if said:
            return timedelta(**said)
        if self._description.usual is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="assist_no_duration"
            )
        return (
            lock.entry.runtime_data.storage.durations[self._description.usual] or None
        )


def _said_of(lock: AssistLock, locks: list[AssistLock], said: str, texts: Texts) -> str:
    """Return the answer, with the name of the lock where there are others."""
    if len(locks) == 1:
        return said
    return texts.text("of_lock", lock=lock.name, said=said)
