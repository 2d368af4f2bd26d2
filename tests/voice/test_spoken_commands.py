"""Commands by voice: sent once where they are allowed, and refused with the reason elsewhere."""

import asyncio
from typing import Final, NoReturn, override

import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.chastify.failures.texts import LANGUAGES
from custom_components.chastify.intent import COMMAND_INTENTS
from homeassistant.components import conversation
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import chat_session, intent
from tests.acting import bodies, named, on_entity, sent, until_sent
from tests.added_account import DOMAIN, Account
from tests.second_account import Other
from tests.simulator import Fault, Lock, Simulator

from .speaking import allow, said
from .translated import refusal, texts

ADD: Final = "add ten minutes"
ADDED: Final = [named("add_time", 600)]

# One sentence for each command.
SENTENCES: Final = {
    "add_time": ADD,
    "remove_time": "remove ten minutes",
    "freeze": "freeze my lock for ten minutes",
    "unfreeze": "unfreeze my lock",
    "start_hygienic_unlock": "open my lock for ten minutes for cleaning",
    "complete_task": "my task is done",
}


@pytest.fixture
async def allowed(hass: HomeAssistant, account: Account) -> Account:
    """Return the account, whose options let assistants send everything that has a sentence."""
    allow(account, *SENTENCES)
    await hass.async_block_till_done()
    return account


async def set_options(account: Account, **options: object) -> None:
    """Choose further options."""
    account.hass.config_entries.async_update_entry(
        account.entry, options={**account.entry.options, **options}
    )
    await account.hass.async_block_till_done()


def test_every_command_has_a_sentence() -> None:
    assert {each.command for each in COMMAND_INTENTS} == set(SENTENCES)


async def test_each_is_sent_only_where_just_it_is_allowed(
    hass: HomeAssistant, account: Account, simulator: Simulator, lock: Lock
) -> None:
    lock.assign_task("Clean")
    for allowed in SENTENCES:
        allow(account, allowed)
        await hass.async_block_till_done()
        for command, sentence in SENTENCES.items():
            simulator.clear_requests()
            answer = await said(hass, sentence)
            not_allowed = refusal("en", "assist_not_allowed", command=command)
            assert (answer == not_allowed) is (command != allowed)
            assert len(sent(simulator)) == (command == allowed)


async def test_disabled_command_is_refused_though_it_is_allowed(
    hass: HomeAssistant, allowed: Account, simulator: Simulator
) -> None:
    await set_options(allowed, disabled_commands=list(SENTENCES))

    for command, sentence in SENTENCES.items():
        answer = await said(hass, sentence, "de")
        assert answer == refusal("de", "command_disabled", command=command)
    assert not sent(simulator)


async def test_daily_limit_holds(
    hass: HomeAssistant, allowed: Account, simulator: Simulator
) -> None:
    await set_options(allowed, daily_time_limit={"minutes": 15})
    await said(hass, ADD)

    assert await said(hass, ADD) == (
        '"Add time" was not sent: it would add more than 15 minutes within 24 hours;'
        " five minutes are left today. Add less, wait, or raise the limit in the"
        " options of this account."
    )
    assert bodies(simulator) == ADDED


async def test_account_without_a_lock_says_so(
    hass: HomeAssistant, allowed: Account, simulator: Simulator
) -> None:
    simulator.end_lock()

    ended = await said(hass, ADD)
    assert ended == "The lock has ended."
    none = await said(hass, ADD)
    assert none == "There is no active lock."


async def test_unknown_outcome_is_said_and_nothing_is_sent_again(
    hass: HomeAssistant, allowed: Account, simulator: Simulator, lock: Lock
) -> None:
    simulator.order(Fault(close="after"), match="POST")

    answer = await said(hass, ADD, "fr")
    assert answer == refusal(
        "fr", "command_outcome_unknown", command="add_time", said=""
    )
    assert bodies(simulator) == ADDED
    assert lock.remaining == 27_800 + 600


async def test_service_that_can_not_be_reached_is_told(
    hass: HomeAssistant, allowed: Account, simulator: Simulator
) -> None:
    await simulator.stop()

    answer = await said(hass, ADD, "nl")
    assert answer == refusal("nl", "command_not_sent", command="add_time")
    await simulator.start()


async def test_account_that_could_not_be_loaded_is_told(
    hass: HomeAssistant, allowed: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(status=500), times=None, match="GET")
    await hass.config_entries.async_reload(allowed.entry.entry_id)

    assert await said(hass, ADD, "de") == refusal("de", "assist_not_loaded")
    assert not sent(simulator)
    simulator.clear_faults()


