"""An account works where the card can't be read or loaded."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.components.frontend import UrlManager
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.added_account import add

from .resources import FOREIGN, KEY, Storage, resources, urls

pytestmark = pytest.mark.loop_debug


async def test_every_page_loads_it_where_resources_stand_in_yaml(
    hass: HomeAssistant,
    extra_urls: UrlManager,
    entry: MockConfigEntry,
    second_entry: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    await add(hass, entry)
    await add(hass, second_entry)
    (url,) = extra_urls.urls - {"/local/other.js"}
    assert (await (await hass_client_no_auth()).get(url)).status == 200

    await hass.config_entries.async_remove(entry.entry_id)
    assert url in extra_urls.urls
    await hass.config_entries.async_remove(second_entry.entry_id)
    assert extra_urls.urls == {"/local/other.js"}
    await add(hass, entry)

    assert extra_urls.urls == {"/local/other.js", url}
    assert resources(hass) == []


async def without_frontend(hass: HomeAssistant) -> None:
    """Let resources stand in YAML where no page is shown."""
    config = {"lovelace": {"resource_mode": "yaml", "resources": []}}
    assert await async_setup_component(hass, "lovelace", config)


async def without_dashboards(hass: HomeAssistant) -> None:
    """Let there be no dashboards."""
    assert await async_setup_component(hass, "lovelace", {})
    del hass.data[LOVELACE_DATA]


@pytest.mark.parametrize("absent", [without_frontend, without_dashboards])
async def test_an_account_works_where_nothing_loads_cards(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    absent: Callable[[HomeAssistant], Awaitable[None]],
) -> None:
    await absent(hass)

    await add(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)

    assert "card_resource" not in caplog.text
    assert "Error calling entry remove" not in caplog.text


async def test_an_account_works_where_resources_cannot_be_read(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_storage: Storage,
    store: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    store(*FOREIGN)
    hass_storage[KEY]["version"] = 99

    await add(hass, entry)
    await hass.config_entries.async_reload(entry.entry_id)

    assert entry.state is ConfigEntryState.LOADED
    assert caplog.text.count("Dashboards can't be told of the card") == 1
    assert hass_storage[KEY]["version"] == 99

    hass_storage[KEY]["version"] = 1
    await hass.config_entries.async_reload(entry.entry_id)
    assert len(resources(hass)) == len(FOREIGN) + 1


async def test_an_account_works_where_the_files_cannot_be_read(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    store: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = "/chastify_static/1/chastify-card.js"
    store(before)

    with patch.object(Path, "read_bytes", side_effect=PermissionError("not allowed")):
        await add(hass, entry)

    assert entry.state is ConfigEntryState.LOADED
    assert "The files of the card can't be read: not allowed" in caplog.text
    assert urls(hass) == [before]


async def test_recovery_mode_leaves_it_as_it_is(
    hass: HomeAssistant, entry: MockConfigEntry, store: Callable[..., None]
) -> None:
    before = ["/chastify_static/1/chastify-card.js", *FOREIGN]
    store(*before)
    hass.config.recovery_mode = True
    assert await async_setup_component(hass, "lovelace", {})
    entry.add_to_hass(hass)

    assert not await hass.config_entries.async_setup(entry.entry_id)

    await hass.data[LOVELACE_DATA].resources.async_get_info()
    assert urls(hass) == before
