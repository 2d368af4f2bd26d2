"""Dashboards load the card while there is an account."""

import asyncio
from collections.abc import Callable, Generator
from pathlib import Path
from unittest.mock import AsyncMock, patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.setup import async_setup_component
from tests.added_account import DOMAIN, add
from tests.simulator import Fault, Simulator

from .resources import FOREIGN, KEY, Storage, digest, resources, urls

pytestmark = pytest.mark.loop_debug


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