async def test_duration_that_is_not_understood_is_told_as_it_was_heard(
    hass: HomeAssistant, allowed: Account, simulator: Simulator
) -> None:
    heard_in = {
        "add some time to my lock": "some time",
        "extend the lock by a Little while!": "a Little while",
        "take minus ten minutes off the lock": "minus ten minutes",
        "add 0 minutes": "0 minutes",
        "freeze me for ever": "ever",
        "open my lock for ages for hygiene": "ages",
    }
    for language in ("en", "es"):
        told = {text: await said(hass, text, language) for text in heard_in}
        assert told == {
            text: texts(language).text("answer_no_duration", heard=heard)
            for text, heard in heard_in.items()
        }
    assert not sent(simulator)


async def test_duration_out_of_range_is_refused(
    hass: HomeAssistant, allowed: Account, simulator: Simulator
) -> None:
    for text in ("freeze my lock for 59 seconds", "freeze me for 25 hours"):
        assert await said(hass, text) == (
            '"Freeze" was not sent: "Duration" must be at least one minute and at most'
            " 24 hours."
        )
    assert not sent(simulator)


@pytest.mark.parametrize("number", [400, 999])
async def test_more_than_anybody_means_is_answered_in_words(
    hass: HomeAssistant, allowed: Account, simulator: Simulator, number: int
) -> None:
    told = {
        language: await said(hass, f"add {number} fortnights to my lock", language)
        for language in LANGUAGES
    }
    assert told["en"] == (
        '"Add time" was not sent: "Duration" must be at least one second and at most'
        " 3650 days."
    )
    assert told["de"].endswith(
        "muss mindestens eine Sekunde und höchstens 3650 Tage betragen."
    )
    assert told["fr"].endswith(
        "doit être d'au moins une seconde et d'au plus 3650 jours."
    )
    assert told["nl"].endswith(
        "moet minstens een seconde en hoogstens 3650 dagen zijn."
    )
    assert told["es"].endswith(
        "debe ser como mínimo un segundo y como máximo 3650 días."
    )
    assert not sent(simulator)


async def test_known_code_is_said_as_its_sentence(
    hass: HomeAssistant, allowed: Account, simulator: Simulator
) -> None:
    told = {
        language: await said(hass, SENTENCES["complete_task"], language)
        for language in LANGUAGES
    }
    assert told == {
        "en": "No task is open.",
        "de": "Es ist keine Aufgabe offen.",
        "fr": "Aucune tâche n'est en cours.",
        "nl": "Er staat geen taak open.",
        "es": "No hay ninguna tarea abierta.",
    }
    simulator.order(Fault(status=429, retry_after=90), match="POST")
    assert await said(hass, ADD, "de") == (
        "Chastify hat zu viele solche Befehle bekommen. Warte eine Minute und 30 Sekunden,"
        " und versuche es dann noch einmal."
    )


REFUSED: Final = {
    "my task is done": "No task is open.",
    "freeze my lock for 59 seconds": (
        '"Freeze" was not sent: "Duration" must be at least one minute and at most 24 hours.'
    ),
    "set my lock to three days": "That can't be done by voice, and nothing was sent. Say for",
    "extend my lock": "For how long? Say the duration with it",
    "add 0 minutes": 'I heard "0 minutes", which is not a duration that I know.',
}


@pytest.mark.parametrize(("sentence", "answer"), REFUSED.items())
async def test_refusal_is_answered_as_an_error_and_not_as_done(
    hass: HomeAssistant, allowed: Account, sentence: str, answer: str
) -> None:
    refused = await conversation.async_converse(
        hass, sentence, None, Context(), language="en"
    )
    assert refused.response.response_type is intent.IntentResponseType.ERROR
    assert refused.response.error_code is not None
    assert refused.response.speech["plain"]["speech"].startswith(answer)

    done = await conversation.async_converse(hass, ADD, None, Context(), language="en")
    assert done.response.response_type is intent.IntentResponseType.ACTION_DONE


