"""Blank arguments of language models, and the questions that they are asked back."""

from typing import Final

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.util.json import JsonObjectType, JsonValueType
from tests.acting import bodies, sent
from tests.added_account import Account
from tests.connected_devices import Toy, device_commands
from tests.second_account import Other
from tests.simulator import Lock, Simulator
from tests.voice.speaking import expose

from .command_cases import CASES, NAMES, Case
from .tools import TOOLS, Model, allowing

BLANKS: Final[tuple[JsonValueType, ...]] = (None, "", " ", "\u00a0\t\n")
WHICH: Final = (
    "Which lock do you mean? Say one of these names with it: sim_wearer, Berta."
)
# The parameters that no tool can do without.
REQUIRED: Final = [
    (name, parameter)
    for name, (_, takes) in TOOLS.items()
    for parameter in takes.split()
    if not parameter.endswith("?")
]


def optional(name: str) -> list[str]:
    """Return the optional arguments of a tool."""
    return [each.strip("?") for each in TOOLS[name][1].split() if each.endswith("?")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_blank_arguments_are_left_out(
    account: Account, lock: Lock, simulator: Simulator, case: Case
) -> None:
    model = await allowing(account, case.name)
    requests = []
    for blank in (..., *BLANKS):
        lock.end_hygiene()
        lock.assign_task("Brush the cat")
        simulator.clear_requests()
        names = ("lock", "whatever", *optional(case.name))
        blanks = {} if blank is ... else dict.fromkeys(names, blank)
        assert await model.call(case.name, {**blanks, **case.arguments})
        requests.append(bodies(simulator))
    assert requests == [requests[0]] * len(requests)
    assert len(requests[0]) == 1


@pytest.mark.parametrize("blank", BLANKS)
async def test_reading_and_stopping_take_blanks(
    hass: HomeAssistant, account: Account, blank: JsonValueType
) -> None:
    expose(account)
    model = await Model.begin(hass)

    assert (await model.call("get_lock", {"lock": blank}))["locks"]
    assert await model.call("stop_devices", {"device": blank}) == {"acknowledged": True}


@pytest.mark.parametrize(("name", "parameter"), REQUIRED)
async def test_assistant_is_asked_back_for_what_decides_something(
    hass: HomeAssistant, toy: Toy, lock: Lock, name: str, parameter: str
) -> None:
    lock.assign_task("Brush the cat")
    model = await allowing(toy.account, name)
    arguments: JsonObjectType = next(
        (case.arguments for case in CASES if case.name == name), {}
    )
    others = {key: value for key, value in arguments.items() if key != parameter}

    told = {
        await model.refusal(name, others),
        *[await model.refusal(name, {**others, parameter: blank}) for blank in BLANKS],
    }

    (answer,) = told
    assert f'"{parameter}" is missing' in answer
    assert answer.endswith("Ask the person for it.")
    assert not sent(toy.simulator)


async def test_number_is_no_answer_to_whether_a_task_was_done(
    account: Account, lock: Lock, simulator: Simulator
) -> None:
    lock.assign_task("Brush the cat")
    model = await allowing(account, "complete_task")

    values: tuple[JsonValueType, ...] = (
        *(float("nan"), float("inf"), -float("inf"), 2, -1, 10**400, 0.5),
        *([], {}, "maybe"),
    )
    for value in values:
        await model.refusal("complete_task", {"successful": value})
    assert not sent(simulator)


@pytest.mark.parametrize("name", NAMES)
async def test_lock_of_several_is_asked_back(
    hass: HomeAssistant,
    account: Account,
    other: Other,
    simulator: Simulator,
    name: str,
) -> None:
    await allowing(other.account, name)
    model = await allowing(account, name)
    arguments = next(case.arguments for case in CASES if case.name == name)

    locks: tuple[JsonValueType, ...] = (*BLANKS, "Zoe", 1, ["Berta"], float("nan"))
    for lock in locks:
        assert await model.refusal(name, {**arguments, "lock": lock}) == WHICH
    assert await model.refusal(name, arguments) == WHICH
    assert not sent(simulator) + sent(other.simulator)


async def test_device_is_asked_for_by_the_names_that_there_are(toy: Toy) -> None:
    model = await allowing(toy.account, "device_command")

    for blank in BLANKS:
        assert await model.refusal("device_command", {"device": blank}) == (
            'Nothing was done: "device" is missing (one of: Toy). Ask the person for it.'
        )
    assert not device_commands(toy.simulator)
    await model.call("device_command", {"device": "Toy", "duration": ""})
    assert len(device_commands(toy.simulator)) == 1
