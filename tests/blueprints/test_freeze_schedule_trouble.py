"""The blueprint that freezes the timer: restarts, locks that end, outages and refusals."""

import pytest

from tests.simulator import Fault, Lock

from .commands import UNFREEZE
from .freeze_schedule import FROZEN, HOURS, OTHER, begin, end, plan
from .house import PHONE, House

FREEZE_REQUEST = "POST /api/apps/v1/lock/freeze"
UNFREEZE_REQUEST = "POST /api/apps/v1/lock/unfreeze"

pytestmark = pytest.mark.usefixtures("lasting_lock")


async def outage_that_is_not_shown_yet(house: House) -> None:
    """Begin while the service is away, but the entities don't show it yet."""
    house.lose_service()
    await begin(house)
    for _ in range(6):
        await house.wait(61)


async def test_freeze_that_ends_in_an_outage_is_asked_for_again(house: House) -> None:
    await plan(house)
    await begin(house)
    await house.be_away()
    await house.wait(12 * HOURS)
    await house.come_back()
    assert house.commands() == [FROZEN] * 2


async def test_restart_keeps_whose_freeze_it_is(house: House) -> None:
    await plan(house)
    await begin(house)
    await house.restart(away=600)
    await house.wait(HOURS)
    assert house.commands() == [FROZEN]
    await end(house)
    assert house.commands() == [FROZEN, UNFREEZE]


@pytest.mark.parametrize("service_is_away", [False, True])
async def test_begin_while_home_assistant_is_off_is_made_up_for(
    house: House, service_is_away: bool
) -> None:
    await plan(house)
    await house.end()
    await begin(house)
    if service_is_away:
        house.lose_service()
    await house.restart(away=HOURS)
    if service_is_away:
        assert not house.commands()
        await house.come_back()
    assert house.commands() == [FROZEN]


@pytest.mark.parametrize("service_is_away", [False, True])
async def test_end_while_home_assistant_is_off_is_made_up_for(
    house: House, service_is_away: bool
) -> None:
    await plan(house)
    await begin(house)
    await house.end()
    await end(house)
    if service_is_away:
        house.lose_service()
    await house.restart(away=HOURS)
    if service_is_away:
        assert house.commands() == [FROZEN]
        await house.come_back()
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_restart_after_somebody_froze_anew_unfreezes_nothing(
    house: House, lock: Lock
) -> None:
    await plan(house)
    await begin(house)
    lock.unfreeze()
    await house.wait(120)
    lock.freeze()
    await house.wait(30)
    await house.end()
    await end(house)
    await house.restart(away=HOURS)
    assert house.commands() == [FROZEN]


async def test_without_a_lock_nothing_is_sent_or_told(house: House) -> None:
    await plan(house)
    house.simulator.end_lock()
    await house.wait(30)
    await begin(house)
    await house.wait(HOURS)
    await end(house)
    assert not house.sent()
    assert not house.notices()


async def test_lock_that_has_just_ended(house: House) -> None:
    await plan(house)
    house.simulator.end_lock()
    await begin(house)
    await house.wait(HOURS)
    assert not house.sent()
    assert not house.notices()


async def test_lock_that_ends_while_frozen(house: House) -> None:
    await plan(house)
    await begin(house)
    house.simulator.end_lock()
    await end(house)
    await house.wait(HOURS)
    assert house.commands() == [FROZEN]
    assert not house.notices()


async def test_lock_that_starts_meanwhile_is_frozen(house: House) -> None:
    await plan(house)
    await begin(house)
    house.simulator.end_lock()
    await house.wait(30)
    house.simulator.start_lock()
    await house.wait(60)
    assert house.commands() == [FROZEN] * 2
    await end(house)
    assert house.commands() == [FROZEN] * 2 + [UNFREEZE]


async def test_begin_in_an_outage_is_made_up_for_after_it(house: House) -> None:
    await plan(house)
    await house.be_away()
    await begin(house)
    assert not house.commands()
    await house.come_back()
    assert house.commands() == [FROZEN]
    await end(house)
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_late_freeze_is_told_and_known_as_that_of_the_rule(
    house: House, lock: Lock
) -> None:
    await plan(house, told=[PHONE])
    await outage_that_is_not_shown_yet(house)
    told = house.notices()
    assert len(told) == 1
    assert told[0].startswith("The timer should be frozen now, but the lock could not")
    assert house.told() == told
    house.simulator.clear_faults()
    await house.wait(61)
    assert house.commands() == [FROZEN]
    await house.wait(HOURS)
    await end(house)
    assert house.commands() == [FROZEN, UNFREEZE]
    assert house.told() == told


