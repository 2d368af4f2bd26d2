"""Each code of the API has a sentence of its own, and neither status nor code is shown."""

import logging
from pathlib import Path
import re
from typing import Final

import pytest

from custom_components.chastify.failures.errors import SENTENCES
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import failure, key_of
from tests.added_account import Account
from tests.connected_devices import Toy
from tests.private_texts import told
from tests.simulator import WEARER_TOKEN, Fault, JsonObject, Lock, Simulator
from tests.translation_check import ENGLISH, LANGUAGES, flat, load, placeholders

# The texts by status and code.
SAID: Final = {
    (401, "missing_token"): "Chastify refused the token.",
    (401, "invalid_token"): "Chastify refused the token.",
    (401, "revoked_token"): "Chastify refused the token.",
    (403, "insufficient_scope"): "The token isn't allowed to do that.",
    (409, "no_active_lock_session"): "There is no active lock.",
    (409, "lock_ended"): "The lock has ended.",
    (400, "invalid_request"): "Chastify doesn't accept these values.",
    (400, "unknown_action"): "Chastify doesn't know this action.",
    (400, "unknown_command"): "Chastify doesn't know this command for devices.",
    (400, "unsupported_command"): "Chastify says that the connected device can't do",
    (400, "device_not_connected"): "Chastify says that no device is connected.",
    (400, "module_disabled"): "A module that this needs is off for this lock.",
    (404, "not_found"): "The server doesn't know this command.",
    (404, "session_not_found"): "Chastify doesn't know the extension session",
    (405, "method_not_allowed"): "The server doesn't know this command.",
    (409, "no_open_task"): "No task is open.",
    (409, "hygiene_session_active"): "A hygienic opening is already under way.",
}
# Said with a wait, or where nobody knows whether the command was carried out.
OTHERS: Final = {
    "rate_limited",
    "internal_error",
    "bad_gateway",
    "service_unavailable",
    "gateway_timeout",
}
_CODE: Final = re.compile(
    r'ApiError\(\s*\d+,\s*"(\w+)"|^    \d+: "(\w+)"', re.MULTILINE
)


def text_of(error: HomeAssistantError, language: str = "en") -> str:
    """Return the shown text."""
    message = flat(load(language))[f"exceptions.{key_of(error)}.message"]
    return message.format(**(error.translation_placeholders or {}))


def test_every_code_of_the_simulator_has_its_sentence() -> None:
    codes = {
        first or second
        for file in (Path(__file__).parents[1] / "simulator").glob("*.py")
        for first, second in _CODE.findall(file.read_text("utf-8"))
    }
    assert codes == {code for _, code in SAID} | OTHERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_of_a_code_is_one_without_anything_to_fill_in(language: str) -> None:
    texts = flat(load(language))
    keys = {key for keys in SENTENCES.values() for key in keys.values()}
    for key in keys | {"command_no_active_lock", "command_lock_ended"}:
        text = texts[f"exceptions.{key}.message"].removesuffix("{said}")
        assert not placeholders(text)
        assert text[-1] == "."
        assert not re.search(r"\d|_|HTTP|\(", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_error_shows_a_status_or_a_code(language: str) -> None:
    texts = flat(load(language))
    for key, text in texts.items():
        if key.startswith("exceptions."):
            assert "HTTP" not in text
            assert not placeholders(text) & {"status", "code"}, key


@pytest.mark.parametrize(("status", "code"), SAID)
async def test_code_is_told_as_its_sentence_and_logged_with_the_status(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    status: int,
    code: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    body: JsonObject = {"error": code, "message": f"{WEARER_TOKEN} is no good"}
    simulator.order(Fault(status=status, body=body), match="POST")

    error = await failure(hass, HomeAssistantError, "end_pillory")

    assert text_of(error).startswith(SAID[status, code])
    logged = "\n".join(told(caplog))
    assert f"HTTP {status}, {code}" in logged
    assert WEARER_TOKEN not in logged


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("assign_task", "The Tasks module is off for this lock."),
        ("start_task_timer", "The Tasks module is off for this lock."),
        ("complete_task", "The Tasks module is off for this lock."),
        ("start_hygienic_unlock", "Hygienic Opening is off for this lock."),
    ],
)
async def test_module_that_is_off_is_named(
    hass: HomeAssistant, account: Account, lock: Lock, action: str, text: str
) -> None:
    lock.tasks_enabled = lock.hygiene_enabled = False
    fields: dict[str, dict[str, object]] = {
        "assign_task": {"task": "x"},
        "start_hygienic_unlock": {"duration": 60},
    }
    error = await failure(hass, HomeAssistantError, action, **fields.get(action, {}))

    assert text_of(error).startswith(f"{text} It can be turned on in Chastify.")


