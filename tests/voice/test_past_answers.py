"""Answers to questions about days that have passed, from the counted history."""

from typing import Final

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from tests.acting import act, sent
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.second_account import Other
from tests.simulator import Fault, Lock, Simulator

from .speaking import expose, said
from .translated import refusal

LOCKED: Final = "How long was I locked {}?"
FROZEN: Final = "How long was I frozen {}?"
ADDED: Final = "How much time was added {}, and by whom?"
REMOVED: Final = "How much time was removed {}, and by whom?"
QUESTIONS: Final = (LOCKED, FROZEN, ADDED, REMOVED)

UNREACHABLE: Final = "Chastify can't be reached at the moment. Ask again later."
MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


@pytest.fixture(autouse=True)
async def utc(hass: HomeAssistant) -> None:
    """Begin at noon of the first of June, a Monday."""
    await hass.config.async_set_time_zone("UTC")


@pytest.fixture
async def exposed(account: Account) -> Account:
    """Return the account; assistants are told everything."""
    expose(account)
    return account


async def told(hass: HomeAssistant, question: str, *periods: str) -> list[str]:
    """Return the answers for periods."""
    return [await said(hass, question.format(period)) for period in periods]


async def test_time_locked_is_told_of_each_period(
    hass: HomeAssistant,
    exposed: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    lock.remaining = 365 * DAY
    await advance(31)
    simulator.clear_requests()
    assert await told(
        hass,
        LOCKED,
        *("today", "yesterday", "this week", "last week", "this month", "last month"),
        *("this year", "last year"),
    ) == [
        "Locked for 24 minutes today.",
        "Not locked yesterday.",
        "Locked for 24 minutes this week.",
        "Not locked last week.",
        "Locked for 24 minutes this month.",
        "Not locked last month.",
        "Locked for 24 minutes this year.",
        "Not locked last year.",
    ]
    assert not sent(simulator)

    # To Monday, the sixth of July, at noon.
    await advance(35 * DAY - 31)

    assert await told(
        hass,
        LOCKED,
        *("today", "yesterday", "this week", "last week", "this month", "last month"),
        *("this year", "last year"),
    ) == [
        "Locked for twelve hours today.",
        "Locked for one day yesterday.",
        "Locked for twelve hours this week.",
        "Locked for seven days last week.",
        "Locked for five days and twelve hours this month.",
        "Locked for 29 days and twelve hours last month.",
        "Locked for 35 days this year.",
        "Not locked last year.",
    ]

    # To the first of January.
    await advance(179 * DAY)

    assert await told(hass, LOCKED, "this month", "last month", "this year") == [
        "Locked for twelve hours this month.",
        "Locked for 31 days last month.",
        "Locked for twelve hours this year.",
    ]
    assert await told(hass, LOCKED, "last year") == [
        "Locked for 213 days and twelve hours last year."
    ]


async def test_changes_are_told_with_who_made_them(
    hass: HomeAssistant, exposed: Account, lock: Lock, advance: Advance
) -> None:
    assert await told(hass, ADDED, "today") == ["Nothing was added today."]
    assert await told(hass, REMOVED, "today") == ["Nothing was removed today."]

    await act(hass, "add_time", duration={"minutes": 90})
    lock.add_time(-10 * MINUTE)
    await advance(31)
    assert await told(hass, ADDED, "this week") == [
        "Extended by one hour and 30 minutes this week, by Home Assistant."
    ]
    assert await told(hass, REMOVED, "this week") == [
        "Shortened by ten minutes this week, by somebody else."
    ]

    await act(hass, "remove_time", duration={"minutes": 5})
    lock.add_time(30 * MINUTE)
    await advance(31)
    assert await told(hass, ADDED, "this month", "since I was locked up") == [
        (
            "Extended by two hours this month: one hour and 30 minutes by Home Assistant and"
            " 30 minutes by somebody else."
        ),
        (
            "Extended by two hours since this lock began: one hour and 30 minutes by Home Assistant"
            " and 30 minutes by somebody else."
        ),
    ]
    assert await told(hass, REMOVED, "today", "yesterday") == [
        (
            "Shortened by 15 minutes today: five minutes by Home Assistant and ten minutes by"
            " somebody else."
        ),
        "Nothing was removed yesterday.",
    ]
    assert await said(hass, "Who added time to my lock today?") == (
        "Extended by two hours today: one hour and 30 minutes by Home Assistant and"
        " 30 minutes by somebody else."
    )


async def test_time_frozen_is_told(
    hass: HomeAssistant, exposed: Account, lock: Lock, advance: Advance
) -> None:
    assert await told(hass, FROZEN, "today") == ["Not frozen today."]

    lock.freeze(3 * HOUR)
    await advance(31)
    await advance(5 * HOUR)

    assert await told(hass, FROZEN, "today", "yesterday", "since I got locked") == [
        "Frozen for three hours today.",
        "Not frozen yesterday.",
        "Frozen for three hours since this lock began.",
    ]


@pytest.mark.usefixtures("its_language")
@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        (
            "de",
            "Wie lange war ich diese Woche verschlossen?",
            "Diese Woche 27 Minuten verschlossen.",
        ),
        (
            "de",
            "Wie lange war ich gestern verschlossen?",
            "Gestern nicht verschlossen.",
        ),
        (
            "de",
            "Wie viel Zeit wurde diesen Monat hinzugefügt, und von wem?",
            (
                "Diesen Monat um drei Stunden verlängert: eine Stunde von Home Assistant und"
                " zwei Stunden von jemand anderem."
            ),
        ),
        (
            "fr",
            "Combien de temps ai-je été enfermé cette semaine ?",
            "Le verrou a été fermé 27 minutes cette semaine.",
        ),
        (
            "fr",
            "Combien de temps a été ajouté ce mois-ci, et par qui ?",
            (
                "Temps ajouté ce mois-ci\N{NO-BREAK SPACE}: trois heures, dont une heure par"
                " Home Assistant et deux heures par quelqu'un d'autre."
            ),
        ),
        (
            "nl",
            "Hoe lang was ik deze week opgesloten?",
            "Deze week 27 minuten vergrendeld.",
        ),
        (
            "nl",
            "Hoeveel tijd is er deze maand toegevoegd, en door wie?",
            (
                "Deze maand met drie uur verlengd: een uur door Home Assistant en twee uur door"
                " iemand anders."
            ),
        ),
        (
            "es",
            "¿Cuánto tiempo estuve encerrado esta semana?",
            "Tiempo de bloqueo esta semana: 27 minutos.",
        ),
        (
            "es",
            "¿Cuánto tiempo se ha añadido este mes, y quién?",
            (
                "Tiempo añadido este mes: tres horas; una hora por Home Assistant y dos horas"
                " por otra persona."
            ),
        ),
    ],
)
async def test_answers_are_in_the_language(
    hass: HomeAssistant,
    exposed: Account,
    lock: Lock,
    advance: Advance,
    language: str,
    question: str,
    answer: str,
) -> None:
    await act(hass, "add_time", duration={"hours": 1})
    lock.add_time(2 * HOUR)
    await advance(3 * MINUTE)

    assert await said(hass, question, language) == answer


