"""The card is served, and dashboards load it while there is an account."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from pathlib import Path
import shutil
from typing import Any
from unittest.mock import AsyncMock, patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, mock_component
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)
from yarl import URL

from custom_components.chastify import card_resource
from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, UrlManager
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.setup import async_setup_component
from tests.added_account import DOMAIN, add
from tests.simulator import Fault, Simulator

type Resource = dict[str, str]
type Storage = dict[str, Any]

KEY = "lovelace_resources"
FOREIGN = [
    "/hacsfiles/chastify/chastify-card.js",
    "/local/chastify-card.js",
    "/local/chastify_static/chastify-card.js",
    "https://example.com/chastify_static/1/chastify-card.js",
]


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


def digest() -> str:
    """Return the part of the address that stands for the files in the folder."""
    return card_resource._digest(card_resource._read())


def resources(hass: HomeAssistant) -> list[Resource]:
    """Return the resources of the dashboards."""
    return hass.data[LOVELACE_DATA].resources.async_items()


def urls(hass: HomeAssistant) -> list[str]:
    """Return where the resources are."""
    return [resource["url"] for resource in resources(hass)]


async def ask(hass_ws_client: WebSocketGenerator) -> list[Resource]:
    """Return the resources as a page is told of them."""
    client = await hass_ws_client()
    await client.send_json_auto_id({"type": "lovelace/resources"})
    answer: list[Resource] = (await client.receive_json())["result"]
    return answer


async def test_a_page_is_told_of_the_module_and_gets_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    card_folder: Path,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    await add(hass, entry)

    (resource,) = await ask(hass_ws_client)

    assert resource["type"] == "module"
    answer = await (await hass_client_no_auth()).get(resource["url"])
    assert answer.status == 200
    assert answer.content_type == "text/javascript"
    assert "max-age=2678400" in answer.headers["Cache-Control"]
    assert await answer.read() == (card_folder / "chastify-card.js").read_bytes()


async def test_modules_beside_it_are_served_below_the_same_path(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    card_folder: Path,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    (card_folder / "part").mkdir()
    (card_folder / "part" / "beside.js").write_text("export {};")
    await add(hass, entry)
    (url,) = urls(hass)

    answer = await (await hass_client_no_auth()).get(
        url.replace("chastify-card.js", "part/beside.js")
    )

    assert (answer.status, await answer.text()) == (200, "export {};")


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def update_modules(folder: Path) -> None:
    for file in folder.iterdir():
        file.write_text("export const version = 'next';")
    (folder / "added.js").write_text("export {};")


@pytest.mark.parametrize("update", [update_modules, shutil.rmtree])
async def test_an_address_serves_the_same_files_after_an_update_without_a_restart(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    card_folder: Path,
    hass_client_no_auth: ClientSessionGenerator,
    update: Callable[[Path], None],
) -> None:
    before = contents(card_folder)
    await add(hass, entry)
    (url,) = urls(hass)
    client = await hass_client_no_auth()
    # One was asked for before the update, the others are asked for after it.
    assert await (await client.get(url)).read() == before["chastify-card.js"]

    update(card_folder)

    def address(name: str) -> str:
        return url.replace("chastify-card.js", name)

    assert {
        name: await (await client.get(address(name))).read() for name in before
    } == before
    assert (await client.get(address("added.js"))).status == 404
    # An account that is added before the restart doesn't change that.
    await hass.config_entries.async_reload(entry.entry_id)
    assert urls(hass) == [url]


@pytest.mark.parametrize("name", ["", "none.js", "../manifest.json"])
async def test_nothing_else_is_served(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
    name: str,
) -> None:
    await add(hass, entry)
    (url,) = urls(hass)

    answer = await (await hass_client_no_auth()).get(
        URL(url.replace("chastify-card.js", name), encoded=True)
    )

    assert answer.status == 404


def change_module(folder: Path) -> None:
    file = folder / "chastify-card.js"
    file.write_bytes(file.read_bytes()[::-1])


def add_module(folder: Path) -> None:
    (folder / "part").mkdir()
    (folder / "part" / "added.js").write_text("")


def rename_module(folder: Path) -> None:
    (folder / "name.js").rename(folder / "other_name.js")


def nothing(_folder: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("update", "is_new"),
    [
        (change_module, True),
        (add_module, True),
        (rename_module, True),
        (nothing, False),
    ],
)
async def test_the_next_start_after_an_update_changes_the_url_of_the_same_resource(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    card_folder: Path,
    hass_storage: Storage,
    store: Callable[..., None],
    update: Callable[[Path], None],
    is_new: bool,
) -> None:
    (card_folder / "name.js").write_text("export {};")
    before = f"/chastify_static/{digest()}/chastify-card.js"
    store("/local/other.js", before)
    update(card_folder)

    await add(hass, entry)

    other, ours = resources(hass)
    assert other == {"id": "id0", "url": "/local/other.js", "type": "module"}
    assert ours["id"] == "id1"
    assert (ours["url"] != before) is is_new


@pytest.fixture
def saved() -> Generator[Callable[[], bool]]:
    """Return a function that tells whether the resources were to be written."""
    with patch.object(
        Store, "async_delay_save", autospec=True, side_effect=Store.async_delay_save
    ) as save:
        yield lambda: KEY in [call.args[0].key for call in save.mock_calls]


@pytest.mark.parametrize("is_right", [True, False])
async def test_only_what_is_not_right_is_written(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    store: Callable[..., None],
    saved: Callable[[], bool],
    is_right: bool,
) -> None:
    store(f"/chastify_static/{digest() if is_right else 0}/chastify-card.js")

    await add(hass, entry)
    await hass.config_entries.async_reload(entry.entry_id)

    assert len(resources(hass)) == 1
    assert saved() is not is_right


async def test_a_resource_of_another_type_becomes_a_module(
    hass: HomeAssistant, entry: MockConfigEntry, store: Callable[..., None]
) -> None:
    store(f"/chastify_static/{digest()}/chastify-card.js", type_="js")

    await add(hass, entry)

    assert [resource["type"] for resource in resources(hass)] == ["module"]


async def test_duplicates_go_and_what_others_added_stays(
    hass: HomeAssistant, entry: MockConfigEntry, store: Callable[..., None]
) -> None:
    old = [f"/chastify_static/{number}/chastify-card.js" for number in range(3)]
    store(old[0], *FOREIGN[:2], old[1], *FOREIGN[2:], old[2])

    await add(hass, entry)

    assert [resource["id"] for resource in resources(hass)][0] == "id0"
    assert urls(hass)[1:] == FOREIGN
    assert urls(hass)[0] not in old


async def test_the_last_account_takes_it_away_and_the_next_brings_it_back(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    second_entry: MockConfigEntry,
    store: Callable[..., None],
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    store(*FOREIGN)
    await add(hass, entry)
    await add(hass, second_entry)
    assert len(resources(hass)) == len(FOREIGN) + 1
    served = urls(hass)[-1]

    await hass.config_entries.async_remove(entry.entry_id)
    assert urls(hass) == [*FOREIGN, served]

    await hass.config_entries.async_remove(second_entry.entry_id)
    assert urls(hass) == FOREIGN

    await add(hass, entry)
    assert urls(hass) == [*FOREIGN, served]
    assert (await (await hass_client_no_auth()).get(served)).status == 200


async def test_two_accounts_at_once_add_one_and_take_it_away_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    second_entry: MockConfigEntry,
    store: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    store(*(f"/chastify_static/{number}/chastify-card.js" for number in range(3)))
    assert await async_setup_component(hass, "lovelace", {})
    # A change ends when those who listen were told of it.
    stored = hass.data[LOVELACE_DATA].resources
    assert isinstance(stored, ResourceStorageCollection)
    stored.async_add_change_set_listener(AsyncMock())
    entry.add_to_hass(hass)
    second_entry.add_to_hass(hass)

    assert await hass.config_entries.async_setup(entry.entry_id)
    assert second_entry.state is ConfigEntryState.LOADED
    assert len(resources(hass)) == 1

    await asyncio.gather(
        *(
            hass.config_entries.async_remove(each.entry_id)
            for each in (entry, second_entry)
        )
    )
    assert resources(hass) == []
    assert "can't be told" not in caplog.text


async def test_it_is_there_while_the_service_cannot_be_reached(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    simulator.order(Fault(status=503), times=None)
    entry.add_to_hass(hass)

    await hass.config_entries.async_setup(entry.entry_id)

    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert len(resources(hass)) == 1


async def test_it_stays_while_an_account_is_disabled(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add(hass, entry)

    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )

    assert len(resources(hass)) == 1


async def test_it_goes_with_an_account_that_was_never_set_up_in_this_run(
    hass: HomeAssistant, store: Callable[..., None]
) -> None:
    store("/chastify_static/1/chastify-card.js", *FOREIGN)
    assert await async_setup_component(hass, "lovelace", {})
    entry = MockConfigEntry(domain=DOMAIN, disabled_by=ConfigEntryDisabler.USER)
    entry.add_to_hass(hass)

    await hass.config_entries.async_remove(entry.entry_id)

    assert urls(hass) == FOREIGN


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
