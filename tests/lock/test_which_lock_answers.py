"""The lock of an answer that lags behind, has no lock, or leaves the id out."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from tests.acting import act, sent
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator
from tests.told_events import OTHERS, OURS, Events


@pytest.mark.parametrize("had_lock", [True, False])
async def test_new_lock_is_not_taken_back_by_an_answer_that_lags_behind(
    account: Account,
    events: Events,
    simulator: Simulator,
    advance: Advance,
    had_lock: bool,
) -> None:
    if not had_lock:
        simulator.end_lock()
        await advance(30)
    await advance(60)
    events.take()
    simulator.start_lock(title="Next", locked=0)
    await advance(60)
    assert events.take()[-1] == ("lock_started", OTHERS)
    simulator.order(Fault(lag=2), match="GET")

    await advance(30)

    assert account.state("sensor.lock_title") == "Next"
    await advance(3)
    await advance(30)
    assert account.state("sensor.lock_title") == "Next"
    assert events.take() == []


async def test_lock_that_is_seen_again_has_one_session_and_starts_once(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    simulator: Simulator,
    advance: Advance,
) -> None:
    await advance(300)
    for _ in range(5):
        # With the pin, and then without.
        simulator.order(
            Fault(status=409, body={"error": "no_active_lock_session"}),
            match="GET",
            times=2,
        )
        await advance(30)
        await advance(60)

    assert account.state("sensor.lock_state") == "locked"
    assert {event[0] for event in events.take()} == {"lock_ended"}
    found = await answer_of_calendar(account)
    assert [(event["summary"], event["start"]) for event in found] == [
        ("Weekend Challenge", "2026-06-01T04:36:20-07:00")
    ]


async def answer_of_calendar(account: Account) -> list[dict[str, str]]:
    """Return the events of the calendar around now."""
    entity_id = account.entity_ids()["calendar.lock_sessions"]
    found = await account.hass.services.async_call(
        "calendar",
        "get_events",
        {
            "entity_id": entity_id,
            "start_date_time": "2026-05-01 00:00:00",
            "duration": {"days": 60},
        },
        blocking=True,
        return_response=True,
    )
    assert found is not None
    events: list[dict[str, str]] = found[entity_id]["events"]  # type: ignore[index, call-overload, assignment] # the action's own shape
    return events


@pytest.mark.parametrize("fault", [Fault(status=409), Fault(status=409, body="")])
async def test_conflict_of_another_kind_ends_no_lock(
    account: Account,
    events: Events,
    simulator: Simulator,
    advance: Advance,
    fault: Fault,
) -> None:
    simulator.order(
        Fault(status=409, body=fault.body or {"error": "busy"}), match="GET"
    )

    await advance(30)
    await advance(60)

    assert events.take() == []
    assert account.state("sensor.lock_state") == "locked"


async def test_one_answer_without_id_and_title_forgets_neither(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.order(
        Fault(
            overrides={"lockTitle": Simulator.MISSING},
            session_overrides={"lock": Simulator.MISSING},
        ),
        match="GET",
    )
    await advance(30)

    found = await answer_of_calendar(account)
    assert [event["summary"] for event in found] == ["Weekend Challenge"]
    await act(hass, "add_time", duration=600)
    assert sent(simulator)[-1].headers["x-chastify-lock-id"] == lock.lock_id
    assert events.take() == [("time_added", OURS, 600)]
    assert len(await answer_of_calendar(account)) == 1


@pytest.mark.parametrize("seconds", [120, 7200])
async def test_clock_on_the_wall_that_is_set_makes_no_new_lock(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    lock: Lock,
    simulator: Simulator,
    now: FrozenDateTimeFactory,
    advance: Advance,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
) -> None:
    simulator.session_overrides["lock"] = None
    await advance(30)
    steady = hass.loop.time
    monkeypatch.setattr(hass.loop, "time", lambda: steady() - seconds)
    now.tick(seconds)
    # As if the clock of this machine had jumped, and that of the service hadn't.
    lock.add_time(seconds)
    lock.locked -= seconds
    await advance(30)

    assert events.take() == []
    assert len(await answer_of_calendar(account)) == 1
