"""Commands that language models send: the requests of the actions, and only what is allowed."""

import asyncio
import logging
from typing import Final

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.const import CONF_API_TOKEN, EVENT_CALL_SERVICE
from homeassistant.core import HomeAssistant
from homeassistant.util.json import JsonObjectType
from tests.acting import act, bodies, sent, settle, until_sent
from tests.added_account import CONF_BASE_URL, DOMAIN, Account, add
from tests.private_texts import PRIVATE, TOKEN, assert_nothing_private, told
from tests.simulator import Fault, Lock, Simulator
from tests.voice.speaking import expose

from .command_cases import CASES, NAMES, Case
from .tools import Model, allowing

UNEXPOSED: Final[JsonObjectType] = {
    "done": True,
    "lock": {"name": "Chastify lock", "reachable": True},
}
BAD: Final[tuple[tuple[str, JsonObjectType], ...]] = (
    ("add_time", {}),
    ("add_time", {"duration": None}),
    ("add_time", {"duration": 0}),
    ("add_time", {"duration": -60}),
    ("add_time", {"duration": 315_360_001}),
    ("add_time", {"duration": 10**400}),
    ("add_time", {"duration": 1.5}),
    ("add_time", {"duration": float("inf")}),
    ("add_time", {"duration": float("nan")}),
    ("add_time", {"duration": True}),
    ("add_time", {"duration": "an hour"}),
    ("add_time", {"duration": {"hours": 1}}),
    ("add_time", {"duration": [60]}),
    ("add_time", {"duration": 60, "lock": "Chastify lock"}),
    ("add_time", {"duration": 60, "config_entry_id": "x"}),
    ("unfreeze", {"duration": 60}),
    ("apply_time", {"seconds": 0}),
    ("apply_time", {"seconds": -315_360_001}),
    ("freeze", {"duration": 59}),
    ("freeze", {"duration": 86_401}),
    ("toggle_freeze", {}),
    ("start_pillory", {"duration": 60, "reason": "x" * 1001}),
    ("start_pillory", {"duration": 60, "reason": True}),
    ("start_pillory", {"duration": 60, "reason": float("nan")}),
    ("assign_task", {"task": " "}),
    ("assign_task", {"task": ["Brush"]}),
    ("assign_task", {"task": "x", "points": -1}),
    ("assign_task", {"task": "x", "points": 1_000_001}),
    ("assign_task", {"task": "x", "points": False}),
    ("assign_task", {"task": "x", "verification_required": "maybe"}),
    ("assign_task", {"task": "x", "duration": 0}),
    ("assign_task", {"task": "x", "actor": "keyholder"}),
    ("complete_task", {}),
    ("complete_task", {"successful": "perhaps"}),
    ("write_log", {"title": "x" * 181}),
    ("write_log", {"title": "x", "role": "Keyholder"}),
    ("write_log", {"title": "x", "color": "#fff"}),
    ("send_notification", {"message": "x" * 501, "target": "both"}),
    ("send_notification", {"message": "x", "target": "everybody"}),
    ("send_notification", {"message": "x", "target": "both", "title": "x" * 101}),
)


def requests(simulator: Simulator) -> list[object]:
    """Return the commands that reached the service with their locks, and forget them."""
    pinned = [request.headers.get("x-chastify-lock-id") for request in sent(simulator)]
    found: list[object] = [*zip(bodies(simulator), pinned, strict=True)]
    simulator.clear_requests()
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_tool_sends_what_its_action_sends(
    hass: HomeAssistant, account: Account, lock: Lock, simulator: Simulator, case: Case
) -> None:
    def begin_anew() -> None:
        lock.end_hygiene()
        lock.assign_task("Brush the cat")
        simulator.clear_requests()

    model = await allowing(account, case.name)
    calls = async_capture_events(hass, EVENT_CALL_SERVICE)
    begin_anew()
    await act(
        hass, case.name, **(case.arguments if case.fields is None else case.fields)
    )
    (expected,) = requests(simulator)
    calls.clear()
    begin_anew()

    assert await model.call(case.name, case.arguments) == UNEXPOSED

    assert requests(simulator) == [expected]
    (call,) = calls
    assert call.data["service"] == case.name
    assert call.context is model.instance.llm_context.context


