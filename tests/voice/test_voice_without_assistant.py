"""A home whose person has left the assistant out, or where it comes late."""

import logging
from pathlib import Path
import subprocess
import sys
from unittest.mock import AsyncMock

import pytest

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from tests.added_account import Account
from tests.assistant import set_up_assistant

from .speaking import is_ours


@pytest.fixture(autouse=True)
async def conversation() -> None:
    """Set up no assistant."""


async def test_account_is_loaded_and_works(
    hass: HomeAssistant,
    account: Account,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    imported = AsyncMock()
    monkeypatch.setattr(
        "custom_components.chastify.voice.lifetime.async_import_module", imported
    )
    await hass.config_entries.async_unload(account.entry.entry_id)
    await hass.async_block_till_done()
    await hass.config_entries.async_setup(account.entry.entry_id)
    await hass.async_block_till_done()

    imported.assert_not_called()
    assert "conversation" not in hass.config.components
    assert account.entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(account.entry.entry_id)
    await hass.async_block_till_done()
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


async def test_assistant_that_comes_late_gets_the_sentences(
    hass: HomeAssistant, account: Account
) -> None:
    await set_up_assistant(hass)

    assert await is_ours(hass)
    await hass.config_entries.async_unload(account.entry.entry_id)
    assert not await is_ours(hass)


async def test_assistant_that_comes_after_the_account_has_gone_gets_none(
    hass: HomeAssistant, account: Account
) -> None:
    await hass.config_entries.async_unload(account.entry.entry_id)
    await set_up_assistant(hass)

    assert not await is_ours(hass)


def test_what_only_the_assistant_brings_is_not_needed_to_load() -> None:
    lines = (
        "import sys",
        "sys.modules['hassil'] = sys.modules['unicode_rbnf'] = None",
        "import custom_components.chastify, custom_components.chastify.intent",
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True, cwd=root)
