"""The card's modules are served, the same ones until a restart."""

from collections.abc import Callable
from pathlib import Path
import shutil

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)
from yarl import URL

from homeassistant.core import HomeAssistant
from tests.added_account import add

from .resources import Resource, urls

pytestmark = pytest.mark.loop_debug


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
