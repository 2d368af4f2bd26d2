"""The blueprint for a broken rule."""

from datetime import timedelta
from typing import Any

import pytest

from homeassistant.util.yaml import load_yaml_dict
from tests.acting import named
from tests.simulator import Lock

from .commands import freeze, pillory
from .house import BLUEPRINTS, PHONE, House
from .rule_broken import COUNTER, OPENED, PENALTY, WARDROBE, open_it

LOGGED = {"title": "15 minutes added", "description": "A rule was broken."}
pytestmark = pytest.mark.usefixtures("counters", "wardrobe")


def defaults(blueprint: str) -> dict[str, Any]:
    """Return what the form of an automation shows before it is filled in."""
    path = BLUEPRINTS / "automation" / "chastify" / f"{blueprint}.yaml"
    inputs: dict[str, Any] = {}
    for key, given in load_yaml_dict(str(path))["blueprint"]["input"].items():
        inputs |= given.get("input", {key: given})
    return {key: given.get("default") for key, given in inputs.items()}


async def test_time_is_added_and_the_reason_written(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED)
    await open_it(house)
    assert house.sent() == [PENALTY, ("/logs/custom", LOGGED)]
    assert not house.notices()


async def test_the_log_can_be_left_out(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED, write_log=False)
    await open_it(house)
    assert house.sent() == [PENALTY]


async def test_conditions_of_the_person_are_kept(house: House) -> None:
    await house.set_state("input_boolean.allowed", "on")
    await house.use(
        "rule_broken",
        broken_by=OPENED,
        only_if=[
            {"condition": "state", "entity_id": "input_boolean.allowed", "state": "off"}
        ],
    )
    await open_it(house)
    assert not house.sent()
    await house.set_state("input_boolean.allowed", "off")
    await open_it(house)
    assert house.commands() == [PENALTY]


@pytest.mark.parametrize(
    ("penalty", "sent", "title"),
    [
        ("freeze", freeze(900), "Timer frozen for 15 minutes"),
        (
            "pillory",
            pillory(900, "Wardrobe opened"),
            "Pillory for 15 minutes",
        ),
    ],
)
async def test_other_penalties(
    house: House, penalty: str, sent: tuple[str, object], title: str
) -> None:
    await house.use(
        "rule_broken", broken_by=OPENED, penalty=penalty, reason="Wardrobe opened"
    )
    await open_it(house)
    assert house.commands() == [sent]
    assert house.log() == [{"title": title, "description": "Wardrobe opened"}]


async def test_a_frozen_timer_is_not_frozen_again(house: House, lock: Lock) -> None:
    await house.use("rule_broken", broken_by=OPENED, penalty="freeze")
    lock.freeze()
    await house.wait(30)
    await open_it(house)
    assert not house.sent()


async def test_time_by_which_something_must_have_happened(house: House) -> None:
    await house.use("rule_broken", broken_by=[{"trigger": "time", "at": "20:00:00"}])
    await house.wait_until("2026-06-01 19:59")
    assert not house.sent()
    await house.wait_until("2026-06-01 20:00")
    assert house.commands() == [PENALTY]


async def test_saving_and_starting_use_nothing_up(house: House) -> None:
    rule = await house.use("rule_broken", broken_by=OPENED)
    await house.change(0, reason="Another reason.")
    await house.restart()
    assert house.last_run(rule) is None
    await open_it(house)
    assert house.commands() == [PENALTY]
    assert not house.notices()


async def test_what_the_form_shows_untouched_is_what_happens(house: House) -> None:
    shown = defaults("rule_broken")
    assert shown["penalty"] == "add_time"
    await house.use("rule_broken", broken_by=OPENED)
    for _ in range(5):
        await open_it(house)
        await house.wait(3600)
    seconds = timedelta(**shown["amount"]).total_seconds()
    assert house.commands() == [named("add_time", seconds)] * shown["times_a_day"]
    assert seconds * shown["times_a_day"] <= (
        timedelta(**shown["time_a_day"]).total_seconds()
    )
    assert house.log() == [
        {"title": "15 minutes added", "description": shown["reason"]}
    ]


async def test_with_a_helper_so_many_times_a_day(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED, counter=COUNTER, times_a_day=2)
    for _ in range(4):
        await open_it(house)
    assert house.commands() == [PENALTY] * 2
    assert house.state(COUNTER).state == "2026-06-01 2 1800"
    house.forget()
    await house.restart()
    await open_it(house)
    assert not house.sent()

    await house.wait_until("2026-06-02 00:00")
    house.simulator.start_lock()
    await house.wait(60)
    await open_it(house)
    assert house.commands() == [PENALTY]


async def test_two_triggers_at_once_count_as_two(house: House) -> None:
    other = "binary_sensor.drawer"
    await house.set_state(other, "off")
    await house.use(
        "rule_broken",
        broken_by=[{"trigger": "state", "entity_id": [WARDROBE, other], "to": "on"}],
        counter=COUNTER,
        times_a_day=1,
    )
    await house.set_states((WARDROBE, other), "on")
    assert house.commands() == [PENALTY]


