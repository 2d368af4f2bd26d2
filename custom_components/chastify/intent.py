"""Intents: what sentences and other sources ask of a lock, answered in their language."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final, override

import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, intent

from .account.durations import DurationKey
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
from .texts import Texts, async_texts, duration_text
from .voice.questions import QUESTIONS, answer, keys_of

# The assistant whose exposed entities count where the source of an intent names none.
ASSIST: Final = "conversation"

_UNITS: Final = ("days", "hours", "minutes", "seconds")
# More than anybody means, and less than a duration can be.
_COUNT: Final = WholeNumber(0, 700_000_000)

# What the schema of an intent has checked: texts and whole numbers.
type _Slots = Mapping[str, Any]


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Register the intents; Home Assistant calls this once."""
    intent.async_register(hass, GetLockIntentHandler())
    intent.async_register(hass, StopDevicesIntentHandler())
    for description in COMMAND_INTENTS:
        intent.async_register(hass, CommandIntentHandler(description))


type Say = Callable[[Texts], str]


class SpeakingIntentHandler(intent.IntentHandler):
    """An intent that answers in the language of whom it is from, refusals too."""

    response_type: ClassVar = intent.IntentResponseType.ACTION_DONE

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Do it; the response is an error with its reason where it was refused or failed."""
        hass = intent_obj.hass
        response = intent_obj.create_response()
        # Done before texts are read from files, which may have to wait: it may be a stop.
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
        """Return what the slots hold that aren't left out; raises ServiceValidationError.

        The check of Home Assistant raises what nobody would be told.
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
                raise self._unfit(name) from None
        return checked

    def _unfit(self, name: str) -> ServiceValidationError:
        """Return what is told of a slot whose value isn't what it takes."""
        return ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="assist_slot",
            translation_placeholders={"slot": name},
        )

    @abstractmethod
    async def _async_do(self, intent_obj: intent.Intent, slots: _Slots) -> Say:
        """Do it; return what says the answer. Raises HomeAssistantError."""


class GetLockIntentHandler(SpeakingIntentHandler):
    """Tells how a lock stands.

    Slots: `question` is one of QUESTIONS, without it the answer is an overview; `name` is the
    lock's.
    """

    intent_type = "ChastifyGetLock"
    description = "Tells how the chastity lock stands"
    slot_schema = {
        vol.Optional("question"): vol.In(QUESTIONS),
        vol.Optional("name"): cv.string,
    }
    response_type = intent.IntentResponseType.QUERY_ANSWER

    @override
    async def _async_do(self, intent_obj: intent.Intent, slots: _Slots) -> Say:
        question = slots.get("question")
        locks = async_assist_locks(intent_obj.hass, intent_obj.assistant or ASSIST)
        lock = lock_to_read(locks, slots.get("name"), keys_of(question))
        return lambda texts: _said_of(lock, locks, answer(texts, lock, question), texts)


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
    usual: the number that is the duration where none of them is there.
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
    """Sends a command where the options of the account let assistants send it."""

    def __init__(self, description: CommandIntentDescription) -> None:
        """Handle the described intent."""
        self._description = description
        self.intent_type = description.intent_type
        self.description = description.description

    @property
    @override
    def slot_schema(self) -> dict[vol.Marker, object]:
        """Return the slots: `name` is the lock's."""
        units = _UNITS if self._description.takes_duration else ()
        return {
            vol.Optional("name"): cv.string,
            **{vol.Optional(unit): _COUNT for unit in units},
        }

    @override
    def _unfit(self, name: str) -> ServiceValidationError:
        if name not in _UNITS:
            return super()._unfit(name)
        # No command lasts a negative time, so this raises how long it may last.
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
            fields["duration"] = {"seconds": duration.total_seconds()}
        await async_command(intent_obj.hass, lock, command, fields, intent_obj.context)

        def say(texts: Texts) -> str:
            said_duration = duration_text(texts, duration) if duration else ""
            done = texts.text(f"done_{command}", duration=said_duration)
            return _said_of(lock, locks, done, texts)

        return say

    def _duration(self, lock: AssistLock, slots: _Slots) -> timedelta:
        """Return what was said, or what is usual."""
        said = {unit: slots[unit] for unit in _UNITS if unit in slots}
        if said:
            return timedelta(**said)
        if self._description.usual is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="assist_no_duration"
            )
        return lock.entry.runtime_data.storage.durations[self._description.usual]


def _said_of(lock: AssistLock, locks: list[AssistLock], said: str, texts: Texts) -> str:
    """Name the lock where there are others."""
    if len(locks) == 1:
        return said
    return texts.text("of_lock", lock=lock.name, said=said)
