"""The blueprint that freezes the timer, where its form doesn't say by what."""

from collections.abc import Mapping
from typing import Final

import pytest

from tests.simulator import Lock

from .commands import UNFREEZE
from .freeze_schedule import FROZEN, HELPER, HOURS, begin, end
from .house import PHONE, House

PERSON: Final = "person.wearer"
ZONE: Final = "zone.home"
NOTHING: Final = "Nothing is chosen that freezes the timer. Choose what is on or off, or persons and a zone."
NO_ZONE: Final = "Persons are chosen, but no zone. Choose one; until then it does not matter where they are."
NO_PERSONS: Final = "A zone is chosen, but no persons. Choose them; until then the zone does not matter."

every_incomplete = pytest.mark.parametrize(
    ("inputs", "notice"),
    [
        ({}, NOTHING),
        ({"only_while": [HELPER]}, NOTHING),
        ({"persons": [PERSON]}, NO_ZONE),
        ({"zones": [ZONE]}, NO_PERSONS),
    ],
)
pytestmark = pytest.mark.usefixtures("lasting_lock")


@pytest.fixture(autouse=True)
async def person(house: House) -> None:
    """Let somebody be away, and the helper be off."""
    await house.set_state(PERSON, "not_home")
    await house.set_state(HELPER, "off")


async def save(house: House, **inputs: object) -> None:
    """Set up a complete rule, and save it with other inputs a minute later."""
    await house.use("freeze_schedule", frozen_while=[HELPER], told=[PHONE])
    await house.wait(60)
    await house.change(0, **{"frozen_while": [], **inputs})


@every_incomplete
async def test_it_is_told_when_it_is_saved(
    house: House, inputs: Mapping[str, object], notice: str
) -> None:
    await save(house, **inputs)
    assert house.notices() == [notice]
    assert not house.told()
    house.forget_notices()
    await house.wait(60)
    await house.use("freeze_schedule", frozen_while=[HELPER])
    await house.set_state(PERSON, "home")
    await house.wait(HOURS)
    assert not house.notices()
    assert not house.sent()


@every_incomplete
async def test_it_is_told_at_a_start(
    house: House, inputs: Mapping[str, object], notice: str
) -> None:
    await save(house, **inputs)
    await house.wait(60)
    house.forget_notices()
    await house.restart(away=60)
    await house.wait(60)
    assert house.notices() == [notice]
    assert not house.sent()


async def test_complete_rule_tells_nothing(house: House) -> None:
    await save(house, persons=[PERSON], zones=[ZONE], place="in")
    await house.restart(away=60)
    await house.wait(60)
    assert not house.notices()


async def test_what_is_chosen_besides_counts(house: House) -> None:
    await save(house, frozen_while=[HELPER], persons=[PERSON])
    assert house.notices() == [NO_ZONE]
    await house.wait(60)
    await begin(house)
    await house.wait(60)
    await end(house)
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_freeze_of_the_rule_stays_its_own(house: House) -> None:
    await house.use("freeze_schedule", frozen_while=[HELPER])
    await house.wait(60)
    await begin(house)
    await house.wait(60)
    await house.change(0, persons=[PERSON])
    assert not house.notices()
    await end(house)
    assert house.notices() == [NO_ZONE]
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_freeze_of_the_rule_stays_its_own_in_an_outage(house: House) -> None:
    await house.use("freeze_schedule", frozen_while=[HELPER])
    await house.wait(60)
    await begin(house)
    await house.wait(60)
    await house.be_away()
    await house.change(0, frozen_while=[])
    await house.come_back()
    await house.wait(60)
    assert house.commands() == [FROZEN, UNFREEZE]
    assert house.notices() == [NOTHING]


async def test_freeze_of_somebody_else_is_left_alone(house: House, lock: Lock) -> None:
    lock.freeze()
    await house.wait(60)
    await save(house)
    assert house.notices() == [NOTHING]
    assert not house.sent()


async def test_begin_in_an_outage_is_made_up_for_though_a_zone_is_missing(
    house: House,
) -> None:
    await save(house, frozen_while=[HELPER], persons=[PERSON])
    await house.wait(60)
    await house.be_away()
    await begin(house)
    await house.wait(60)
    await house.restart(away=60)
    await house.come_back()
    await house.wait(60)
    assert house.commands() == [FROZEN]