async def test_the_time_of_a_day_is_not_exceeded(house: House) -> None:
    await house.use(
        "rule_broken",
        broken_by=OPENED,
        counter=COUNTER,
        times_a_day=3,
        time_a_day={"minutes": 20},
    )
    for _ in range(3):
        await open_it(house)
    assert house.commands() == [PENALTY, named("add_time", 300)]


@pytest.mark.parametrize(("room", "added"), [(600, [600]), (0, [])])
async def test_time_is_not_added_above_the_maximum(
    house: House, lock: Lock, room: int, added: list[int]
) -> None:
    lock.max_remaining = lock.remaining + room
    await house.use("rule_broken", broken_by=OPENED)
    await open_it(house)
    assert house.commands() == [named("add_time", seconds) for seconds in added]


async def test_coming_back_is_no_broken_rule(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED, counter=COUNTER)
    for state in ("unavailable", "on", "unknown", "on", "unavailable"):
        await house.set_state(WARDROBE, state)
    assert not house.sent()


async def test_entity_that_appears_breaks_no_rule(house: House) -> None:
    house.hass.states.async_remove(WARDROBE)
    await house.use("rule_broken", broken_by=OPENED)
    await house.set_state(WARDROBE, "on")
    assert not house.sent()


async def test_without_a_lock_nothing_is_sent_or_told(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED)
    house.simulator.end_lock()
    await house.wait(30)
    await open_it(house)
    assert not house.sent()
    assert not house.notices()


async def test_lock_that_has_just_ended(house: House) -> None:
    """The entities don't show it yet."""
    await house.use("rule_broken", broken_by=OPENED)
    house.simulator.end_lock()
    await open_it(house)
    assert not house.sent()
    assert not house.notices()


async def test_service_that_is_away_is_told(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED, told=[PHONE])
    await house.be_away()
    await open_it(house)
    told = ["The rule was broken, but the lock could not be read. No penalty was sent."]
    assert house.told() == told
    assert house.notices() == told
    assert not house.sent()


async def test_penalty_that_is_refused_is_told_and_not_written(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED)
    await house.disable("add_time")
    await open_it(house)
    (notice,) = house.notices()
    assert notice.startswith("The rule was broken, but the penalty failed.")
    assert not house.sent()


async def test_log_that_is_refused_is_told_after_the_penalty(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED)
    house.refuse("logs/custom")
    await open_it(house)
    assert house.commands() == [PENALTY]
    assert house.notices() == [
        "The penalty was sent, but the reason could not be written to the log of the lock."
    ]


@pytest.mark.parametrize("is_there", [True, False])
async def test_helper_that_can_not_be_read_is_told(
    house: House, is_there: bool
) -> None:
    await house.use("rule_broken", broken_by=OPENED, counter=COUNTER)
    if is_there:
        await house.set_state(COUNTER, "unavailable")
    else:
        house.hass.states.async_remove(COUNTER)
    await open_it(house)
    assert house.notices() == [
        "The rule was broken, but the helper that counts is unavailable. No penalty was sent."
    ]
    assert not house.sent()


async def test_a_day_of_25_hours_is_one_day(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED)
    await house.wait_until("2026-10-25 00:30")
    for hours in (0, 2, 22):
        await house.wait(hours * 3600)
        house.simulator.start_lock()
        await house.wait(60)
        await open_it(house)
    assert house.time().isoformat() == "2026-10-25T23:33:00+01:00"
    assert house.commands() == [PENALTY]


async def test_helper_that_is_too_short_is_told(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED, counter="input_text.short")
    await open_it(house)
    (notice,) = house.notices()
    assert notice.startswith(
        "The rule was broken, but the helper that counts can't take the number"
    )
    assert not house.sent()


async def test_a_template_that_turns_true_by_the_clock_breaks_a_rule(
    house: House,
) -> None:
    template = {"trigger": "template", "value_template": "{{ now().hour == 20 }}"}
    await house.use("rule_broken", broken_by=[template])
    await house.wait_until("2026-06-01 20:00")
    assert house.commands() == [PENALTY]


@pytest.mark.parametrize("penalty", ["add_time", "pillory"])
async def test_no_reason_is_none(house: House, penalty: str) -> None:
    await house.use("rule_broken", broken_by=OPENED, penalty=penalty, reason=" ")
    await open_it(house)
    assert len(house.commands()) == 1
    assert [list(entry) for entry in house.log() if isinstance(entry, dict)] == [
        ["title"]
    ]
    assert not house.notices()


async def test_a_freeze_lasts_a_day_at_most(house: House) -> None:
    days = {"hours": 40}
    await house.use(
        "rule_broken", broken_by=OPENED, penalty="freeze", amount=days, time_a_day=days
    )
    await open_it(house)
    assert house.commands() == [freeze(86_400)]
