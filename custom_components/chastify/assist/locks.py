"""The locks as assistants know them: their names, their exposed values, the allowed commands.

Voice and language models send commands as actions of this integration, so that the same checks
hold for them as for automations.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
import re
from typing import Final
import unicodedata

from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..account.options import Options
from ..api.hardware import STOP_DEVICES
from ..const import DOMAIN
from ..failures.errors import command_refused
from ..lock.reading import Reading
from ..lock.values import VALUES, Value
from ..runtime_data import ChastifyConfigEntry

# The keys of the entities that show sums over all times; assistants are told those of any time.
TOTAL_LOCKED: Final = "total_time_locked"
TOTAL_FROZEN: Final = "total_time_frozen"
TOTAL_ADDED: Final = "total_time_added"
TOTAL_REMOVED: Final = "total_time_removed"
TOTALS: Final = frozenset({TOTAL_LOCKED, TOTAL_FROZEN, TOTAL_ADDED, TOTAL_REMOVED})

_BETWEEN_WORDS: Final = re.compile(r"['’]s\b|[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistLock:
    """The lock of an account that is not disabled.

    name: its name in answers; no other lock has it.
    names: all its names.
    exposed: the keys of its entities that are exposed to the assistant.
    allowed: the commands that assistants may send to it.
    """

    entry: ChastifyConfigEntry
    name: str
    names: frozenset[str]
    exposed: frozenset[str]
    allowed: frozenset[str]

    @property
    def is_loaded(self) -> bool:
        """Whether its account is loaded."""
        return self.entry.state is ConfigEntryState.LOADED

    @property
    def is_reachable(self) -> bool:
        """Whether the newest reading succeeded."""
        return (
            self.is_loaded and self.entry.runtime_data.coordinator.last_update_success
        )

    @property
    def reading(self) -> Reading:
        """The newest reading; only where the account is loaded."""
        return self.entry.runtime_data.coordinator.data

    def values(self) -> Mapping[str, Value]:
        """Return the exposed values of the newest reading, by the keys of the entities."""
        return {
            key: value_fn(self.reading)
            for key, value_fn in VALUES.items()
            if key in self.exposed
        }


@callback
def async_assist_locks(hass: HomeAssistant, assistant: str) -> list[AssistLock]:
    """Return the locks of all accounts that are not disabled; raises ServiceValidationError.

    Accounts that are not loaded count, so that each lock keeps its name.
    """
    entries: list[ChastifyConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    if not entries:
        raise _refused("assist_not_loaded")
    is_only = len(entries) == 1
    known = [
        (_device_name(hass, entry, is_only=is_only), entry.title) for entry in entries
    ]
    return [
        AssistLock(
            entry=entry,
            name=own_name,
            names=frozenset({*names, own_name}),
            exposed=_exposed_keys(hass, entry, assistant),
            allowed=Options.of(entry).assist_commands,
        )
        for entry, names, own_name in zip(
            entries, known, _own_names(known), strict=True
        )
    ]


def _own_names(known: list[tuple[str, str]]) -> Iterator[str]:
    """Return a unique name for each lock: of its device, of its account, or numbered.

    known: the names of the device and of the account of each lock.

    Names that sound the same count as the same; one without a letter or a digit can't be said.
    """
    said = [{_words(name) for name in names} for names in known]
    sayers = Counter(chain.from_iterable(said))
    taken: set[str] = set()
    same_title: Counter[str] = Counter()
    for (of_device, title), own in zip(known, said, strict=True):
        same_title[title] += 1
        numbered = (f"{title} {number}" for number in count(same_title[title]))
        for name in chain((of_device, title), numbered):
            words = _words(name)
            if words and words not in taken and sayers[words] == (words in own):
                taken.add(words)
                yield name
                break


def is_left_out(value: object) -> bool:
    """Tell whether a value stands for an argument that was left out: None, or a blank text."""
    return value is None or (isinstance(value, str) and not value.strip())


def which_lock(names: Iterable[str]) -> ServiceValidationError:
    """Return the error that asks which of these locks is meant."""
    return _refused("assist_which_lock", names=", ".join(names))


def lock_to_read(
    locks: list[AssistLock], name: str | None, keys: Iterable[str]
) -> AssistLock:
    """Return the lock of a question that the entities of these keys answer.

    Raises ServiceValidationError where the lock isn't clear or none of them is exposed.
    """
    wanted = frozenset(keys)
    exposing = [lock for lock in locks if lock.exposed & wanted]
    if name is not None and _words(name):
        found = _the_only(_named(locks, name))
        exposing = [found] if found in exposing else []
    if not exposing:
        raise _refused("assist_not_exposed")
    return _the_only(exposing)


def lock_to_command(
    locks: list[AssistLock], name: str | None, command: str
) -> AssistLock:
    """Return the lock that a command is meant for.

    Raises ServiceValidationError where the lock isn't clear or doesn't allow the command.
    """
    allowing = [lock for lock in locks if command in lock.allowed]
    if name is not None and _words(name) and allowing:
        found = _the_only(_named(locks, name))
        allowing = [found] if found in allowing else []
    if not allowing:
        raise command_refused("assist_not_allowed", command)
    lock = _the_only(allowing)
    if not lock.is_loaded:
        raise _refused("assist_not_loaded")
    return lock


def lock_of_tool(locks: list[AssistLock], entry_id: str, command: str) -> AssistLock:
    """Return the lock that a tool was offered for.

    Raises ServiceValidationError where it no longer allows the command.
    """
    offered = [lock for lock in locks if lock.entry.entry_id == entry_id]
    return lock_to_command(offered, None, command)


async def async_command(
    hass: HomeAssistant,
    lock: AssistLock,
    command: str,
    fields: Mapping[str, object],
    context: Context | None,
    *,
    is_reading_wanted: bool = False,
) -> None:
    """Send a command that was allowed; raises HomeAssistantError as its action does.

    is_reading_wanted: whether to wait for the reading after it.
    """
    await hass.services.async_call(
        DOMAIN,
        command,
        {ATTR_CONFIG_ENTRY_ID: lock.entry.entry_id, **fields},
        blocking=True,
        context=context,
        return_response=is_reading_wanted,
    )


async def async_stop_everything(hass: HomeAssistant, context: Context | None) -> None:
    """Stop the devices of all accounts, loaded or not; raises HomeAssistantError.

    Assistants may always do it, and a stop doesn't wait for the answer to a question.
    """
    await hass.services.async_call(DOMAIN, STOP_DEVICES, blocking=True, context=context)


def _named(locks: list[AssistLock], name: str) -> list[AssistLock]:
    """Return the locks that a name may mean; raises ServiceValidationError where there is none.

    An exact name comes before one that differs by an s, and a whole name before a part of one:
    "Anna" is not "Anna Lena" where there are both.
    """
    for form in (_words, _stems):
        said = form(name)
        whole = [lock for lock in locks if said in map(form, lock.names)]
        if whole:
            return whole
    for form in (_words, _stems):
        said_words = set(form(name).split())
        part = [
            lock
            for lock in locks
            if said_words
            and any(said_words <= set(form(known).split()) for known in lock.names)
        ]
        if part:
            return part
    raise _refused("assist_unknown_lock", name=name, names=_list(locks))


def _the_only(locks: list[AssistLock]) -> AssistLock:
    if len(locks) > 1:
        raise _refused("assist_which_lock", names=_list(locks))
    return locks[0]


def _list(locks: list[AssistLock]) -> str:
    """Return the names of the locks that expose or allow something."""
    names = [lock.name for lock in locks if lock.exposed or lock.allowed]
    if not names:
        raise _refused("assist_not_exposed")
    return ", ".join(names)


def _words(name: str) -> str:
    """Return the words of a name, without case, accents, punctuation and the possessive."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(character)
    )
    return " ".join(_BETWEEN_WORDS.sub(" ", plain).split())


def _stems(name: str) -> str:
    """Return the words of a name without a final s, the possessive of some languages."""
    return " ".join(word.removesuffix("s") or word for word in _words(name).split())


def _device_name(
    hass: HomeAssistant, entry: ChastifyConfigEntry, *, is_only: bool
) -> str:
    """Return the name of a lock's device.

    Where there are several locks, only a name that a person gave it counts: those that the devices
    began with hold each other.
    """
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    for device in devices:
        if (DOMAIN, entry.entry_id) in device.identifiers:
            own = device.name if is_only else None
            return device.name_by_user or own or entry.title
    return entry.title


def _exposed_keys(
    hass: HomeAssistant, entry: ChastifyConfigEntry, assistant: str
) -> frozenset[str]:
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return frozenset(
        key
        for entity in entities
        if (key := entity.translation_key) is not None
        and (key in VALUES or key in TOTALS)
        and entity.unique_id == f"{entry.entry_id}_{key}"
        and not entity.disabled
        and async_should_expose(hass, assistant, entity.entity_id)
    )


def _refused(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )
