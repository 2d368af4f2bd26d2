"""`for` of triggers: so long after something began by the lock's own moments."""

from collections.abc import Awaitable, Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from tests.acting import act
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator

from .rules import Watch, device_of, lock_device_id, trigger, watch

HOUR = 3600

type Disturbance = Callable[
    [HomeAssistant, Account, Simulator, Advance], Awaitable[None]
]


def for_an_hour(key: str, account: Account, **options: Any) -> dict[str, Any]:
    """Return a trigger that waits for an hour."""
    return trigger(key, device_of(account), **{"for": {"hours": 1}, **options})


async def reload(
    hass: HomeAssistant, account: Account, _simulator: Simulator, _advance: Advance
) -> None:
    assert await hass.config_entries.async_reload(account.entry.entry_id)


async def outage(
    _hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=503), times=None)
    await advance(30)
    await advance(30)
    assert account.state("binary_sensor.frozen") == "unavailable"
    simulator.clear_faults()


async def one_failed_reading(
    _hass: HomeAssistant, _account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=502))
    await advance(30)


async def an_answer_that_does_not_speak_of_it(
    _hass: HomeAssistant, _account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.overrides |= {
        "frozen": None,
        "unlockable": None,
        "timeRemainingSeconds": None,
    }
    await advance(30)
    for key in ("frozen", "unlockable", "timeRemainingSeconds"):
        del simulator.overrides[key]


async def another_time_zone(
    hass: HomeAssistant, _account: Account, _simulator: Simulator, _advance: Advance
) -> None:
    await hass.config.async_set_time_zone("Asia/Tokyo")


@pytest.mark.parametrize(
    "disturb",
    [
        reload,
        outage,
        one_failed_reading,
        an_answer_that_does_not_speak_of_it,
        another_time_zone,
    ],
)
@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("frozen", {}),
        ("unfrozen", {}),
        ("became_unlockable", {}),
        (
            "time_remaining_crossed_threshold",
            {
                "threshold": {
                    "type": "below",
                    "value": {"number": 2, "unit_of_measurement": "h"},
                }
            },
        ),
        *(("frozen", {"behavior": behavior}) for behavior in ("each", "first", "all")),
    ],
)
async def test_nothing_that_comes_between_begins_it_anew(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    now: FrozenDateTimeFactory,
    key: str,
    options: dict[str, Any],
    disturb: Disturbance,
) -> None:
    if key == "unfrozen":
        lock.freeze()
        await advance(30)
    watched = await watch(hass, for_an_hour(key, account, **options))
    if key == "frozen":
        lock.freeze()
    elif key == "unfrozen":
        lock.unfreeze()
    else:
        lock.remaining = 0 if key == "became_unlockable" else 2 * HOUR - 60
    await advance(30)
    began = now().timestamp()

    await advance(HOUR / 2)
    await disturb(hass, account, simulator, advance)
    await advance(600)
    await advance(began + HOUR - 1 - now().timestamp())
    await act(hass, "get_session")
    assert watched.count() == 0
    await advance(1)
    assert watched.count() == 1
    await advance(HOUR)
    assert watched.count() == 0


