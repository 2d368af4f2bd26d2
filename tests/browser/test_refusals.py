"""The card's texts for commands that are not carried out, in the person's language."""

from playwright.async_api import expect

from tests.end_to_end.account import Account
from tests.real.integration import set_options
from tests.real.json_types import JsonObject
from tests.real.simulator import SimulatorProcess

from .action_part import ADD_AN_HOUR, ActionPart, action
from .opening import OpenCard
from .texts import error_text
from .visitor import Visitor

_COMMANDS = "POST /api/apps/v1/"
_GERMAN = Visitor(language="de")
_HYGIENE = action("hygienic_unlock.start", {"durationSeconds": 900})

# Those that Home Assistant itself shows below the page.
_COLLECT_MESSAGES = """
globalThis.messages = [];
addEventListener("hass-notification", ({ detail }) => messages.push(detail.message));
"""

# Too many requests come last: Home Assistant sends nothing for a while after them.
_FAULTS: tuple[tuple[JsonObject, str], ...] = (
    ({"status": 403}, "command_insufficient_scope"),
    ({"close": "after"}, "command_outcome_unknown"),
    ({"status": 429, "retry_after": 30}, "command_rate_limited"),
)


async def test_refusal_is_told_on_the_card_in_the_persons_language(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    await lock.change_lock(hygiene_enabled=True, hygiene_seconds=600)
    part = ActionPart(await open_card(_GERMAN), lock)

    async def assert_told(key: str) -> None:
        await expect(part.alert).to_have_text(error_text(key, "de"))
        await expect(part.status).to_be_empty()

    await part.page.evaluate(_COLLECT_MESSAGES)
    await part.hold("start_hygienic_unlock")
    await assert_told("refused_hygiene_session_active")
    await part.assert_sent(_HYGIENE)

    for fault, key in _FAULTS:
        await lock.forget_requests()
        await lock.order_fault(match=_COMMANDS, **fault)
        await part.hold("add_time")
        await assert_told(key)
        await part.assert_sent(ADD_AN_HOUR)
    assert await part.page.evaluate("messages") == []


async def test_refusal_by_the_daily_limit_is_told_and_nothing_is_sent(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    await set_options(
        account.home, account.entry_id, {"daily_time_limit": {"minutes": 59}}
    )
    part = ActionPart(await open_card(_GERMAN), lock)

    await part.hold("add_time")

    await expect(part.alert).to_have_text(error_text("daily_limit", "de"))
    await part.assert_sent()