async def test_task_and_opening_are_told_as_they_are(
    hass: HomeAssistant, account: Account, lock: Lock
) -> None:
    error = await failure(hass, HomeAssistantError, "complete_task")
    texts = {language: text_of(error, language) for language in LANGUAGES}
    # The introduction is in the language of Home Assistant, the words are the service's.
    words = " Chastify says: The lock has no open task run."
    assert {language: text.removesuffix(words) for language, text in texts.items()} == {
        "en": "No task is open.",
        "de": "Es ist keine Aufgabe offen.",
        "fr": "Aucune tâche n'est en cours.",
        "nl": "Er staat geen taak open.",
        "es": "No hay ninguna tarea abierta.",
    }
    lock.start_hygiene(600)
    error = await failure(
        hass, HomeAssistantError, "start_hygienic_unlock", duration=60
    )
    assert text_of(error).startswith("A hygienic opening is already under way.")


async def test_code_that_nobody_knows_is_told_without_it(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    body: JsonObject = {"error": "three_freezes_a_day"}
    simulator.order(Fault(status=409, body=body), match="POST")

    error = await failure(hass, HomeAssistantError, "freeze", duration=60)

    assert text_of(error) == ENGLISH["exceptions.command_rejected.message"].format(
        command="Freeze", said=""
    )


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("device_not_connected", "start_device_not_connected"),
        ("unsupported_command", "start_unsupported_command"),
        ("invalid_request", "start_outcome_unknown"),
    ],
)
async def test_start_that_may_run_says_that_it_is_stopped(
    toy: Toy, simulator: Simulator, code: str, key: str
) -> None:
    simulator.order(Fault(status=400, body={"error": code}), match="POST")

    with pytest.raises(HomeAssistantError) as caught:
        await toy.start()

    assert key_of(caught.value) == key
    assert "stop" in text_of(caught.value)
    assert toy.is_running()


@pytest.mark.parametrize(
    ("language", "told_in_words"),
    [
        ("en", "23 hours and 30 minutes are left today."),
        ("de", "Heute sind noch 23 Stunden und 30 Minuten frei."),
        ("fr", "Il reste 23 heures et 30 minutes aujourd'hui."),
        ("nl", "Vandaag kan er nog 23 uur en 30 minuten bij."),
        ("es", "Hoy quedan 23 horas y 30 minutos."),
    ],
)
async def test_durations_are_shown_as_people_say_them(
    hass: HomeAssistant, account: Account, language: str, told_in_words: str
) -> None:
    await hass.config.async_update(language=language)
    await hass.async_block_till_done()
    hass.config_entries.async_update_entry(
        account.entry, options={"daily_time_limit": {"hours": 24}}
    )
    await hass.async_block_till_done()
    await hass.services.async_call(
        "chastify", "add_time", {"duration": {"minutes": 30}}, blocking=True
    )

    error = await failure(hass, ServiceValidationError, "add_time", duration="24:00:00")

    assert told_in_words in text_of(error, language)
    assert not re.search(r"\d:\d\d", text_of(error, language))


@pytest.mark.parametrize("language", ["it", "pt-BR", "de-CH"])
async def test_durations_are_english_where_the_texts_are(
    hass: HomeAssistant, account: Account, language: str
) -> None:
    hass.config.language = language

    error = await failure(
        hass, ServiceValidationError, "freeze", duration={"hours": 25}
    )

    assert text_of(error) == (
        '"Freeze" was not sent: "Duration" must be at least one minute and at most 24 hours.'
    )
