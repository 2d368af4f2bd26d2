"""Home Assistant shows by the context who caused an event, and only where that is so."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.core import Context, Event, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from tests.acting import act, on_entity, press, read_after
from tests.added_account import Account
from tests.automation.rules import lock_device_id
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator

from .lines import Activity

ADD: Final = {"action": "chastify.add_time", "data": {"duration": 600}}

type Act = Callable[[HomeAssistant, Account, Context], Awaitable[None]]


async def _call(hass: HomeAssistant, _account: Account, context: Context) -> None:
    await hass.services.async_call(
        "chastify", "freeze", {"duration": 600}, blocking=True, context=context
    )


def _on(action: str, key: str) -> Act:
    async def act_on(hass: HomeAssistant, account: Account, context: Context) -> None:
        domain, _, name = action.partition(".")
        await hass.services.async_call(
            domain,
            name,
            {"entity_id": account.entity_ids()[key]},
            blocking=True,
            context=context,
        )

    return act_on


FREEZES: Final[dict[str, Act]] = {
    "action": _call,
    "button": _on("button.press", "button.freeze"),
    "switch": _on("switch.turn_on", "switch.freeze"),
}


@pytest.mark.parametrize("freeze", FREEZES.values(), ids=FREEZES)
async def test_person_who_acts_is_shown_with_the_event_and_the_states(
    hass: HomeAssistant,
    activity: Activity,
    account: Account,
    anna: str,
    freeze: Act,
) -> None:
    fired = async_capture_events(hass, "chastify_event")
    context = Context(user_id=anna)

    async with read_after():
        await freeze(hass, account, context)

    (event,) = fired
    assert event.context.id == context.id
    (line,) = await activity.told()
    assert line["context_user_id"] == anna
    for key in (
        "event.lock_events",
        "sensor.lock_state",
        "sensor.unlock_time",
        "binary_sensor.frozen",
        "switch.freeze",
    ):
        assert account.full_state(key).context.id == context.id


async def test_automation_is_shown(hass: HomeAssistant, activity: Activity) -> None:
    rule = {
        "alias": "Late again",
        "triggers": {"trigger": "event", "event_type": "late"},
        "actions": [ADD],
    }
    assert await async_setup_component(hass, "automation", {"automation": rule})

    async with read_after():
        hass.bus.async_fire("late")
        await hass.async_block_till_done()

    (line,) = await activity.told()
    assert line["message"] == "ten minutes added"
    assert line["context_event_type"] == "automation_triggered"
    assert line["context_name"] == "Late again"
    moved = [
        other
        for other in await activity.lines()
        if other.get("entity_id") == "sensor.chastify_lock_unlock_time"
    ]
    assert [other["context_name"] for other in moved] == ["Late again"]


async def test_script_is_shown_with_the_person_who_started_it(
    hass: HomeAssistant, activity: Activity, anna: str
) -> None:
    script = {"alias": "Penalty", "sequence": [ADD]}
    assert await async_setup_component(hass, "script", {"script": {"penalty": script}})

    async with read_after():
        await hass.services.async_call(
            "script", "penalty", blocking=True, context=Context(user_id=anna)
        )

    (line,) = await activity.told()
    assert (line["context_domain"], line["context_service"]) == ("script", "penalty")
    assert line["context_user_id"] == anna


async def test_what_others_do_has_no_context(
    hass: HomeAssistant, activity: Activity, account: Account, lock: Lock
) -> None:
    await act(hass, "add_time", duration=600)
    ours = account.full_state("sensor.unlock_time").context
    lock.add_time(300)

    # Within the five seconds for which Home Assistant keeps the context of an entity.
    await act(hass, "get_session")

    for key in ("event.lock_events", "sensor.unlock_time"):
        context = account.full_state(key).context
        assert context.id != ours.id
        assert (context.user_id, context.parent_id) == (None, None)
    _, line = await activity.told()
    assert line["message"] == "five minutes added by somebody else"
    assert not [name for name in line if name.startswith("context_")]


async def test_end_of_our_freeze_is_said_in_words(
    hass: HomeAssistant, activity: Activity, advance: Advance
) -> None:
    fired = async_capture_events(hass, "chastify_event")
    await act(hass, "freeze", duration=600)

    await advance(605)

    assert await activity.messages() == [
        "frozen for ten minutes",
        "unfrozen at the end of the freeze",
    ]
    _, line = await activity.told()
    assert not [name for name in line if name.startswith("context_")]
    assert fired[1].data["by_itself"] is True


async def test_states_are_nobodys_where_others_changed_the_lock_too(
    hass: HomeAssistant, account: Account, lock: Lock, activity: Activity, anna: str
) -> None:
    lock.freeze()
    context = Context(user_id=anna)

    async with read_after():
        await hass.services.async_call(
            "chastify", "add_time", {"duration": 600}, blocking=True, context=context
        )

    assert account.full_state("binary_sensor.frozen").context.id != context.id
    assert [
        (line["message"], line.get("context_user_id")) for line in await activity.told()
    ] == [("frozen by somebody else", None), ("ten minutes added", anna)]


async def test_two_presses_of_a_person_are_one_line_of_that_person(
    hass: HomeAssistant,
    account: Account,
    activity: Activity,
    simulator: Simulator,
    anna: str,
) -> None:
    add = _on("button.press", "button.add_time")
    simulator.order(Fault(delay=0.05), match="POST")

    async with read_after():
        await asyncio.gather(
            *(add(hass, account, Context(user_id=anna)) for _ in range(2))
        )

    (line,) = await activity.told()
    assert line["message"] == "two hours added"
    assert line["context_user_id"] == anna


async def test_presses_of_two_people_in_one_line_are_put_on_neither(
    hass: HomeAssistant,
    account: Account,
    activity: Activity,
    simulator: Simulator,
    anna: str,
) -> None:
    add = _on("button.press", "button.add_time")
    bert = await hass.auth.async_create_user("Bert", group_ids=[GROUP_ID_ADMIN])
    simulator.order(Fault(delay=0.05), match="POST")

    async with read_after():
        await asyncio.gather(
            *(
                add(hass, account, Context(user_id=user_id))
                for user_id in (anna, bert.id)
            )
        )

    (line,) = await activity.told()
    assert line["message"] == "two hours added"
    assert "context_user_id" not in line


async def test_answer_that_lags_behind_keeps_the_context(
    hass: HomeAssistant,
    activity: Activity,
    simulator: Simulator,
    advance: Advance,
    anna: str,
) -> None:
    await advance(30)
    simulator.order(Fault(lag=1), match="GET")
    context = Context(user_id=anna)
    async with read_after():
        await hass.services.async_call(
            "chastify", "add_time", {"duration": 600}, blocking=True, context=context
        )
    assert await activity.told() == []

    await advance(3)

    (line,) = await activity.told()
    assert line["context_user_id"] == anna


async def test_bus_event_says_what_where_how_much_and_by_whom(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    fired: list[Event[dict[str, object]]] = async_capture_events(hass, "chastify_event")

    await act(hass, "freeze", duration=600)
    await act(hass, "unfreeze")
    lock.add_time(60)
    await advance(30)

    where = {
        "entity_id": account.entity_ids()["calendar.lock_sessions"],
        "device_id": lock_device_id(account),
    }
    ours, others = "home_assistant", "elsewhere"
    assert [event.data for event in fired] == [
        {**where, "type": "frozen", "source": ours, "seconds": 600},
        {**where, "type": "unfrozen", "source": ours, "seconds": None},
        {**where, "type": "time_added", "source": others, "seconds": 60},
    ]


async def test_bus_event_does_not_need_the_event_entity(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account, activity: Activity
) -> None:
    er.async_get(hass).async_update_entity(
        account.entity_ids()["event.lock_events"],
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()

    await press(account, "add_time")

    assert await activity.messages() == ["one hour added"]


async def test_event_after_a_reload_keeps_the_context_of_its_command(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    activity: Activity,
    simulator: Simulator,
    anna: str,
) -> None:
    context = Context(user_id=anna)
    simulator.order(Fault(status=500), match="GET")
    await hass.services.async_call(
        "chastify", "freeze", {"duration": 600}, blocking=True, context=context
    )
    simulator.clear_faults()

    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()

    (line,) = await activity.told()
    assert line["message"] == "frozen for ten minutes"
    assert line["context_user_id"] == anna


async def test_command_that_no_reading_shows_explains_nothing_later(
    hass: HomeAssistant, account: Account, lock: Lock, activity: Activity
) -> None:
    await on_entity(
        account, "notify.send_message", "notify.lock_history", message="hello"
    )
    lock.add_time(600)
    await act(hass, "get_session")

    (line,) = await activity.told()
    assert line["message"] == "ten minutes added by somebody else"
    assert "context_service" not in line