@pytest.mark.parametrize(("sentence", "answer"), REFUSED.items())
async def test_refusal_is_said_where_another_agent_would_have_been_asked(
    hass: HomeAssistant, allowed: Account, sentence: str, answer: str
) -> None:
    asked = conversation.ConversationInput(
        text=sentence,
        context=Context(),
        conversation_id=None,
        device_id=None,
        satellite_id=None,
        language="en",
        agent_id="conversation.a_language_model",
    )
    with (
        chat_session.async_get_chat_session(hass) as session,
        conversation.async_get_chat_log(hass, session, asked) as chat_log,
    ):
        told = await conversation.async_handle_sentence_triggers(hass, asked, chat_log)

    assert told is not None
    assert told.startswith(answer)


async def test_intent_that_fails_otherwise_tells_nothing_of_the_inside(
    hass: HomeAssistant, allowed: Account
) -> None:
    class Failing(intent.IntentHandler):
        intent_type = "ChastifyAddTime"

        @override
        async def async_handle(self, intent_obj: intent.Intent) -> NoReturn:
            raise intent.IntentHandleError("KeyError: 'seconds'")

    intent.async_register(hass, Failing())

    assert await said(hass, ADD, "fr") == texts("fr").text("answer_failed")


async def test_what_is_usual_is_what_the_numbers_say(
    hass: HomeAssistant, allowed: Account, simulator: Simulator
) -> None:
    for key, minutes in (("freeze_duration", 90), ("hygienic_unlock_duration", 7)):
        await on_entity(allowed, "number.set_value", f"number.{key}", value=minutes)

    assert await said(hass, "freeze me") == (
        "The timer is frozen for one hour and 30 minutes."
    )
    assert await said(hass, "open my lock for cleaning") == (
        "The lock may be opened for hygiene for seven minutes."
    )
    assert bodies(simulator) == [
        ("/lock/freeze", {"durationSeconds": 5400}),
        named("hygienic_unlock.start", {"durationSeconds": 420}),
    ]


async def test_of_two_accounts_the_only_one_that_allows_it_is_meant(
    hass: HomeAssistant, allowed: Account, other: Other, simulator: Simulator
) -> None:
    assert await said(hass, ADD) == "sim_wearer: Extended by ten minutes."
    assert bodies(simulator) == ADDED

    answer = await said(hass, "add ten minutes to the lock of Berta")
    assert answer == refusal("en", "assist_not_allowed", command="add_time")
    assert not sent(other.simulator)


async def test_of_two_accounts_that_allow_it_one_has_to_be_named(
    hass: HomeAssistant, allowed: Account, other: Other, simulator: Simulator
) -> None:
    allow(other.account, "add_time")
    await hass.async_block_till_done()

    assert await said(hass, ADD) == (
        "Which lock do you mean? Say one of these names with it: sim_wearer, Berta."
    )
    assert not sent(simulator) + sent(other.simulator)
    answer = await said(hass, "add ten minutes to the lock of Berta")
    assert answer == "Berta: Extended by ten minutes."
    assert bodies(other.simulator) == ADDED
    assert not sent(simulator)


async def test_two_who_speak_at_once_are_both_heard(
    hass: HomeAssistant, allowed: Account, simulator: Simulator, lock: Lock
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    first = asyncio.create_task(said(hass, ADD))
    await until_sent(simulator, 1)
    second = asyncio.create_task(said(hass, "remove an hour", "de"))
    third = asyncio.create_task(said(hass, "freeze me"))
    await asyncio.sleep(0)
    simulator.clear_faults()

    assert [*await asyncio.gather(first, second, third)] == [
        "Extended by ten minutes.",
        texts("de").text(
            "done_remove_time", duration=texts("de").text("duration_hours_one")
        ),
        "The timer is frozen for one hour.",
    ]
    assert len(sent(simulator)) == 3


async def test_command_is_that_of_who_spoke(
    hass: HomeAssistant, allowed: Account
) -> None:
    calls = async_capture_events(hass, EVENT_CALL_SERVICE)
    context = Context(user_id="a-person", parent_id="a-parent")
    await said(hass, ADD, context=context)

    (call,) = [call for call in calls if call.data["domain"] == DOMAIN]
    assert call.data["service"] == "add_time"
    assert call.context.id == context.id
    assert call.context.user_id == "a-person"
    assert call.context.parent_id == "a-parent"


async def test_usual_hygienic_unlock_of_0_minutes_is_told_without_a_duration(
    hass: HomeAssistant, allowed: Account, simulator: Simulator
) -> None:
    await on_entity(
        allowed, "number.set_value", "number.hygienic_unlock_duration", value=0
    )

    answer = await said(hass, "open my lock for hygiene")

    assert answer == "The lock may be opened for hygiene."
    assert bodies(simulator) == [named("hygienic_unlock.start", {})]
