"""Answers to questions about a lock, in each state."""

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from tests.acting import sent
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Fault, JsonValue, Lock, Simulator

from .speaking import expose, said
from .translated import refusal, texts

REMAINING = "How long am I still locked?"
UNTIL = "Until when am I locked?"
LOCKED = "How long have I been locked?"
FROZEN = "Am I frozen?"
UNLOCKABLE = "Can I unlock?"
KEYHOLDER = "Who holds my key?"
TASK_POINTS = "How many task points am I missing?"
TASK = "Do I have a task?"
OVERVIEW = "How is my lock?"
QUESTIONS = (
    *(REMAINING, UNTIL, LOCKED, FROZEN, UNLOCKABLE),
    *(KEYHOLDER, TASK_POINTS, TASK, OVERVIEW),
)

NOT_EXPOSED = refusal("en", "assist_not_exposed")


@pytest.fixture(autouse=True)
async def utc(hass: HomeAssistant) -> None:
    """Tell times in UTC."""
    await hass.config.async_set_time_zone("UTC")


@pytest.fixture
async def exposed(account: Account) -> Account:
    """Return the account; assistants are told everything."""
    expose(account)
    return account


async def read(account: Account) -> None:
    """Read the lock."""
    await account.entry.runtime_data.coordinator.async_refresh()


async def answers(account: Account, simulator: Simulator) -> dict[str, str]:
    """Read the lock, ask everything, and return the answers."""
    await read(account)
    simulator.clear_requests()
    told = {question: await said(account.hass, question) for question in QUESTIONS}
    assert not sent(simulator)
    return told


async def test_running_lock(exposed: Account, simulator: Simulator) -> None:
    assert await answers(exposed, simulator) == {
        REMAINING: "The time runs for another seven hours and 43 minutes.",
        UNTIL: "The time runs until today at 7:44 in the evening.",
        LOCKED: "Locked for 24 minutes so far.",
        FROZEN: "No, the timer is not frozen.",
        UNLOCKABLE: "No, the lock can't be opened yet.",
        KEYHOLDER: "sim_keyholder holds the key.",
        TASK_POINTS: "Eight more task points are needed.",
        TASK: "No task is open.",
        OVERVIEW: "The time runs for another seven hours and 43 minutes."
        " The time runs until today at 7:44 in the evening. No task is open.",
    }


async def test_frozen_lock_with_a_task_and_without_a_keyholder(
    exposed: Account, simulator: Simulator, lock: Lock
) -> None:
    lock.freeze(3600)
    lock.assign_task("Clean")
    simulator.keyholder = None

    frozen = (
        "The timer is frozen. When it runs again, it runs for another seven hours"
        " and 43 minutes."
    )
    no_end = "The timer is frozen, so it isn't known yet when the time is over."
    told = await answers(exposed, simulator)
    assert {question: told[question] for question in told if question != LOCKED} == {
        REMAINING: frozen,
        UNTIL: no_end,
        FROZEN: "Yes, the timer is frozen.",
        UNLOCKABLE: "No, the lock can't be opened yet.",
        KEYHOLDER: "Nobody is shown as the keyholder of this lock.",
        TASK_POINTS: "Eight more task points are needed.",
        TASK: "A task is open.",
        OVERVIEW: f"{frozen} A task is open.",
    }


async def test_lock_whose_time_is_over(
    exposed: Account, simulator: Simulator, lock: Lock
) -> None:
    lock.remaining = 0

    told = await answers(exposed, simulator)
    assert told[REMAINING] == told[UNTIL] == "The time is over."
    assert told[UNLOCKABLE] == "Yes, the lock can be opened."
    assert told[OVERVIEW] == "The time is over. No task is open."


async def test_lock_that_something_else_holds_at_the_end_of_its_time(
    exposed: Account, simulator: Simulator, lock: Lock
) -> None:
    lock.remaining = 0
    simulator.overrides["unlockable"] = False

    held = "The time is over, but the lock can't be opened yet."
    points = "Eight more task points are needed."
    told = await answers(exposed, simulator)
    assert told[REMAINING] == told[UNTIL] == f"{held} {points}"
    assert told[OVERVIEW] == f"{held} {points} No task is open."

    lock.task_points = lock.task_points_required
    told = await answers(exposed, simulator)
    assert told[REMAINING] == told[UNTIL] == held


