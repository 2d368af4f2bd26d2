"""The activity of one hour, read from the recorder as Home Assistant's page does."""

from collections.abc import Awaitable, Callable
from typing import Final

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.typing import ConfigType
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from tests.acting import read_after, settle
from tests.added_account import Account
from tests.automation.rules import lock_device_id
from tests.frozen_time import Advance
from tests.repository.files import ROOT
from tests.repository.page_parts import examples
from tests.simulator import Lock, Simulator

from .lines import Activity, Line, who

type Hour = Callable[[], Awaitable[None]]

RULES: Final[ConfigType] = {
    "automation": {
        "id": "late",
        "alias": "Late again",
        "triggers": {"trigger": "event", "event_type": "late"},
        # What happens in the same moment has no order by the clock of the tests.
        "actions": [
            {"delay": 1},
            {"action": "chastify.add_time", "data": {"duration": {"minutes": 10}}},
        ],
    },
    "script": {
        "chore": {
            "alias": "Chore",
            "sequence": {
                "action": "chastify.assign_task",
                "data": {"task": "dishes", "verification_required": False},
            },
        }
    },
}

ENGLISH: Final = [
    "12:00 one hour added (Anna)",
    "12:05 ten minutes added (Late again)",
    "12:10 15 minutes added by somebody else",
    "12:15 frozen for ten minutes (Anna)",
    "12:25 unfrozen at the end of the freeze",
    "12:30 task assigned (Anna)",
    "12:35 task closed by somebody else",
    "12:40 frozen by somebody else",
    "12:45 unfrozen (Anna)",
    "12:50 eight hours, 33 minutes and 20 seconds removed (Anna)",
    "12:50 can be opened now (Anna)",
    "12:55 lock ended",
    "13:00 lock started",
]
GERMAN: Final = [
    "12:00 eine Stunde hinzugefügt (Anna)",
    "12:05 zehn Minuten hinzugefügt (Late again)",
    "12:10 15 Minuten von jemand anderem hinzugefügt",
    "12:15 für zehn Minuten eingefroren (Anna)",
    "12:25 Einfrierdauer abgelaufen",
    "12:30 Aufgabe zugewiesen (Anna)",
    "12:35 Aufgabe von jemand anderem geschlossen",
    "12:40 von jemand anderem eingefroren",
    "12:45 aufgetaut (Anna)",
    "12:50 acht Stunden, 33 Minuten und 20 Sekunden abgezogen (Anna)",
    "12:50 lässt sich jetzt aufschließen (Anna)",
    "12:55 Verschluss beendet",
    "13:00 Verschluss begonnen",
]


def _documented() -> ConfigType:
    """Return what docs/entities.md says to write into the configuration."""
    (config,) = (
        example["logbook"]
        for example in examples(ROOT / "docs" / "entities.md")
        if "logbook" in example
    )
    assert isinstance(config, dict)
    return config


@pytest.fixture
async def hour(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    activity: Activity,
    simulator: Simulator,
    lock: Lock,
    advance: Advance,
    anna: str,
) -> Hour:
    """Return a function that lets an hour pass in which all kinds of events happen."""
    await hass.config.async_set_time_zone("UTC")
    for component in RULES:
        assert await async_setup_component(hass, component, RULES)

    async def by_anna(action: str, **data: object) -> None:
        domain, _, name = action.partition(".")
        async with read_after():
            await hass.services.async_call(
                domain, name, data, blocking=True, context=Context(user_id=anna)
            )

    async def later() -> None:
        for _ in range(10):
            await advance(30)

    async def pass_hour() -> None:
        ids = account.entity_ids()
        await by_anna("button.press", entity_id=ids["button.add_time"])
        await later()
        hass.bus.async_fire("late")
        await settle()
        await advance(1)
        await later()
        lock.add_time(901)
        await later()
        await by_anna("chastify.freeze", duration=600)
        for _ in range(3):
            await later()
        await by_anna("script.chore")
        await later()
        lock.complete_task()
        await later()
        lock.freeze()
        await later()
        await by_anna("switch.turn_off", entity_id=ids["switch.freeze"])
        await later()
        await by_anna("chastify.remove_time", duration={"days": 2})
        await later()
        simulator.end_lock()
        await later()
        simulator.start_lock()
        await later()

    return pass_hour


def _picture(lines: list[Line], people: dict[str, str]) -> list[str]:
    """Return lines as they are read: when, what, and by whom where Home Assistant knows."""
    pictures: list[str] = []
    for line in lines:
        moment = dt_util.as_local(dt_util.utc_from_timestamp(line["when"]))
        text = f"{moment:%H:%M} {line.get('message') or line.get('state')}"
        cause = who(line, people)
        pictures.append(f"{text} ({cause})" if cause else text)
    return pictures


@pytest.mark.parametrize(
    ("language", "expected"), [("en", ENGLISH), ("de", GERMAN)], ids=["en", "de"]
)
async def test_hour_is_told_in_sentences(
    hass: HomeAssistant,
    activity: Activity,
    hour: Hour,
    anna: str,
    language: str,
    expected: list[str],
) -> None:
    await hass.config.async_update(language=language)

    await hour()

    lines = await activity.told()
    picture = _picture(lines, {anna: "Anna"})
    assert picture == expected
    assert {line["entity_id"] for line in lines} == {"event.chastify_lock_events"}


@pytest.mark.parametrize("activity_config", [_documented()])
async def test_documented_configuration_leaves_one_line_an_event(
    activity: Activity, account: Account, hour: Hour, anna: str
) -> None:
    await hour()

    lines = [
        line
        for line in await activity.lines()
        if str(line["entity_id"]).split(".")[0] not in RULES
    ]
    sessions = [
        line
        for line in lines
        if line["entity_id"] == account.entity_ids()["calendar.lock_sessions"]
    ]
    assert [line["state"] for line in sessions] == ["off", "on"]
    rest = [line for line in lines if line not in sessions]
    assert _picture(rest, {anna: "Anna"}) == ENGLISH


async def test_lines_are_found_by_the_lock(
    activity: Activity, account: Account, hour: Hour
) -> None:
    await hour()
    told = [line["message"] for line in await activity.told()]

    device_id = lock_device_id(account)
    ids = account.entity_ids()
    # The page of the device, the page Activity with it as target, and a card.
    for targets in (
        {"device_ids": [device_id], "entity_ids": [*ids.values()]},
        {"entity_ids": [*ids.values()]},
        {"entity_ids": [ids["calendar.lock_sessions"]]},
    ):
        assert await activity.messages(**targets) == told
    assert await activity.messages(entity_ids=[ids["binary_sensor.frozen"]]) == []
