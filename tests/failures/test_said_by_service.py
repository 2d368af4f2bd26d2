"""The service's own words: told after ours, as plain text."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import failure, key_of, placeholders_of
from tests.added_account import Account, add
from tests.simulator import Fault, JsonObject, Simulator
from tests.translation_check import ENGLISH


def told(error: HomeAssistantError) -> str:
    """Return the sentence that a person reads."""
    text = ENGLISH[f"exceptions.{key_of(error)}.message"]
    return text.format(**placeholders_of(error))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": "not_now", "message": "Ask your keyholder."}, "Ask your keyholder."),
        ({"error": "Three freezes a day are the most."}, None),
        ({"ok": False, "error": {"code": "not_now", "message": "No."}}, "No."),
        (
            {
                "error": "not_now",
                "message": "<p>It is <b>not</b>\n &amp; can't be.</p>",
            },
            "It is not & can't be.",
        ),
        (
            {"error": "not_now", "message": "hid\u200bden \u202emarks\x07"},
            "hidden marks",
        ),
        (
            {"error": "not_now", "message": "5 < 6, {code} and %s"},
            "5 < 6, {code} and %s",
        ),
        ({"error": "not_now", "message": "a" * 500}, "a" * 200),
    ],
)
async def test_words_of_the_service_follow_ours(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    body: JsonObject,
    said: str | None,
) -> None:
    simulator.order(Fault(status=400, body=body), match="POST")

    error = await failure(hass, HomeAssistantError, "unfreeze")

    sentence = said or "Three freezes a day are the most."
    assert told(error).endswith(f" Chastify says: {sentence}")


@pytest.mark.parametrize(
    "body",
    [
        {"error": "not_now"},
        {"error": "not_now", "message": ""},
        {"error": "not_now", "message": 5},
        {"error": "NOT_NOW"},
        {"error": "not_now", "message": "<br/>"},
    ],
)
async def test_service_that_says_nothing_is_not_quoted(
    hass: HomeAssistant, account: Account, simulator: Simulator, body: JsonObject
) -> None:
    simulator.order(Fault(status=400, body=body), match="POST")

    error = await failure(hass, HomeAssistantError, "unfreeze")

    assert "Chastify says" not in told(error)
    assert placeholders_of(error)["said"] == ""


@pytest.mark.parametrize(
    ("status", "code", "key"),
    [
        (403, "insufficient_scope", "command_insufficient_scope"),
        (409, "no_active_lock_session", "command_no_active_lock"),
        (409, "lock_ended", "command_lock_ended"),
        (401, "invalid_token", "command_invalid_auth"),
        (429, "rate_limited", "command_rate_limited"),
        (500, "broken", "command_outcome_unknown"),
    ],
)
async def test_words_follow_whatever_was_refused(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    status: int,
    code: str,
    key: str,
) -> None:
    simulator.order(
        Fault(status=status, body={"error": code, "message": "Not today."}),
        match="POST",
    )

    error = await failure(hass, HomeAssistantError, "unfreeze")

    assert key_of(error) == key
    assert told(error).endswith(" Chastify says: Not today.")


async def test_names_and_titles_are_left_out(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(
        Fault(
            status=400,
            body={
                "error": "not_now",
                "message": "SIM_keyholder locked 'Weekend Challenge', not sim_wearers.",
            },
        ),
        match="POST",
    )

    error = await failure(hass, HomeAssistantError, "unfreeze")

    assert told(error).endswith(" Chastify says: … locked '…', not sim_wearers.")


async def test_words_are_introduced_in_the_language_of_home_assistant(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    hass.config.language = "de"
    simulator.start_lock()
    await add(hass, entry)
    simulator.order(
        Fault(status=400, body={"error": "not_now", "message": "Nein."}), match="POST"
    )

    error = await failure(hass, HomeAssistantError, "unfreeze")

    assert placeholders_of(error)["said"] == " Chastify sagt: Nein."
