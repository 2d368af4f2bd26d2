"""Every utterance of every language, said to Home Assistant's own assistant."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Final

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.chastify.failures.texts import LANGUAGES, duration_text
from custom_components.chastify.intent import COMMAND_INTENTS
from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import (
    async_expose_entity,
    async_should_expose,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from tests.acting import bodies, named, sent
from tests.added_account import Account
from tests.connected_devices import Toy, names
from tests.frozen_time import Advance
from tests.simulator import JsonObject, JsonValue, Simulator

from .built_in import BuiltIn
from .speaking import expose, said, triggers_of
from .translated import refusal, texts
from .utterances import UTTERANCES, Utterance

# An answer, and the commands that were sent.
type Told = tuple[str, list[object]]

COMMANDS: Final = {
    description.intent_type: description.command for description in COMMAND_INTENTS
}
USUAL: Final = {"ChastifyFreeze": 3600, "ChastifyStartHygienicUnlock": 900}
STOP: Final[tuple[str, JsonValue]] = (
    "/device-command",
    {"command": "all.stop", "params": {}},
)
A_FEW_COMMANDS: Final = 20
of_each_language: Final = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
async def everything(hass: HomeAssistant, account: Account) -> None:
    """Let assistants know everything and send everything."""
    expose(account)
    hass.config_entries.async_update_entry(
        account.entry,
        options={
            "assist_commands": list(COMMANDS.values()),
            "daily_time_limit": None,
        },
    )
    await hass.async_block_till_done()


def questions_first(utterances: Iterable[Utterance]) -> list[Utterance]:
    """Return the questions before the commands."""
    return sorted(utterances, key=lambda each: each.intent != "ChastifyGetLock")


def answers(language: str) -> dict[str | None, str]:
    """Return the answers about a new lock of the simulator at noon."""
    spoken = texts(language)
    clock = spoken.text("at_19_past", minute="44")
    points = spoken.counted("answer_task_points", 8)

    def minutes(number: int) -> str:
        return duration_text(spoken, timedelta(minutes=number))

    told: dict[str | None, str] = {
        "remaining": spoken.text(
            "answer_remaining",
            duration=duration_text(spoken, timedelta(hours=7, minutes=43)),
        ),
        "until": spoken.text(
            "answer_until", until=spoken.text("until_today", clock=clock)
        ),
        "locked": spoken.text(
            "answer_locked", duration=duration_text(spoken, timedelta(minutes=24))
        ),
        "active": spoken.text("answer_active"),
        "frozen": spoken.text("answer_frozen_no"),
        "unlockable": spoken.text("answer_unlockable_no"),
        "keyholder": spoken.text("answer_keyholder", name="sim_keyholder"),
        "keyholder_seen": spoken.text("answer_keyholder_seen", duration=minutes(10)),
        "wearer": spoken.text("answer_wearer", name="sim_wearer"),
        "wearer_seen": spoken.text("answer_wearer_seen", duration=minutes(2)),
        "title": spoken.text("answer_title", name="Weekend Challenge"),
        "task_points": points[:1].upper() + points[1:],
        "task": spoken.text("answer_task_assigned_no"),
    }
    told[None] = f"{told['remaining']} {told['until']} {told['task']}"
    return told


def past_answer(slots: Mapping[str, str], language: str) -> str:
    """Return the answer about a period at noon: the lock began 24 minutes before."""
    spoken = texts(language)
    period = spoken.text(f"period_{slots['period']}")
    question = slots["question"]
    if question in ("added", "removed"):
        return spoken.text(f"answer_{question}_nothing", period=period)
    is_over = slots["period"] == "yesterday" or slots["period"].startswith("last_")
    if question == "was_frozen" or is_over:
        return spoken.text(f"answer_{question}_never", period=period)
    duration = duration_text(spoken, timedelta(minutes=24))
    return spoken.text("answer_was_locked", period=period, duration=duration)


def request_of(utterance: Utterance) -> tuple[str, JsonValue]:
    """Return the request of a command."""
    seconds = utterance.seconds or USUAL.get(utterance.intent)
    length: JsonObject = {"durationSeconds": seconds}
    requests: dict[str, tuple[str, JsonValue]] = {
        "ChastifyAddTime": named("add_time", seconds),
        "ChastifyRemoveTime": named("remove_time", seconds),
        "ChastifyFreeze": ("/lock/freeze", length),
        "ChastifyUnfreeze": ("/lock/unfreeze", {}),
        "ChastifyStartHygienicUnlock": named("hygienic_unlock.start", length),
        "ChastifyCompleteTask": named("task.complete", {"successful": True}),
    }
    return requests[utterance.intent]


def told_of(utterance: Utterance, language: str) -> Told:
    """Return the answer and the requests where everything is exposed and allowed."""
    spoken = texts(language)
    if utterance.intent == "ChastifyGetLock":
        if "period" in utterance.slots:
            return past_answer(utterance.slots, language), []
        return answers(language)[utterance.slots.get("question")], []
    if utterance.intent == "ChastifyStopDevices":
        return spoken.text("done_stop_devices"), [STOP]
    placeholders = {}
    if seconds := utterance.seconds or USUAL.get(utterance.intent):
        placeholders["duration"] = duration_text(spoken, timedelta(seconds=seconds))
    command = COMMANDS[utterance.intent]
    return spoken.text(f"done_{command}", **placeholders), [request_of(utterance)]


def told_by_default(utterance: Utterance, language: str) -> Told:
    """Return the answer and the requests where nothing is exposed and allowed."""
    if utterance.intent == "ChastifyGetLock":
        return refusal(language, "assist_not_exposed"), []
    if utterance.intent == "ChastifyStopDevices":
        return texts(language).text("done_stop_devices"), [STOP]
    command = COMMANDS[utterance.intent]
    return refusal(language, "assist_not_allowed", command=command), []


def wrong(
    told: Iterable[tuple[Utterance, Told]],
    expected: Callable[[Utterance, str], Told],
    language: str,
) -> list[tuple[str, Told, Told]]:
    """Return the utterances with another answer or command than expected."""
    return [
        (utterance.said, found, wanted)
        for utterance, found in told
        if found != (wanted := expected(utterance, language))
    ]


async def tell(
    account: Account,
    simulator: Simulator,
    advance: Advance,
    utterances: Iterable[Utterance],
    language: str,
) -> list[tuple[Utterance, Told]]:
    """Say everything to a lock that has the name; return the result of each."""
    await account.hass.config.async_set_time_zone("UTC")
    lock = simulator.lock
    assert lock is not None
    told: list[tuple[Utterance, Told]] = []
    commands = 0
    for utterance in questions_first(utterances):
        # Both are needed for the commands to be taken, and change no other answer.
        if utterance.intent == "ChastifyCompleteTask":
            lock.assign_task("Clean")
        lock.end_hygiene()
        dr.async_get(account.hass).async_update_device(
            account.entry.runtime_data.lock_device_id,
            name_by_user=utterance.slots.get("name"),
        )
        simulator.clear_requests()
        answer = await said(account.hass, utterance.said, language)
        told.append((utterance, (answer, [*bodies(simulator)])))
        commands += len(sent(simulator))
        if commands >= A_FEW_COMMANDS:
            # The service takes 30 a minute.
            await advance(60)
            commands = 0
    return told


@pytest.mark.usefixtures("its_language")
@of_each_language
async def test_everything_that_is_exposed_and_allowed_is_told_and_sent(
    account: Account,
    everything: None,
    simulator: Simulator,
    advance: Advance,
    language: str,
) -> None:
    ours = UTTERANCES[language].ours
    told = await tell(account, simulator, advance, ours, language)
    assert wrong(told, told_of, language) == []


@pytest.mark.usefixtures("its_language")
@of_each_language
async def test_by_default_nothing_is_told_and_nothing_sent_but_stops(
    account: Account, simulator: Simulator, advance: Advance, language: str
) -> None:
    ours = UTTERANCES[language].ours
    told = await tell(account, simulator, advance, ours, language)
    assert wrong(told, told_by_default, language) == []


@pytest.mark.usefixtures("every_language")
@of_each_language
async def test_sentences_of_all_languages_are_answered_in_that_of_the_conversation(
    account: Account,
    everything: None,
    simulator: Simulator,
    advance: Advance,
    language: str,
) -> None:
    others = [
        # One of each kind.
        next(each for each in utterances.ours if each.intent == intent)
        for utterances in UTTERANCES.values()
        for intent in sorted({utterance.intent for utterance in utterances.ours})
    ]
    told = await tell(account, simulator, advance, others, language)
    assert wrong(told, told_of, language) == []


@pytest.mark.usefixtures("every_language")
@of_each_language
async def test_what_is_said_of_other_things_is_left_to_home_assistant(
    hass: HomeAssistant,
    account: Account,
    everything: None,
    simulator: Simulator,
    language: str,
) -> None:
    # All are tried as templates; here they run through the very assistant.
    built_in = BuiltIn(language)
    step = len(built_in) // 200
    sample = built_in.each()[::step]
    assert len(sample) >= 200
    others = UTTERANCES[language].others
    ours = [
        text for text in (*sample, *others) if await triggers_of(hass, text, language)
    ]
    assert ours == []
    # Home Assistant takes its time to look for a name that nothing has.
    for text in others[::5]:
        await conversation.async_converse(hass, text, None, Context(), language)
    assert sent(simulator) == []


@pytest.mark.parametrize("is_loaded", [True, False])
async def test_ours_come_before_those_of_home_assistant(
    hass: HomeAssistant, account: Account, simulator: Simulator, *, is_loaded: bool
) -> None:
    turned_off = async_mock_service(hass, "switch", "turn_off")
    hass.states.async_set("switch.toys", "on", {"friendly_name": "the toys"})
    async_expose_entity(hass, "conversation", "switch.toys", True)
    if not is_loaded:
        await hass.config_entries.async_unload(account.entry.entry_id)
        await hass.async_block_till_done()

    await said(hass, "turn off the toys")

    assert [*bodies(simulator)] == ([STOP] if is_loaded else [])
    assert len(turned_off) == (0 if is_loaded else 1)


async def test_no_entity_is_exposed_by_default(hass: HomeAssistant, toy: Toy) -> None:
    exposed = [
        key
        for key, entity_id in {**toy.account.entity_ids(), **toy.entity_ids()}.items()
        if async_should_expose(hass, "conversation", entity_id)
    ]
    assert exposed == []


async def test_built_in_sentences_send_nothing_by_default(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    controls = [
        state.name for state in hass.states.async_all(("button", "number", "switch"))
    ]
    assert controls
    said_of_all = ("turn on everything", "turn off everything", "turn on all switches")
    said_of_each = ("turn on {}", "turn off {}", "set {} to 5")
    for text in (
        *said_of_all,
        *(text.format(name) for text in said_of_each for name in controls),
    ):
        await conversation.async_converse(hass, text, None, Context(), language="en")
    assert names(simulator) == sent(simulator) == []


async def test_an_automation_with_the_same_sentence_runs_as_well(
    hass: HomeAssistant, account: Account
) -> None:
    runs = async_mock_service(hass, "test", "automation")
    command = "add two and a half hours to the lock of Anna please"
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "triggers": {"trigger": "conversation", "command": [command]},
                "actions": {"action": "test.automation"},
            }
        },
    )
    await hass.async_block_till_done()
    assert await triggers_of(hass, command) == 2

    await said(hass, command)
    assert len(runs) == 1
