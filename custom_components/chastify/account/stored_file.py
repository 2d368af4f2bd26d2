"""Reading of stored files that tells a damaged file from a missing one.

Home Assistant's own loading treats some damaged files as empty, and fails at others.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
import glob
import logging
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    ConfigEntryError,
    ConfigEntryNotReady,
    HomeAssistantError,
    UnsupportedStorageVersionError,
)
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError, write_utf8_file_atomic
from homeassistant.util.json import JSON_DECODE_EXCEPTIONS, json_loads

from ..const import DOMAIN

_LOGGER = logging.getLogger(__name__)

# The suffix that Home Assistant uses for its own copies of damaged files.
COPY_SUFFIX: Final = ".corrupt"

STORAGE_VERSION: Final = 1

type Content = Mapping[str, Any] | Sequence[Any]


def account_store[ContentT: Content](
    hass: HomeAssistant, entry_id: str, part: str | None = None
) -> Store[ContentT]:
    """Return the store of an account, or of a part of its data."""
    key = f"{DOMAIN}.{entry_id}"
    return Store(
        hass,
        STORAGE_VERSION,
        key if part is None else f"{key}.{part}",
        private=True,
        atomic_writes=True,
    )


class StoredFileError(Exception):
    """The file of a store exists and can't be used."""


class NotOpenedError(StoredFileError):
    """The file can't be opened, or no copy of it can be written; this may be temporary."""


class NewerVersionError(StoredFileError):
    """A newer version of the integration has written the file."""


class DamagedError(StoredFileError):
    """The file can be opened but its content isn't valid."""


async def async_read[ContentT: Content](
    store: Store[ContentT], kind: type[dict[str, Any] | list[Any]]
) -> ContentT | None:
    """Return the content of a store before its first write, None without a file.

    Only the outermost type of the content is checked. A damaged file stays unchanged, so that it
    is found damaged again until the caller has called `async_set_aside` and written the store.
    Raises StoredFileError.
    """
    envelope = await store.hass.async_add_executor_job(_envelope, store)
    if envelope is None:
        content = await _async_load(store)
        if content is None:
            return None
    elif envelope["version"] > store.version:
        raise NewerVersionError
    elif envelope["version"] < store.version:
        content = await _async_load(store)
    else:
        content = envelope["data"]
    if not isinstance(content, kind):
        raise DamagedError
    return content


async def async_set_aside(store: Store[Any]) -> None:
    """Write a copy of a damaged file beside it, before the file is overwritten.

    Raises NotOpenedError.
    """
    await store.hass.async_add_executor_job(_copy, Path(store.path))


async def async_remove(store: Store[Any]) -> None:
    """Delete the file of a store and its copies."""
    await store.async_remove()
    await store.hass.async_add_executor_job(_remove_copies, Path(store.path))


@contextmanager
def entry_errors() -> Generator[None]:
    """Translate the errors of an account's file to those of its set-up."""
    try:
        yield
    except NotOpenedError as err:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="storage_not_opened"
        ) from err
    except NewerVersionError as err:
        raise ConfigEntryError(
            translation_domain=DOMAIN, translation_key="newer_storage"
        ) from err


async def _async_load[ContentT: Content](store: Store[ContentT]) -> ContentT | None:
    """Let Home Assistant load where no file of this version was found; raises StoredFileError."""
    try:
        return await store.async_load()
    except UnsupportedStorageVersionError as err:
        raise NewerVersionError from err
    except NotImplementedError as err:
        # There is no older version.
        raise DamagedError from err
    except HomeAssistantError as err:
        raise NotOpenedError from err


def _envelope(store: Store[Any]) -> dict[str, Any] | None:
    """Return the whole file with Home Assistant's envelope, None without a file."""
    try:
        with Path(store.path).open("rb") as file:
            stored = json_loads(file.read())
    except FileNotFoundError:
        return None
    except OSError as err:
        raise NotOpenedError from err
    except JSON_DECODE_EXCEPTIONS as err:
        raise DamagedError from err
    if not isinstance(stored, dict):
        raise DamagedError
    version = stored.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise DamagedError
    if "data" not in stored and version <= store.version:
        raise DamagedError
    return stored


def _copy(path: Path) -> None:
    copy = f"{path}{COPY_SUFFIX}.{dt_util.utcnow().isoformat()}"
    try:
        write_utf8_file_atomic(copy, path.read_bytes(), private=True, mode="wb")
    except FileNotFoundError:
        return
    except (OSError, WriteError) as err:
        raise NotOpenedError from err
    _LOGGER.error("%s is damaged; a copy of it is kept as %s", path, copy)


def _remove_copies(path: Path) -> None:
    for copy in path.parent.glob(f"{glob.escape(path.name)}{COPY_SUFFIX}.*"):
        copy.unlink(missing_ok=True)