async def test_answer_is_what_is_exposed_of_the_lock_after_the_command(
    hass: HomeAssistant, account: Account
) -> None:
    expose(account, ["sensor.time_remaining", "binary_sensor.frozen"])
    model = await allowing(account, "add_time", "freeze")

    async def lock_after(name: str, duration: int) -> object:
        return (await model.call(name, {"duration": duration}))["lock"]

    known = {"name": "Chastify lock", "reachable": True}
    assert await lock_after("add_time", 600) == {
        **known,
        "time_remaining": 28_400,
        "frozen": False,
    }
    assert await lock_after("freeze", 600) == {
        **known,
        "time_remaining": 28_400,
        "frozen": True,
    }
    frozen = account.entity_ids()["binary_sensor.frozen"]
    async_expose_entity(hass, "conversation", frozen, False)
    assert await lock_after("add_time", 60) == {**known, "time_remaining": 28_460}


@pytest.mark.parametrize(
    "fault",
    [
        Fault(),
        Fault(status=400, body={"error": PRIVATE, "message": f"{PRIVATE} {TOKEN}"}),
        Fault(status=500, body=f"<html>{TOKEN} {PRIVATE}</html>"),
    ],
)
async def test_nothing_private_is_told_without_exposure_or_logged_ever(
    hass: HomeAssistant,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
) -> None:
    caplog.set_level(logging.DEBUG)
    simulator.add_token(TOKEN, "wearer", PRIVATE)
    simulator.start_lock(title=PRIVATE)
    simulator.overrides |= {"wearerUsername": PRIVATE, "keyholderUsername": PRIVATE}
    account = await add(
        hass,
        MockConfigEntry(
            domain=DOMAIN,
            title="Chastify",
            data={CONF_API_TOKEN: TOKEN, CONF_BASE_URL: simulator.url},
        ),
    )
    model = await allowing(account, *NAMES)
    simulator.order(fault, times=None, match="POST")

    answers = [
        str(await model.call(name, arguments))
        for name, arguments in [
            ("get_lock", {}),
            *((c.name, c.arguments) for c in CASES),
        ]
    ]
    assert_nothing_private([*answers, model.instance.api_prompt, *told(caplog)])

    keys = ("sensor.wearer", "sensor.keyholder", "sensor.lock_title")
    expose(account, keys)
    assert str(await model.call("get_lock", {})).count(PRIVATE) == len(keys)
    assert_nothing_private(told(caplog))


@pytest.mark.parametrize(("name", "arguments"), BAD)
async def test_bad_arguments_are_told_and_nothing_is_sent(
    account: Account, simulator: Simulator, name: str, arguments: JsonObjectType
) -> None:
    model = await allowing(account, *NAMES)

    await model.refusal(name, arguments)

    assert not sent(simulator)


async def test_refusal_is_told_in_the_language_asked(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await allowing(account, "add_time")
    in_german = await Model.begin(hass, language="de-AT")

    too_much = await in_german.refusal("add_time", {"duration": 90_000})
    assert "wurde nicht" in too_much or "nicht gesendet" in too_much
    # Servers of tools have no language, and Home Assistant writes an asterisk for it.
    in_any = await Model.begin(hass, language="*")
    assert "was not sent" in await in_any.refusal("add_time", {"duration": 90_000})
    hass.config.language = "de"
    assert await in_any.refusal("add_time", {"duration": 90_000}) == too_much
    assert not sent(simulator)


async def test_command_with_an_unknown_outcome_is_sent_once_and_says_so(
    account: Account, simulator: Simulator
) -> None:
    model = await allowing(account, "add_time")
    simulator.order(Fault(close="after"), match="POST")

    assert "It isn't known" in await model.refusal("add_time", {"duration": 60})
    assert len(sent(simulator)) == 1


async def test_command_is_done_though_the_account_is_unloaded_meanwhile(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    model = await allowing(account, "add_time")
    simulator.order(Fault(hang=True), match="POST")
    call = asyncio.create_task(model.call("add_time", {"duration": 60}))
    await until_sent(simulator, 1)
    await hass.config_entries.async_unload(account.entry.entry_id)
    await settle()
    simulator.clear_faults()

    assert await call == {"done": True}
