"""The blueprint for hygienic openings: the warning before the end, and the end."""

import pytest

from .house import PHONE, House
from .hygienic_opening import BUTTON, COUNTER, OPENING, PRESSED, counted, press

DAY = 24 * 3600
OPEN = "The lock is open for hygiene until 14:15."
WARNING = "The opening ends at 14:15. Close the lock in time."
END = "The opening is over. The lock has to be closed."

pytestmark = pytest.mark.usefixtures("lasting_lock", "counters")


async def at_two(house: House, **inputs: object) -> None:
    """Open the lock at 14:00, 15 minutes to 14:15."""
    await house.use(
        "hygienic_opening", weekdays=[], opened_by=PRESSED, warn=[PHONE], **inputs
    )
    await house.wait_until("2026-06-02 14:00")
    await press(house)
    assert house.commands() == [OPENING]


@pytest.fixture(autouse=True)
async def button(house: House) -> None:
    """Make a button in the bath."""
    await house.set_state(BUTTON, "unknown")


async def test_the_opening_the_warning_and_the_end_are_told(house: House) -> None:
    await at_two(house)
    assert house.told() == [OPEN]
    await house.wait(779)
    assert house.told() == [OPEN]
    await house.wait(1)
    assert house.told() == [OPEN, WARNING]
    await house.wait(119)
    assert house.told() == [OPEN, WARNING]
    await house.wait(1)
    assert house.told() == [OPEN, WARNING, END]
    assert house.notices() == [END]
    await house.restart()
    assert house.told() == [OPEN, WARNING, END]


async def test_without_anybody_to_tell_home_assistant_shows_it(house: House) -> None:
    await house.use("hygienic_opening", opened_by=PRESSED)
    await press(house)
    shown = house.notices()
    for seconds in (780, 120):
        await house.wait(seconds)
        shown += house.notices()
    assert len(shown) == 3
    assert not house.told()


async def test_messages_are_those_of_the_person(house: House) -> None:
    await at_two(house, open_message="", warn_message="Soon: {end}", end_message="Shut")
    assert not house.notices()
    for seconds in (780, 120):
        await house.wait(seconds)
    assert house.told() == ["Soon: 14:15", "Shut"]


@pytest.mark.parametrize(
    ("warn_before", "told"),
    [
        ({"minutes": 0}, [OPEN, END]),
        ({"minutes": 15}, [OPEN, END]),
        ({"minutes": 20}, [OPEN, END]),
        ({"minutes": 14}, [OPEN, WARNING, END]),
    ],
)
async def test_no_warning_where_there_is_no_time_before_the_end(
    house: House, warn_before: dict[str, int], told: list[str]
) -> None:
    await at_two(house, warn_before=warn_before)
    for _ in range(15):
        await house.wait(60)
    assert house.told() == told


@pytest.mark.parametrize("inputs", [{}, {"counter": COUNTER}])
@pytest.mark.parametrize(
    ("before", "away", "then", "told"),
    [
        (60, 60, 0, []),
        (60, 60, 660, [WARNING]),
        (60, 660, 60, [WARNING]),
        (60, 730, 0, [WARNING]),
        (790, 60, 0, [WARNING]),
        (790, 60, 50, [WARNING, END]),
    ],
)
async def test_restart_within_an_opening(
    house: House,
    inputs: dict[str, str],
    before: float,
    away: float,
    then: float,
    told: list[str],
) -> None:
    """The warning comes at its time, or at once where that has passed."""
    await at_two(house, **inputs)
    await house.wait(before)
    del house.messages[:]
    await house.restart(away=away)
    await house.wait(then)
    assert house.told() == told
    assert house.commands() == [OPENING]


async def test_automation_that_is_saved_within_an_opening(house: House) -> None:
    await at_two(house)
    await house.change(0, warn_message="Soon")
    for seconds in (780, 120):
        await house.wait(seconds)
    assert house.told() == [OPEN, "Soon", END]


async def test_with_the_helper_any_number_of_restarts(house: House) -> None:
    await at_two(house, counter=COUNTER)
    for _ in range(4):
        await house.wait(60)
        await house.restart(away=60)
    assert house.told() == [OPEN]
    await house.wait(300)
    await house.restart()
    await house.restart(away=100)
    await house.wait(20)
    assert house.told() == [OPEN, *[WARNING] * 3, END]
    assert counted(house) == "2026-W23 1 0"


@pytest.mark.parametrize(("inputs", "told"), [({}, []), ({"counter": COUNTER}, [END])])
async def test_end_within_a_restart(
    house: House, inputs: dict[str, str], told: list[str]
) -> None:
    """The helper says that it has not been told."""
    await at_two(house, **inputs)
    del house.messages[:]
    await house.restart(away=3600)
    await house.restart()
    assert house.told() == told


async def test_end_of_long_ago_is_not_told(house: House) -> None:
    await at_two(house, counter=COUNTER)
    del house.messages[:]
    await house.restart(away=2 * DAY)
    assert not house.told()


@pytest.mark.parametrize(("inputs", "told"), [({}, []), ({"counter": COUNTER}, [END])])
async def test_opening_over_the_end_of_the_week(
    house: House, inputs: dict[str, str], told: list[str]
) -> None:
    """Without the helper the new week's opening is worth more than the warning."""
    await house.use("hygienic_opening", opened_by=PRESSED, warn=[PHONE], **inputs)
    await house.wait_until("2026-06-07 23:55")
    await press(house)
    del house.messages[:]
    await house.restart(away=600)
    for seconds in (200, 100):
        await house.wait(seconds)
    assert house.told()[-1:] == told
    await press(house)
    assert house.commands() == [OPENING] * 2


@pytest.mark.parametrize("inputs", [{}, {"counter": COUNTER}])
async def test_opening_in_which_the_clocks_change(
    house: House, inputs: dict[str, str]
) -> None:
    await house.wait_until("2026-10-25 02:55")
    await house.use("hygienic_opening", opened_by=PRESSED, warn=[PHONE], **inputs)
    await press(house)
    await house.wait(60)
    await house.restart(away=60)
    await house.wait(659)
    assert len(house.told()) == 1
    for seconds in (1, 119):
        await house.wait(seconds)
    assert house.told() == [
        "The lock is open for hygiene until 02:10.",
        "The opening ends at 02:10. Close the lock in time.",
    ]
    await house.wait(1)
    assert house.told()[2:] == [END]
    assert house.time().isoformat() == "2026-10-25T02:10:00+01:00"


@pytest.mark.parametrize(("before", "told"), [(60, [OPEN]), (790, [OPEN, WARNING])])
async def test_lock_that_ends_within_an_opening(
    house: House, before: float, told: list[str]
) -> None:
    await at_two(house)
    await house.wait(before)
    house.simulator.end_lock()
    await house.wait(30)
    for seconds in (780, 120):
        await house.wait(seconds)
    assert house.told() == told
