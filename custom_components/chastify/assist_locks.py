"""What assistants may know and do: the locks by their names, what is exposed, what is allowed.

Voice and language models go through here. What they send is an action of this integration, as an
automation would call it, so that everything holds for it that holds for actions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import re
from typing import Final
import unicodedata

from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import Context, HomeAssistant, ServiceResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .binary_sensor import BINARY_SENSORS
from .const import DOMAIN
from .device_commands import STOP_DEVICES
from .options import Options
from .reading import Reading
from .runtime_data import ChastifyConfigEntry
from .sensor import SENSORS, SensorValue

# What a reading says, by the keys of the entities that show it.
VALUES: Final = {
    **{description.key: description.value_fn for description in SENSORS},
    **{description.key: description.is_on_fn for description in BINARY_SENSORS},
}

_BETWEEN_WORDS: Final = re.compile(r"['’]s\b|[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistLock:
    """The lock of a loaded account.

    name: what it is called in answers.
    exposed: the keys of its entities that are exposed to the assistant.
    allowed: the actions that assistants may send to it.
    """

    entry: ChastifyConfigEntry
    name: str
    names: frozenset[str]
    exposed: frozenset[str]
    allowed: frozenset[str]

    @property
    def is_reachable(self) -> bool:
        """Whether the newest reading succeeded."""
        return self.entry.runtime_data.coordinator.last_update_success

    @property
    def reading(self) -> Reading:
        """The newest reading."""
        return self.entry.runtime_data.coordinator.data

    def values(self) -> Mapping[str, SensorValue | bool]:
        """Return what is exposed of the newest reading, by the keys of the entities."""
        return {
            key: value_fn(self.reading)
            for key, value_fn in VALUES.items()
            if key in self.exposed
        }


@callback
def async_assist_locks(hass: HomeAssistant, assistant: str) -> list[AssistLock]:
    """Return the locks of all loaded accounts.

    Raises ServiceValidationError where there is none.
    """
    entries: list[ChastifyConfigEntry] = hass.config_entries.async_loaded_entries(
        DOMAIN
    )
    if not entries:
        raise _refused("assist_no_account")
    names = [_device_name(hass, entry) for entry in entries]
    return [
        AssistLock(
            entry=entry,
            # Locks are called alike until somebody renames them; the accounts aren't.
            name=name if names.count(name) == 1 else entry.title,
            names=frozenset({_words(name), _words(entry.title)}),
            exposed=_exposed_keys(hass, entry, assistant),
            allowed=Options.of(entry).assist_commands,
        )
        for entry, name in zip(entries, names, strict=True)
    ]


def lock_to_read(
    locks: list[AssistLock], name: str | None, keys: Iterable[str]
) -> AssistLock:
    """Return the lock that is meant by a question that one of these keys answers.

    Raises ServiceValidationError where it isn't clear which, or where nothing is exposed.
    """
    wanted = frozenset(keys)
    candidates = _named(locks, name)
    telling = [lock for lock in candidates if lock.exposed & wanted]
    if not telling:
        raise _refused("assist_not_exposed", lock=candidates[0].name)
    return _the_only(telling)


def lock_to_command(
    locks: list[AssistLock], name: str | None, command: str
) -> AssistLock:
    """Return the lock that a command is meant for.

    Raises ServiceValidationError where it isn't clear which, or where it isn't allowed.
    """
    allowing = [lock for lock in _named(locks, name) if command in lock.allowed]
    if not allowing:
        raise _refused("assist_not_allowed", command=command)
    return _the_only(allowing)


async def async_command(
    hass: HomeAssistant,
    lock: AssistLock,
    command: str,
    fields: Mapping[str, object],
    context: Context | None,
) -> ServiceResponse:
    """Send what was allowed; return what the action answers.

    Raises HomeAssistantError as the action does.
    """
    return await hass.services.async_call(
        DOMAIN,
        command,
        {ATTR_CONFIG_ENTRY_ID: lock.entry.entry_id, **fields},
        blocking=True,
        context=context,
        return_response=True,
    )


async def async_stop_everything(hass: HomeAssistant, context: Context | None) -> None:
    """Stop the devices of all accounts, loaded or not; raises HomeAssistantError.

    Every assistant may, always, and whoever says it can't be asked which one is meant.
    """
    await hass.services.async_call(DOMAIN, STOP_DEVICES, blocking=True, context=context)


def _named(locks: list[AssistLock], name: str | None) -> list[AssistLock]:
    """Return the locks that a name may mean: all without one, else those that have it.

    Where no lock has just this name, its words are looked for among those of each lock's names.
    """
    if name is None:
        return locks
    said = _words(name)
    found = [lock for lock in locks if said in lock.names]
    if not found and said:
        found = [
            lock
            for lock in locks
            if any(set(said.split()) <= set(words.split()) for words in lock.names)
        ]
    if not found:
        raise _refused("assist_unknown_lock", name=name, names=_list(locks))
    return found


def _the_only(locks: list[AssistLock]) -> AssistLock:
    if len(locks) > 1:
        raise _refused("assist_which_lock", names=_list(locks))
    return locks[0]


def _list(locks: list[AssistLock]) -> str:
    return ", ".join(lock.name for lock in locks)


def _words(name: str) -> str:
    """Return a name as it is heard: without case, accents, punctuation and the possessive.

    In some languages that is an s alone, so a last s makes no difference in any word.
    """
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(character)
    )
    words = _BETWEEN_WORDS.sub(" ", plain).split()
    return " ".join(word.removesuffix("s") or word for word in words)


def _device_name(hass: HomeAssistant, entry: ChastifyConfigEntry) -> str:
    device = dr.async_get(hass).async_get(entry.runtime_data.lock_device_id)
    name = (device.name_by_user or device.name) if device else None
    return name or entry.title


def _exposed_keys(
    hass: HomeAssistant, entry: ChastifyConfigEntry, assistant: str
) -> frozenset[str]:
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return frozenset(
        entity.translation_key
        for entity in entities
        if entity.translation_key in VALUES
        and entity.unique_id == f"{entry.entry_id}_{entity.translation_key}"
        and not entity.disabled
        and async_should_expose(hass, assistant, entity.entity_id)
    )


def _refused(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )
