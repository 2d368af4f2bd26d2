"""Files of stores in a real folder, as power failures, bad disks and people leave them.

A `conftest.py` that imports the two fixtures gives its folder real files: they replace those of
the plugin, which keeps all stores in memory.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
import json
from pathlib import Path
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
    mock_component,
)

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from tests.added_account import Account, add

# Damages of a valid file.
DAMAGE: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "empty": lambda _: b"",
    "zeros": lambda content: bytes(len(content)),
    "truncated": lambda content: content[: len(content) // 2],
    "no text": lambda content: b"\xff\xfe" + content,
    "list": lambda _: b"[]",
    "number": lambda _: b"7",
    "text": lambda _: b'"chastify"',
    "null": lambda _: b"null",
    "object": lambda _: b"{}",
    "no version": lambda content: _without(content, "version"),
    "no data": lambda content: _without(content, "data"),
    "version as text": lambda content: _with(content, version="1"),
    "version as truth": lambda content: _with(content, version=True),
    "version null": lambda content: _with(content, version=None),
    "version of nobody": lambda content: _with(content, version=0),
    "data null": lambda content: _with(content, data=None),
    "data as number": lambda content: _with(content, data=7),
    "data as text": lambda content: _with(content, data="chastify"),
}


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the stores as they are."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Return a folder of this test's own."""
    return str(tmp_path)


class StoredFile:
    """The file of a store, in the folder of one Home Assistant."""

    def __init__(self, hass: HomeAssistant, key: str) -> None:
        """Name it."""
        self.key = key
        self.path = Path(hass.config.path(STORAGE_DIR, key))

    def write(self, content: bytes) -> bytes:
        """Put these bytes there; returns them."""
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_bytes(content)
        return content

    def store(self, data: object, version: int = 1) -> bytes:
        """Write data as Home Assistant does; returns the bytes."""
        envelope = {
            "version": version,
            "minor_version": 1,
            "key": self.key,
            "data": data,
        }
        return self.write(json.dumps(envelope).encode())

    def damage(self, kind: str, data: object) -> bytes:
        """Write data, and damage the file; returns its bytes."""
        return self.write(DAMAGE[kind](self.store(data)))

    def make_unopenable(self) -> None:
        """Put a folder there, which nobody can open as a file, not even root."""
        self.path.mkdir(parents=True)

    def make_openable(self) -> None:
        """Take that away."""
        self.path.rmdir()

    @property
    def data(self) -> Any:
        """The stored data."""
        return json.loads(self.path.read_bytes())["data"]

    @property
    def copies(self) -> list[bytes]:
        """The copies that were set aside."""
        found = self.path.parent.glob(f"{self.key}.corrupt.*")
        return [copy.read_bytes() for copy in sorted(found)]

    def copy_at(self, isotime: str) -> Path:
        """Return where a copy goes at a moment."""
        return Path(f"{self.path}.corrupt.{isotime}")


@asynccontextmanager
async def restarted(
    hass: HomeAssistant, entry: MockConfigEntry
) -> AsyncGenerator[Account]:
    """Run another Home Assistant with the entry on the files that one leaves that is killed now."""
    async with async_test_home_assistant(config_dir=hass.config.config_dir) as after:
        after.data.pop(DATA_CUSTOM_COMPONENTS)
        mock_component(after, "lovelace")
        again = MockConfigEntry(
            entry_id=entry.entry_id,
            domain=entry.domain,
            title=entry.title,
            data=dict(entry.data),
            options=dict(entry.options),
            subentries_data=[each.as_dict() for each in entry.subentries.values()],
        )
        try:
            yield await add(after, again)
            await after.config_entries.async_unload(again.entry_id)
        finally:
            await after.async_stop(force=True)


def _with(content: bytes, **changes: object) -> bytes:
    return json.dumps(json.loads(content) | changes).encode()


def _without(content: bytes, key: str) -> bytes:
    envelope = json.loads(content)
    del envelope[key]
    return json.dumps(envelope).encode()
