"""A button for a shock that is exposed to an assistant is refused, and a repair says so."""

from typing import Final

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
from tests.acting import key_of, placeholders_of
from tests.added_account import DOMAIN
from tests.connected_devices import (
    Toy,
    connected,
    device_commands,
    issues,
    names,
    subentry,
)
from tests.frozen_time import Advance
from tests.simulator import Simulator

NAMES: Final = {
    "conversation": "Assist",
    "cloud.alexa": "Alexa",
    "cloud.google_assistant": "Google Assistant",
}
SHOCK: Final = "button.shock"


@pytest.fixture(autouse=True)
async def home_assistant(hass: HomeAssistant) -> None:
    """Set up the integration with the exposed entities, which every Home Assistant has."""
    assert await async_setup_component(hass, "homeassistant", {})


@pytest.fixture
async def exposed_toy(toy: Toy) -> Toy:
    """Return a device whose button for a shock is exposed to Assist."""
    expose(toy, "conversation")
    return toy


def expose(
    toy: Toy, *assistants: str, key: str = SHOCK, should_expose: bool = True
) -> None:
    """Expose a button to assistants, or take it back."""
    for assistant in assistants:
        async_expose_entity(toy.hass, assistant, toy.entity_ids()[key], should_expose)


def told_of(toy: Toy) -> str | None:
    """Return the assistants that the issue names, None where there is none."""
    issue = ir.async_get(toy.hass).async_get_issue(
        DOMAIN, f"shock_exposed_{toy.subentry_id}_{toy.account.entry.entry_id}"
    )
    if issue is None or not issue.active:
        return None
    assert not issue.is_fixable
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["device"] == "Toy"
    return issue.translation_placeholders["assistants"]


async def refused(toy: Toy) -> str:
    """Press the button, which has to be refused unsent; return the assistants that are named."""
    before = len(toy.simulator.requests)
    with pytest.raises(ServiceValidationError) as caught:
        await toy.press("shock")
    assert key_of(caught.value) == "shock_exposed"
    assert placeholders_of(caught.value)["device"] == "Toy"
    assert len(toy.simulator.requests) == before
    assert not toy.is_running()
    assistants: str = placeholders_of(caught.value)["assistants"]
    return assistants


async def assert_exposed(toy: Toy, assistants: str) -> None:
    """Fail unless the press is refused and the issue is there."""
    assert await refused(toy) == assistants
    assert told_of(toy) == assistants


async def assert_usable(toy: Toy) -> None:
    """Fail unless the press works and there is no issue."""
    assert told_of(toy) is None
    await toy.press("shock")
    assert names(toy.simulator) == ["shock.start"]


@pytest.mark.parametrize("assistant", NAMES)
async def test_press_is_refused_while_an_assistant_has_the_button(
    toy: Toy, assistant: str
) -> None:
    expose(toy, assistant)
    await assert_exposed(toy, NAMES[assistant])

    expose(toy, assistant, should_expose=False)
    await assert_usable(toy)


async def test_all_assistants_are_named_and_the_last_one_counts(toy: Toy) -> None:
    expose(toy, *NAMES)
    await assert_exposed(toy, "Alexa, Assist, Google Assistant")

    expose(toy, "conversation", "cloud.alexa", should_expose=False)
    await assert_exposed(toy, "Google Assistant")

    expose(toy, "cloud.google_assistant", should_expose=False)
    await assert_usable(toy)