async def test_end_in_an_outage_ends_the_tries(house: House, lock: Lock) -> None:
    await plan(house)
    await outage_that_is_not_shown_yet(house)
    await end(house)
    await house.come_back()
    await house.wait(61)
    assert not house.commands()
    assert not lock.frozen


async def test_another_rule_takes_no_late_freeze_for_its_own(house: House) -> None:
    await plan(house, OTHER)
    other = house.hass.states.get("automation.freeze_schedule_0")
    await plan(house)
    await outage_that_is_not_shown_yet(house)
    house.simulator.clear_faults()
    await house.wait(61)
    assert house.commands() == [FROZEN]
    now = house.hass.states.get("automation.freeze_schedule_0")
    assert other is not None
    assert now is not None
    assert now.attributes["last_triggered"] == other.attributes["last_triggered"]


async def test_freeze_that_is_refused_is_tried_three_times_and_told(
    house: House, lock: Lock
) -> None:
    await plan(house, told=[PHONE])
    house.refuse("lock/freeze")
    await begin(house)
    for _ in range(5):
        await house.wait(61)
    assert house.commands() == [FROZEN] * 3
    (notice,) = house.notices()
    assert notice.startswith("The timer should be frozen now, but that failed.")
    assert house.told() == [notice]
    assert not house.log()


async def test_freeze_that_is_tried_again_is_known_as_that_of_the_rule(
    house: House,
) -> None:
    await plan(house)
    house.simulator.order(Fault(status=503), match=FREEZE_REQUEST)
    await begin(house)
    await house.wait(61)
    assert house.commands() == [FROZEN] * 2
    await house.wait(300)
    await end(house)
    assert house.commands() == [FROZEN, FROZEN, UNFREEZE]
    assert not house.notices()


async def test_freeze_whose_answer_is_lost_is_not_sent_again(house: House) -> None:
    await plan(house)
    house.simulator.order(Fault(close="after"), match=FREEZE_REQUEST)
    await begin(house)
    await house.wait(61)
    assert house.commands() == [FROZEN]
    await end(house)
    assert house.commands() == [FROZEN, UNFREEZE]


@pytest.mark.parametrize("failures", [1, 9])
async def test_unfreeze_is_tried_again(house: House, lock: Lock, failures: int) -> None:
    await plan(house)
    await begin(house)
    await house.wait(HOURS)
    house.simulator.order(Fault(status=503), times=failures, match=UNFREEZE_REQUEST)
    await end(house)
    for _ in range(failures):
        await house.wait(61)
    assert house.commands() == [FROZEN] + [UNFREEZE] * (failures + 1)
    assert not lock.frozen
    await house.wait(600)
    assert not house.notices()


async def test_unfreeze_that_fails_for_long_is_told(house: House, lock: Lock) -> None:
    await plan(house, told=[PHONE])
    await begin(house)
    await house.wait(HOURS)
    house.refuse("lock/unfreeze")
    await end(house)
    for _ in range(12):
        await house.wait(61)
    assert house.commands() == [FROZEN] + [UNFREEZE] * 10
    (notice,) = house.notices()
    assert notice.startswith("The timer should be unfrozen now, but that failed")
    assert "12 hours after it began" in notice
    assert house.told() == [notice]


async def test_end_in_an_outage_that_is_not_shown_yet(house: House) -> None:
    await plan(house)
    await begin(house)
    await house.wait(HOURS)
    house.lose_service()
    await end(house)
    house.simulator.clear_faults()
    await house.wait(61)
    assert house.commands() == [FROZEN, UNFREEZE]


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        (
            False,
            "The timer was frozen, but that could not be written to the log of the lock.",
        ),
        (
            True,
            "The timer was unfrozen, but that could not be written to the log of the lock.",
        ),
    ],
)
async def test_log_that_is_refused_is_told(
    house: House, lock: Lock, ended: bool, told: str
) -> None:
    await plan(house)
    if ended:
        await begin(house)
    house.refuse("logs/custom")
    await (end if ended else begin)(house)
    assert house.notices() == [told]
    assert lock.frozen is not ended


async def test_disabled_freeze_is_told(house: House) -> None:
    await plan(house)
    await house.disable("freeze")
    await begin(house)
    for _ in range(3):
        await house.wait(61)
    (notice,) = house.notices()
    assert notice.startswith("The timer should be frozen now, but that failed.")
    assert not house.sent()