async def test_each_total_that_is_exposed_answers_its_own_question(
    account: Account,
) -> None:
    not_exposed = refusal("en", "assist_not_exposed")
    answered = {}
    for key in account.entity_ids():
        expose(account, [key])
        answered[key] = [
            question
            for question in QUESTIONS
            if await said(account.hass, question.format("today")) != not_exposed
        ]
        expose(account, [key], should_expose=False)
    assert {key: asked for key, asked in answered.items() if asked} == {
        "sensor.total_time_locked": [LOCKED],
        "sensor.total_time_frozen": [FROZEN],
        "sensor.total_time_added": [ADDED],
        "sensor.total_time_removed": [REMOVED],
    }


async def test_history_is_told_without_a_lock(
    hass: HomeAssistant, exposed: Account, simulator: Simulator, advance: Advance
) -> None:
    await advance(HOUR)
    simulator.end_lock()
    await advance(61)

    assert await told(hass, LOCKED, "today") == [
        "Locked for one hour and 24 minutes today."
    ]
    assert await told(hass, ADDED, "since I was locked") == ["There is no active lock."]


async def test_while_the_service_is_away_only_days_that_were_over_are_told(
    hass: HomeAssistant,
    exposed: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    lock.remaining = 30 * DAY
    await advance(DAY)
    simulator.order(Fault(status=503), times=None, match="GET")
    await advance(31)
    await advance(5)

    yesterday = "Locked for twelve hours and 24 minutes yesterday."
    assert await told(
        hass, LOCKED, "today", "yesterday", "this week", "since I was locked"
    ) == [UNREACHABLE, yesterday, UNREACHABLE, UNREACHABLE]

    # Nobody has seen the rest of that day.
    await advance(DAY)
    assert await told(hass, LOCKED, "yesterday", "last week") == [
        UNREACHABLE,
        "Not locked last week.",
    ]

    await hass.config_entries.async_unload(exposed.entry.entry_id)
    await hass.async_block_till_done()
    response = await intent.async_handle(
        hass,
        "test",
        "ChastifyGetLock",
        {"question": {"value": "was_locked"}, "period": {"value": "last_week"}},
        language="en",
    )
    assert response.speech["plain"]["speech"] == UNREACHABLE


async def test_lock_is_named_where_there_are_several(
    hass: HomeAssistant, exposed: Account, other: Other, advance: Advance
) -> None:
    expose(other.account)
    await advance(HOUR)

    assert await told(hass, LOCKED, "today") == [
        "Which lock do you mean? Say one of these names with it: sim_wearer, Berta."
    ]
    other.lock.add_time(HOUR)
    await advance(31)
    assert await said(hass, "How much time was added to Berta's lock today?") == (
        "Berta: Extended by one hour today, by somebody else."
    )
    assert await said(hass, "How much time was added to sim_wearer's lock today?") == (
        "sim_wearer: Nothing was added today."
    )


async def test_intent_without_a_period_is_about_the_running_lock(
    hass: HomeAssistant, exposed: Account, advance: Advance
) -> None:
    await act(hass, "add_time", duration={"minutes": 10})
    await advance(12 * HOUR)

    async def answered(**slots: object) -> str:
        response = await intent.async_handle(
            hass,
            "test",
            "ChastifyGetLock",
            {name: {"value": value} for name, value in slots.items()},
            language="en",
        )
        speech: str = response.speech["plain"]["speech"]
        return speech

    lasting = "Extended by ten minutes since this lock began, by Home Assistant."
    assert await answered(question="added") == lasting
    assert await answered(question="added", period=" ") == lasting
    assert await answered(question="added", period="today") == (
        "Nothing was added today."
    )
    for period in ("century", 5, ["today"]):
        assert await answered(question="added", period=period) == (
            "The value of period doesn't fit. Nothing was sent."
        )