async def test_what_holds_a_lock_is_told_only_where_it_is_exposed(
    account: Account, simulator: Simulator, lock: Lock
) -> None:
    lock.remaining = 0
    simulator.overrides["unlockable"] = False
    await read(account)

    told = []
    for key in ("sensor.unlock_time", "sensor.lock_state", "sensor.keyholder"):
        expose(account, [key])
        told.append(await said(account.hass, UNTIL))
    expose(account, ["sensor.task_points_remaining"])
    told.append(await said(account.hass, UNTIL))

    held = "The time is over, but the lock can't be opened yet."
    assert told == [
        "The time is over.",
        held,
        held,
        f"{held} Eight more task points are needed.",
    ]


async def test_task_points_are_counted_as_a_person_does(
    exposed: Account, lock: Lock
) -> None:
    told = {}
    for missing in (-5, 0, 0.4, 1, 2, 13):
        lock.task_points = lock.task_points_required - missing
        await read(exposed)
        told[missing] = await said(exposed.hass, TASK_POINTS)
    assert told == {
        -5: "No more task points are needed.",
        0: "No more task points are needed.",
        # The service may give halves of them.
        0.4: "One more task point is needed.",
        1: "One more task point is needed.",
        2: "Two more task points are needed.",
        13: "13 more task points are needed.",
    }


async def test_without_a_lock_every_question_is_answered_so(
    exposed: Account, simulator: Simulator
) -> None:
    simulator.end_lock()
    told = await answers(exposed, simulator)
    assert set(told.values()) == {"There is no active lock."}


async def test_while_the_service_is_away_nothing_old_is_told(
    exposed: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=503), times=None, match="GET")
    await read(exposed)
    await advance(5)
    away = await answers(exposed, simulator)
    assert set(away.values()) == {
        "Chastify can't be reached at the moment. Ask again later."
    }

    simulator.clear_faults()
    back = await answers(exposed, simulator)
    assert back[FROZEN] == "No, the timer is not frozen."


@pytest.mark.parametrize("value", [Simulator.MISSING, None, "many"])
async def test_what_the_service_does_not_say_is_not_made_up(
    exposed: Account, simulator: Simulator, value: JsonValue
) -> None:
    told = {}
    for question, fields in {
        REMAINING: ["timeRemainingSeconds"],
        UNTIL: ["timeRemainingSeconds"],
        LOCKED: ["timeLockedSeconds"],
        FROZEN: ["frozen"],
        UNLOCKABLE: ["unlockable"],
        TASK_POINTS: ["taskPointsRequired"],
        TASK: ["taskAssigned"],
        OVERVIEW: ["timeRemainingSeconds", "taskAssigned"],
    }.items():
        simulator.overrides.clear()
        simulator.overrides |= dict.fromkeys(fields, value)
        told[question] = (await answers(exposed, simulator))[question]
    assert set(told.values()) == {"Chastify doesn't say that for this lock."}


async def test_overview_tells_what_is_known(
    exposed: Account, simulator: Simulator
) -> None:
    simulator.overrides["timeRemainingSeconds"] = None
    assert (await answers(exposed, simulator))[OVERVIEW] == "No task is open."


async def test_only_what_is_exposed_is_told(account: Account) -> None:
    told = {}
    for key in account.entity_ids():
        expose(account, [key])
        told[key] = [
            question
            for question in QUESTIONS
            if await said(account.hass, question) != NOT_EXPOSED
        ]
        expose(account, [key], should_expose=False)
    assert {key: questions for key, questions in told.items() if questions} == {
        "sensor.time_remaining": [REMAINING, OVERVIEW],
        "sensor.unlock_time": [REMAINING, UNTIL, OVERVIEW],
        "sensor.time_locked": [LOCKED],
        "sensor.locked_since": [LOCKED],
        "sensor.lock_state": [FROZEN, UNLOCKABLE],
        "binary_sensor.frozen": [FROZEN],
        "binary_sensor.unlockable": [UNLOCKABLE],
        "sensor.keyholder": [KEYHOLDER],
        "sensor.task_points_remaining": [TASK_POINTS],
        "binary_sensor.task_assigned": [TASK, OVERVIEW],
    }


