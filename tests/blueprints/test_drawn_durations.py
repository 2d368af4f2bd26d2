"""Durations that are drawn between two, and how the log says them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final
from unittest.mock import patch

import pytest

from tests.acting import named
from tests.simulator import Lock

from .house import House

SWITCH: Final = "input_boolean.switch"
TURNED_ON: Final = [{"trigger": "state", "entity_id": SWITCH, "to": "on"}]
DAY: Final = 86_400

type Inputs = Mapping[str, object]

pytestmark = pytest.mark.usefixtures("lasting_lock")


def first(choices: Sequence[int]) -> int:
    """Draw the lowest."""
    return choices[0]


def last(choices: Sequence[int]) -> int:
    """Draw the highest."""
    return choices[-1]


@contextmanager
def drawing(draw: object) -> Iterator[None]:
    """Let everything that is drawn be the lowest or the highest."""
    with patch("random.choice", draw):
        yield


class Rule:
    """A rule or a script whose duration can be drawn."""

    def __init__(self, name: str, command: str, field: str, **inputs: object) -> None:
        """Name the blueprint, what it sends and the input that holds the duration."""
        self.name = name
        self.command = command
        self._field = field
        self._inputs = inputs

    async def act(self, house: House, amount: object, at_most: object) -> list[object]:
        """Let it act once; returns its commands."""
        inputs = {**self._inputs, self._field: amount, "at_most": at_most}
        if self.name in ("penalty", "reward"):
            await house.use_script(self.name, **inputs)
            await house.hass.services.async_call("script", self.name, blocking=True)
            await house.settled()
        else:
            await house.set_state(SWITCH, "off")
            await house.use(self.name, **inputs)
            await house.set_state(SWITCH, "on")
        return [*house.commands()]


RULES: Final = [
    Rule("penalty", "add_time", "amount", longest={"days": 9}),
    Rule("reward", "remove_time", "amount", longest={"days": 9}),
    Rule(
        "rule_broken",
        "add_time",
        "amount",
        broken_by=TURNED_ON,
        time_a_day={"hours": 99},
    ),
    Rule("habit_reward", "remove_time", "reward", reached=TURNED_ON),
]
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@every_rule
@pytest.mark.parametrize(
    ("amount", "at_most", "lowest", "highest"),
    [
        ({"minutes": 5}, {"minutes": 20}, 300, 1200),
        ({"minutes": 5}, "00:20:00", 300, 1200),
        # Whole minutes between them, where there are any.
        ({"seconds": 90}, {"seconds": 250}, 120, 240),
        ({"seconds": 90}, {"seconds": 110}, 90, 110),
        # Seconds below a minute.
        ({"seconds": 10}, {"seconds": 50}, 10, 50),
        ({"seconds": 10}, {"seconds": 250}, 10, 240),
        # There is nothing between them.
        ({"minutes": 5}, {"minutes": 5}, 300, 300),
        ({"minutes": 5}, {"minutes": 3}, 300, 300),
        ({"minutes": 5}, {"hours": 0, "minutes": 0, "seconds": 0}, 300, 300),
        ({"minutes": 5}, "", 300, 300),
        ({"minutes": 5}, None, 300, 300),
    ],
)
@pytest.mark.parametrize("draw", [first, last])
async def test_both_ends_can_be_drawn(
    house: House,
    rule: Rule,
    amount: object,
    at_most: object,
    lowest: int,
    highest: int,
    draw: object,
) -> None:
    with drawing(draw):
        sent = await rule.act(house, amount, at_most)
    assert sent == [named(rule.command, lowest if draw is first else highest)]


@pytest.mark.parametrize("name", ["penalty", "reward"])
async def test_what_a_caller_gives_is_not_drawn(house: House, name: str) -> None:
    await house.use_script(name, at_most={"minutes": 50})
    with drawing(last):
        await house.hass.services.async_call(
            "script", name, {"amount": {"minutes": 15}}, blocking=True
        )
    await house.settled()
    ((_, body),) = house.commands()
    assert isinstance(body, dict)
    assert body["params"] == 900


@pytest.mark.parametrize("name", ["penalty", "reward"])
async def test_what_is_drawn_is_cut_to_the_longest_duration(
    house: House, name: str
) -> None:
    await house.use_script(name, at_most={"hours": 3})
    with drawing(last):
        await house.hass.services.async_call("script", name, blocking=True)
    await house.settled()
    ((_, body),) = house.commands()
    assert isinstance(body, dict)
    assert body["params"] == 3600


async def test_what_is_drawn_is_cut_to_what_is_above_the_floor(
    house: House, lock: Lock
) -> None:
    lock.remaining = 3600 + 700
    rule = Rule("habit_reward", "remove_time", "reward", reached=TURNED_ON)
    with drawing(last):
        sent = await rule.act(house, {"minutes": 5}, {"minutes": 20})
    assert sent == [named("remove_time", 700)]


@every_rule
@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (60, "1 minute"),
        (90, "1 minute 30 seconds"),
        (900, "15 minutes"),
        (3600, "1 hour"),
        (9000, "2 hours 30 minutes"),
        (DAY, "1 day"),
    ],
)
async def test_the_log_says_how_long_as_people_do(
    house: House, rule: Rule, seconds: int, words: str
) -> None:
    await rule.act(house, {"seconds": seconds}, None)
    (entry,) = house.log()
    assert isinstance(entry, dict)
    done = "added" if rule.command == "add_time" else "removed"
    assert entry["title"] == f"{words} {done}"


async def test_the_log_says_days(house: House) -> None:
    rule = Rule("habit_reward", "remove_time", "reward", reached=TURNED_ON)
    await rule.act(house, {"days": 2, "hours": 3, "seconds": 1}, None)
    (entry,) = house.log()
    assert isinstance(entry, dict)
    assert entry["title"] == "2 days 3 hours 1 second removed"


@pytest.mark.parametrize("draw", [first, last])
async def test_the_log_says_what_was_drawn(house: House, draw: object) -> None:
    with drawing(draw):
        await RULES[0].act(house, {"minutes": 1}, {"hours": 2})
    (entry,) = house.log()
    assert isinstance(entry, dict)
    assert entry["title"] == ("1 minute" if draw is first else "2 hours") + " added"
