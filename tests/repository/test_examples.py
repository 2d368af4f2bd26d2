"""The examples in README and documentation are valid."""

from pathlib import Path
import re
from typing import Any

import pytest

from homeassistant.components.automation.config import (
    ValidationStatus,
    async_validate_config_item,
)
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from tests.added_account import Account

from .example_automations import Add, automations
from .files import ROOT, page_id, pages
from .page_parts import block_languages, examples

_ENTITY_ID = re.compile(r"\b[a-z_]+\.(?:chastify_lock|my_device)_\w+")


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_code_blocks_name_their_language(page: Path) -> None:
    assert block_languages(page) <= {"yaml", "console"}


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_yaml_can_be_read(page: Path) -> None:
    assert all(isinstance(example, dict) for example in examples(page))


@pytest.mark.parametrize(
    "page",
    [pytest.param(page.read_text("utf-8"), id=page_id(page)) for page in pages()],
)
async def test_entity_ids_exist(page: str, account: Account) -> None:
    existing = set(account.entity_ids().values())
    assert not set(_ENTITY_ID.findall(page)) - existing


@pytest.mark.parametrize(
    "config", automations(pages()), ids=lambda config: str(config["alias"])
)
def test_no_rule_relies_on_an_entity_id(config: dict[str, Any]) -> None:
    """Those of accounts that were added earlier, or in another language, are others."""
    assert _ENTITY_ID.search(str(config)) is None


def test_there_are_automations_to_begin_with() -> None:
    assert len(automations([ROOT / "README.md"])) == 1
    assert len(automations([ROOT / "docs" / "examples.md"])) >= 3


@pytest.mark.parametrize(
    "config", automations(pages()), ids=lambda config: str(config["alias"])
)
async def test_an_automation_is_accepted(
    hass: HomeAssistant, account: Account, add: Add, config: dict[str, Any]
) -> None:
    validated = await async_validate_config_item(hass, "automation", config)
    assert validated is not None
    assert validated.validation_status is ValidationStatus.OK
    await add(config)
    states = hass.states.async_all("automation")
    assert [state.state for state in states] == [STATE_ON]