async def test_overview_has_only_what_is_exposed(account: Account) -> None:
    expose(account, ["sensor.time_remaining"])
    assert await said(account.hass, OVERVIEW) == (
        "The time runs for another seven hours and 43 minutes."
    )


async def test_exposure_that_is_taken_back_ends_the_answers(
    hass: HomeAssistant, exposed: Account
) -> None:
    assert await said(hass, FROZEN) != NOT_EXPOSED

    expose(exposed, ["binary_sensor.frozen"], should_expose=False)
    assert await said(hass, FROZEN) == NOT_EXPOSED


async def test_disabled_entity_tells_nothing(
    hass: HomeAssistant, account: Account
) -> None:
    expose(account, ["binary_sensor.frozen"])
    er.async_get(hass).async_update_entity(
        account.entity_ids()["binary_sensor.frozen"],
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    assert await said(hass, FROZEN) == NOT_EXPOSED


async def test_what_is_exposed_to_other_assistants_is_not_told(
    hass: HomeAssistant, account: Account
) -> None:
    expose(account, ["binary_sensor.frozen"], assistant="cloud.google_assistant")
    assert await said(hass, FROZEN) == NOT_EXPOSED


async def test_dialects_are_answered_in_their_language(
    hass: HomeAssistant, account: Account
) -> None:
    # We have no texts in the last two.
    dialects = {
        "de-CH": "de",
        "de-AT": "de",
        "en-GB": "en",
        "fr-CA": "fr",
        "nl-BE": "nl",
        "es-MX": "es",
        "es-419": "es",
        "pt": "en",
        "zh-Hant": "en",
    }
    refused = {dialect: await said(hass, FROZEN, dialect) for dialect in dialects}
    expose(account)
    told = {dialect: await said(hass, FROZEN, dialect) for dialect in dialects}

    assert refused == {
        dialect: refusal(language, "assist_not_exposed", lock="Chastify lock")
        for dialect, language in dialects.items()
    }
    assert told == {
        dialect: texts(language).text("answer_frozen_no")
        for dialect, language in dialects.items()
    }


async def test_freeze_is_told_only_where_it_is_exposed(
    hass: HomeAssistant, account: Account, lock: Lock
) -> None:
    expose(account, ["sensor.unlock_time"])
    lock.freeze(3600)
    await account.entry.runtime_data.coordinator.async_refresh()

    for question in (REMAINING, UNTIL, OVERVIEW):
        assert await said(hass, question) == texts("en").text("answer_unknown")

    expose(account, ["sensor.time_remaining"])
    for question in (REMAINING, OVERVIEW):
        assert await said(hass, question) == (
            "The time runs for another seven hours and 43 minutes."
        )


async def test_whether_there_is_a_lock_what_it_is_called_and_who_was_seen(
    exposed: Account, simulator: Simulator
) -> None:
    asked = (
        "Am I locked?",
        "What is my lock called?",
        "Who is the wearer?",
        "When was my keyholder last online?",
    )
    told = [await said(exposed.hass, question) for question in asked]
    assert told == [
        "Yes, there is an active lock.",
        "The lock is called Weekend Challenge.",
        "sim_wearer wears the lock.",
        "The keyholder was last seen ten minutes ago.",
    ]

    simulator.keyholder = None
    await read(exposed)
    assert await said(exposed.hass, asked[-1]) == (
        "Chastify doesn't say that for this lock."
    )

    simulator.lock = None
    await read(exposed)
    told = [await said(exposed.hass, question) for question in asked]
    assert {*told} == {"There is no active lock."}
