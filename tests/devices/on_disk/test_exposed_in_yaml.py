"""A button for a shock that configuration.yaml exposes to an assistant that is set up there."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
import json
from pathlib import Path
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config import YAML_CONFIG_FILE
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from tests.acting import key_of, placeholders_of
from tests.added_account import DOMAIN
from tests.connected_devices import (
    DEVICES,
    Toy,
    connected,
    entry_with,
    issues,
    names,
    subentry,
)
from tests.devices.devices_file import NOTHING, run_of
from tests.simulator import Simulator
from tests.stored_files import StoredFile

BUTTON: Final = "button.toy_shock"
ALEXA: Final = "Alexa (configuration.yaml)"
GOOGLE: Final = "Google Assistant (configuration.yaml)"

type SetUp = Callable[[dict[str, Any]], Awaitable[Toy]]


@pytest.fixture
async def set_up(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncIterator[SetUp]:
    """Return a function that sets up a device where configuration.yaml holds this."""
    async with AsyncExitStack() as stack:

        async def set_up(config: dict[str, Any]) -> Toy:
            assert await async_setup_component(hass, "homeassistant", {})
            assert await async_setup_component(hass, DOMAIN, config)
            (toy,) = await stack.enter_async_context(
                connected(hass, simulator, subentry())
            )
            assert toy.entity_ids()["button.shock"] == BUTTON
            return toy

        yield set_up


def told_of(toy: Toy) -> str | None:
    """Return the assistants that the issue names, None where there is none."""
    issue = issues(toy).get("shock_exposed")
    return (issue.translation_placeholders or {})["assistants"] if issue else None


def cloud(assistant: str, **filters: object) -> dict[str, Any]:
    """Return the configuration of an assistant of Home Assistant Cloud."""
    return {"cloud": {assistant: {"filter": filters}}}


def alexa(**filters: object) -> dict[str, Any]:
    """Return the configuration of one's own Alexa skill."""
    return {"alexa": {"smart_home": {"filter": filters}}}


def google(**options: object) -> dict[str, Any]:
    """Return the configuration of one's own project of Google Assistant."""
    return {
        "google_assistant": {"project_id": "own", "entity_config": {BUTTON: options}}
    }


@pytest.mark.parametrize(
    ("config", "assistants"),
    [
        (cloud("alexa", include_domains=["button"]), ALEXA),
        (cloud("google_actions", include_entity_globs=["button.*"]), GOOGLE),
        (alexa(include_entities=[BUTTON]), ALEXA),
        (alexa(include_entities=BUTTON.upper()), ALEXA),
        # All but the excluded entities.
        (alexa(exclude_domains="light"), ALEXA),
        (google(expose=True), GOOGLE),
        (google(name="Zap"), GOOGLE),
        (google() | alexa(exclude_domains="light"), f"{ALEXA}, {GOOGLE}"),
        # Both of them are called Alexa.
        (
            cloud("alexa", include_domains="button") | alexa(include_domains="button"),
            ALEXA,
        ),
    ],
)
async def test_press_is_refused(
    set_up: SetUp, config: dict[str, Any], assistants: str
) -> None:
    toy = await set_up(config)

    assert told_of(toy) == assistants
    with pytest.raises(ServiceValidationError) as caught:
        await toy.press("shock")
    assert key_of(caught.value) == "shock_exposed"
    assert placeholders_of(caught.value)["assistants"] == assistants
    assert not names(toy.simulator)


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"alexa": {}, "cloud": {}, "google_assistant": {}},
        {"alexa": None, "cloud": {"alexa": None}, "google_assistant": []},
        # Without a filter no entity of category config is exposed by itself.
        {"alexa": {"smart_home": None}},
        alexa(),
        alexa(include_domains=["light"]),
        alexa(exclude_entities=[BUTTON]),
        cloud("alexa"),
        cloud("google_actions", exclude_domains=["button"]),
        google(expose=False),
        {"google_assistant": {"project_id": "own", "exposed_domains": ["button"]}},
        # With these Home Assistant doesn't set the assistant up.
        alexa(include_entities=["no id"]),
        alexa(only="button"),
        google(expose="perhaps"),
    ],
)
async def test_press_works_where_nothing_exposes_the_button(
    set_up: SetUp, config: dict[str, Any]
) -> None:
    toy = await set_up(config)

    assert told_of(toy) is None
    await toy.press("shock")
    assert names(toy.simulator) == ["shock.start"]


async def test_filter_of_the_cloud_counts_instead_of_the_settings(
    set_up: SetUp,
) -> None:
    """Home Assistant Cloud doesn't ask for the settings of entities where it has a filter."""
    toy = await set_up(cloud("alexa", exclude_domains=["button"]))
    async_expose_entity(toy.hass, "cloud.alexa", BUTTON, True)
    assert told_of(toy) is None

    async_expose_entity(toy.hass, "cloud.google_assistant", BUTTON, True)
    assert told_of(toy) == "Google Assistant"


async def test_filter_goes_by_the_id_that_the_button_has(set_up: SetUp) -> None:
    toy = await set_up(alexa(include_entities=[BUTTON]))
    registry = er.async_get(toy.hass)

    registry.async_update_entity(BUTTON, new_entity_id="button.renamed")
    await toy.hass.async_block_till_done()
    assert told_of(toy) is None
    await toy.press("shock")
    assert names(toy.simulator) == ["shock.start"]

    registry.async_update_entity("button.renamed", new_entity_id=BUTTON)
    await toy.hass.async_block_till_done()
    assert told_of(toy) == ALEXA


@pytest.mark.parametrize(
    ("content", "assistants"),
    [(json.dumps(google()), GOOGLE), ("a: [", "configuration.yaml")],
    ids=["exposed", "unreadable"],
)
async def test_it_counts_also_where_the_removal_of_a_disabled_account_sets_up_the_integration(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    content: str,
    assistants: str,
) -> None:
    """Home Assistant sets up nothing at its start where all accounts are disabled."""
    assert await async_setup_component(hass, "homeassistant", {})
    Path(hass.config.path(YAML_CONFIG_FILE)).write_text(content)  # noqa: ASYNC240 - nothing else runs
    gone = entry_with(simulator, subentry())
    StoredFile(hass, DEVICES).store(NOTHING | {"runs": [run_of(gone)]})
    gone.disabled_by = ConfigEntryDisabler.USER
    gone.add_to_hass(hass)
    await hass.config_entries.async_remove(gone.entry_id)

    async with connected(hass, simulator, subentry()) as (toy,):
        with pytest.raises(ServiceValidationError) as caught:
            await toy.press("shock")

        assert key_of(caught.value) == "shock_exposed"
        assert placeholders_of(caught.value)["assistants"] == assistants
