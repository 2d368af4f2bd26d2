"""Fixtures: a copy of the card, and the resources of dashboards."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path
import shutil

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, mock_component

from custom_components.chastify import card_resource
from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, UrlManager
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .resources import KEY, Storage


@pytest.fixture(autouse=True)
def card_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Serve a copy of the card, which a test may change."""
    folder = tmp_path / "frontend"
    shutil.copytree(card_resource._FOLDER, folder)
    monkeypatch.setattr(card_resource, "_FOLDER", folder)
    return folder


@pytest.fixture(autouse=True)
async def dashboards(hass: HomeAssistant, hass_storage: Storage) -> None:
    """Let dashboards be kept, in memory."""


@pytest.fixture
def store(hass_storage: Storage) -> Callable[..., None]:
    """Return a function that puts resources where Home Assistant keeps them."""

    def store(*urls: str, type_: str = "module") -> None:
        hass_storage[KEY] = {
            "version": 1,
            "minor_version": 1,
            "key": KEY,
            "data": {
                "items": [
                    {"id": f"id{number}", "url": url, "type": type_}
                    for number, url in enumerate(urls)
                ]
            },
        }

    return store


@pytest.fixture
async def extra_urls(hass: HomeAssistant) -> UrlManager:
    """Let resources stand in YAML; return the modules that every page loads."""
    mock_component(hass, "frontend")
    urls = hass.data[DATA_EXTRA_MODULE_URL] = UrlManager(
        lambda change, url: None, ["/local/other.js"]
    )
    assert await async_setup_component(
        hass, "lovelace", {"lovelace": {"resource_mode": "yaml", "resources": []}}
    )
    return urls


@pytest.fixture
async def second_entry(
    hass: HomeAssistant, keyholder_entry: MockConfigEntry
) -> AsyncGenerator[MockConfigEntry]:
    """Return a second account, not yet added."""
    yield keyholder_entry
    if keyholder_entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(keyholder_entry.entry_id)