async def test_one_answer_without_the_lock_does_not_begin_it_anew(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    watched = await watch(
        hass, trigger("frozen", device_of(account), **{"for": {"hours": 1}})
    )
    lock.freeze(7200)
    await advance(30)
    simulator.order(
        Fault(status=409, body={"error": "no_active_lock_session"}), match="GET"
    )
    for _ in range(119):
        await advance(30)
    assert watched.count() == 0
    for _ in range(3):
        await advance(30)
    assert watched.count() == 1


@pytest.mark.parametrize("key", ["frozen", "unfrozen"])
async def test_it_goes_on_after_a_restart(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    now: FrozenDateTimeFactory,
    key: str,
) -> None:
    """The automation is new then, and has seen nothing begin."""
    if key == "unfrozen":
        lock.freeze()
        await advance(30)
        lock.unfreeze()
    else:
        lock.freeze()
    await advance(30)
    assert await hass.config_entries.async_unload(account.entry.entry_id)
    now.tick(HOUR / 2)
    assert await hass.config_entries.async_setup(account.entry.entry_id)
    watched = await watch(hass, for_an_hour(key, account))
    await advance(HOUR / 2 - 1)
    await act(hass, "get_session")
    assert watched.count() == 0
    await advance(1)
    assert watched.count() == 1


async def test_what_was_so_when_the_lock_was_first_seen_has_not_begun(
    hass: HomeAssistant, account: Account, advance: Advance
) -> None:
    """A lock that was never frozen isn't unfrozen."""
    watched = await watch(hass, for_an_hour("unfrozen", account))
    await advance(HOUR)
    await advance(HOUR)
    assert watched.count() == 0


async def test_in_an_outage_it_waits_for_a_good_reading(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    watched = await watch(hass, for_an_hour("frozen", account))
    lock.freeze()
    await advance(30)
    simulator.order(Fault(status=503), times=None)
    await advance(HOUR)
    assert watched.count() == 0
    simulator.clear_faults()
    await advance(600)
    assert watched.count() == 1


async def test_after_an_outage_only_what_still_holds_starts_it(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    watched = await watch(hass, for_an_hour("frozen", account))
    lock.freeze()
    await advance(30)
    simulator.order(Fault(status=503), times=None)
    await advance(HOUR)
    lock.unfreeze()
    simulator.clear_faults()
    await advance(600)
    assert account.state("binary_sensor.frozen") == "off"
    assert watched.count() == 0


@pytest.mark.parametrize("behavior", ["each", "first", "all"])
async def test_another_lock_begins_it_anew(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    behavior: str,
) -> None:
    watched = await watch(hass, for_an_hour("frozen", account, behavior=behavior))
    lock.freeze()
    await advance(30)
    simulator.start_lock().freeze()
    await advance(30)
    await advance(HOUR)
    assert watched.count() == 0


async def test_another_lock_that_does_not_speak_of_it_ends_the_wait(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    watched = await watch(hass, for_an_hour("frozen", account))
    lock.freeze()
    await advance(30)
    await advance(HOUR - 60)
    simulator.start_lock().freeze()
    simulator.overrides["frozen"] = None
    await advance(30)
    await advance(30)
    assert watched.count() == 0


async def test_an_answer_that_takes_longer_than_the_wait(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    now: FrozenDateTimeFactory,
) -> None:
    watched = await watch(
        hass, trigger("frozen", device_of(account), **{"for": {"seconds": 1}})
    )
    lock.freeze()
    simulator.order(Fault(before_answer=lambda: now.tick(10)))
    await act(hass, "get_session")
    await advance(1)
    assert watched.count() == 1
    await advance(30)
    assert watched.count() == 0


async def test_short_waits_one_after_the_other(
    hass: HomeAssistant, account: Account, advance: Advance
) -> None:
    watched = await watch(
        hass, trigger("frozen", device_of(account), **{"for": {"seconds": 2}})
    )
    for _ in range(3):
        await act(hass, "freeze", duration={"minutes": 10})
        await hass.async_block_till_done(wait_background_tasks=True)
        await advance(2)
        assert watched.count() == 1
        await act(hass, "unfreeze")
        await hass.async_block_till_done(wait_background_tasks=True)


async def test_variables(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    watched = await watch(hass, for_an_hour("frozen", account))
    lock.freeze()
    await advance(30)
    await advance(HOUR)
    await advance(30)
    assert watched.take() == [
        {
            "entity_id": account.entity_ids()["binary_sensor.frozen"],
            "from": "off",
            "to": "on",
        }
    ]


@pytest.mark.parametrize(
    ("behavior", "starts"), [("each", [1, 1]), ("first", [1, 0]), ("all", [0, 1])]
)
async def test_behavior_with_two_locks(
    hass: HomeAssistant,
    account: Account,
    keyholder_entry: MockConfigEntry,
    lock: Lock,
    advance: Advance,
    behavior: str,
    starts: list[int],
) -> None:
    """Wearer and keyholder of one lock; one account has read the freeze 30 s before the other."""
    other = await add(hass, keyholder_entry)
    target = {"device_id": [lock_device_id(account), lock_device_id(other)]}
    watched: Watch = await watch(
        hass, trigger("frozen", target, behavior=behavior, **{"for": {"minutes": 10}})
    )
    lock.freeze()
    await act(hass, "get_session", config_entry_id=account.entry.entry_id)
    await advance(30)
    await advance(540)
    found = []
    for _ in range(2):
        await advance(30)
        found.append(watched.count())
    assert found == starts