async def test_settings_of_an_entity_that_the_frontend_changes_count(
    toy: Toy, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client(toy.hass)
    for should_expose in (True, False):
        await client.send_json_auto_id(
            {
                "type": "homeassistant/expose_entity",
                "assistants": ["conversation"],
                "entity_ids": [toy.entity_ids()[SHOCK]],
                "should_expose": should_expose,
            }
        )
        assert (await client.receive_json())["success"]
        assert told_of(toy) == ("Assist" if should_expose else None)
    await assert_usable(toy)


@pytest.mark.parametrize("key", ["vibrate", "stop"])
async def test_other_buttons_work_though_they_are_exposed(toy: Toy, key: str) -> None:
    expose(toy, *NAMES, key=f"button.{key}")

    await toy.press(key)

    assert device_commands(toy.simulator)
    assert not issues(toy)


async def test_action_is_no_press(exposed_toy: Toy) -> None:
    await exposed_toy.command("shock.start", duration=1)

    assert names(exposed_toy.simulator) == ["shock.start"]


async def test_each_device_has_its_own_issue(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    other = {"title": "Other", "extension_session_id": "other"}
    async with connected(hass, simulator, subentry(), subentry(**other)) as (
        toy,
        second,
    ):
        expose(toy, "conversation")
        assert told_of(second) is None
        await assert_exposed(toy, "Assist")


async def set_up_again(toy: Toy) -> ConfigEntryState:
    """Expose the button while the account isn't set up, set it up, and return how that ended."""
    manager, entry = toy.hass.config_entries, toy.account.entry
    assert await manager.async_unload(entry.entry_id)
    expose(toy, "cloud.alexa")
    assert told_of(toy) is None
    await manager.async_setup(entry.entry_id)
    await toy.hass.async_block_till_done()
    state: ConfigEntryState = entry.state
    return state


async def test_button_that_was_exposed_before_is_told_at_set_up(toy: Toy) -> None:
    assert await set_up_again(toy) is ConfigEntryState.LOADED

    await assert_exposed(toy, "Alexa")
    expose(toy, "cloud.alexa", should_expose=False)
    await assert_usable(toy)


async def test_button_is_told_of_while_the_service_is_away(
    toy: Toy, advance: Advance
) -> None:
    await toy.simulator.stop()
    assert await set_up_again(toy) is ConfigEntryState.SETUP_RETRY
    assert told_of(toy) == "Alexa"

    # Nothing listens between two tries; the next one sees it.
    expose(toy, "cloud.alexa", should_expose=False)
    await advance(60)

    assert told_of(toy) is None


async def test_reload_neither_loses_nor_repeats_what_was_ignored(
    exposed_toy: Toy,
) -> None:
    toy = exposed_toy
    issue_id = f"shock_exposed_{toy.subentry_id}_{toy.account.entry.entry_id}"
    ir.async_ignore_issue(toy.hass, DOMAIN, issue_id, True)

    await toy.hass.config_entries.async_reload(toy.account.entry.entry_id)

    await assert_exposed(toy, "Assist")
    issue = ir.async_get(toy.hass).async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    assert issue.dismissed_version


async def test_renamed_button_stays_exposed_under_its_new_id(exposed_toy: Toy) -> None:
    toy = exposed_toy
    er.async_get(toy.hass).async_update_entity(
        toy.entity_ids()[SHOCK], new_entity_id="button.quite_another_name"
    )
    await toy.hass.async_block_till_done()

    await assert_exposed(toy, "Assist")
    expose(toy, "conversation", should_expose=False)
    await assert_usable(toy)


async def test_issue_goes_while_the_button_is_disabled(exposed_toy: Toy) -> None:
    toy = exposed_toy
    registry, button = er.async_get(toy.hass), toy.entity_ids()[SHOCK]
    registry.async_update_entity(button, disabled_by=er.RegistryEntryDisabler.USER)
    await toy.hass.async_block_till_done()
    assert told_of(toy) is None

    registry.async_update_entity(button, disabled_by=None)
    await toy.hass.config_entries.async_reload(toy.account.entry.entry_id)

    await assert_exposed(toy, "Assist")


async def test_issue_goes_with_the_entity(exposed_toy: Toy) -> None:
    er.async_get(exposed_toy.hass).async_remove(exposed_toy.entity_ids()[SHOCK])
    await exposed_toy.hass.async_block_till_done()

    assert told_of(exposed_toy) is None


async def test_issue_goes_when_shocks_are_no_longer_allowed(exposed_toy: Toy) -> None:
    toy = exposed_toy
    entry = toy.account.entry
    device = entry.subentries[toy.subentry_id]
    toy.hass.config_entries.async_update_subentry(
        entry, device, data={**device.data, "shock": False}
    )
    await toy.hass.async_block_till_done()

    assert SHOCK not in toy.entity_ids()
    assert told_of(toy) is None


async def test_issue_goes_with_the_device(exposed_toy: Toy) -> None:
    toy = exposed_toy
    toy.hass.config_entries.async_remove_subentry(toy.account.entry, toy.subentry_id)
    await toy.hass.async_block_till_done()

    assert told_of(toy) is None


async def test_issue_goes_with_the_account(exposed_toy: Toy) -> None:
    toy = exposed_toy
    await toy.hass.config_entries.async_remove(toy.account.entry.entry_id)
    await toy.hass.async_block_till_done()

    assert told_of(toy) is None


async def test_issue_goes_while_the_account_is_disabled(exposed_toy: Toy) -> None:
    toy = exposed_toy
    manager, entry_id = toy.hass.config_entries, toy.account.entry.entry_id
    await manager.async_set_disabled_by(entry_id, ConfigEntryDisabler.USER)
    await toy.hass.async_block_till_done()
    assert told_of(toy) is None

    await manager.async_set_disabled_by(entry_id, None)
    await toy.hass.async_block_till_done()

    await assert_exposed(toy, "Assist")
