"""The example of docs/history.md that sums up the history in a message."""

from typing import Final

from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import Script, async_validate_actions_config
from tests.added_account import DOMAIN, Account
from tests.frozen_time import Advance

from .files import ROOT
from .page_parts import examples

STEPS: Final = [
    example
    for example in examples(ROOT / "docs" / "history.md")
    if example.get("action") in ("chastify.get_history", "notify.send_message")
]


async def test_message_says_how_long_the_lock_ran(
    hass: HomeAssistant,
    account: Account,
    advance: Advance,
    messages: list[ServiceCall],
) -> None:
    await hass.config.async_set_time_zone("UTC")
    # It began half an hour before 2026-06-01 12:00.
    await advance(48 * 3600)
    steps = await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(STEPS))

    await Script(hass, steps, "Example", DOMAIN).async_run(context=Context())

    assert [call.data["message"] for call in messages] == [
        "Locked for 48.4 hours in the last seven days."
    ]
