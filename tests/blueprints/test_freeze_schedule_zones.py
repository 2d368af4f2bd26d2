"""The blueprint that freezes the timer, by where persons are, what is off, and at which times."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.acting import act
from tests.simulator import Lock

from .commands import UNFREEZE, freeze
from .freeze_schedule import FROZEN, HELPER, HOURS
from .house import House
from .places import BATHS, GYM, HOME, PARTNER, PHONES, WEARER, Place, Places, zones

FOR: Final = 300
EVENINGS: Final = "schedule.gym_evenings"
pytestmark = pytest.mark.usefixtures("lasting_lock")


@pytest.fixture
async def places(house: House, hass_storage: dict[str, object]) -> Places:
    """Return where the persons are: at home for an hour."""
    hass_storage["zone"] = zones()
    places = Places(house)
    await places.make()
    await house.wait(HOURS)
    return places


async def use(house: House, **inputs: object) -> None:
    """Let the timer be frozen while the wearer isn't at the gym, or as the inputs say."""
    await house.use(
        "freeze_schedule", **{"persons": [WEARER], "zones": [GYM], **inputs}
    )
    # The first rule is loaded as at a start; this is as if somebody had saved it.
    await house.change(0)
    await house.wait(120)


async def edit_zone(
    house: House, ws_client: WebSocketGenerator, command: str, **fields: str
) -> None:
    """Change the gym's zone as its form does."""
    client = await ws_client(house.hass)
    await client.send_json_auto_id(
        {"type": f"zone/{command}", "zone_id": "gym", **fields}
    )
    assert (await client.receive_json())["success"]


async def test_frozen_while_not_at_the_gym(house: House, places: Places) -> None:
    await places.go("gym")
    await use(house)
    await places.go("road")
    await house.wait(FOR - 1)
    assert not house.commands()
    await house.wait(1)
    assert house.commands() == [FROZEN]
    await places.go("home")
    await house.wait(HOURS)
    assert house.commands() == [FROZEN]
    await places.go("gym")
    assert house.commands() == [FROZEN, UNFREEZE]
    assert not house.notices()


async def test_rule_that_is_saved_while_somebody_is_not_at_the_gym(
    house: House, places: Places
) -> None:
    await use(house)
    assert house.commands() == [FROZEN]
    await house.wait(HOURS)
    await act(house.hass, "unfreeze")
    house.forget()
    await house.change(0, reason="Go to the gym.")
    assert not house.commands()


async def test_frozen_while_in_the_zone(house: House, places: Places) -> None:
    await use(house, place="in")
    await house.wait(FOR)
    assert not house.commands()
    await places.go("gym")
    await house.wait(FOR)
    assert house.commands() == [FROZEN]
    await places.go("road")
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_on_gym_evenings_only(house: House, places: Places) -> None:
    """Who comes late is frozen until then; the freeze never outlasts the evening."""
    await house.set_state(EVENINGS, "off")
    await use(house, only_while=[EVENINGS])
    await house.wait(HOURS)
    assert not house.commands()
    end = house.time() + timedelta(hours=2)
    await house.set_state(EVENINGS, "on", next_event=end)
    assert house.commands() == [freeze(2 * HOURS)]
    await places.go("gym")
    assert house.commands()[1:] == [UNFREEZE]
    await house.wait(HOURS)
    await places.go("home")
    await house.wait(FOR)
    assert house.commands()[2:] == [freeze(HOURS - FOR)]
    house.forget()
    await house.set_state(EVENINGS, "off", next_event=end + timedelta(days=2))
    assert house.commands() == [UNFREEZE]
    await house.wait(24 * HOURS)
    assert house.commands() == [UNFREEZE]


@pytest.mark.parametrize("state", ["unavailable", "unknown", "on"])
async def test_times_that_are_unavailable_change_nothing(
    house: House, places: Places, lock: Lock, state: str
) -> None:
    await use(house, only_while=[HELPER])
    await house.set_state(HELPER, state)
    await house.wait(FOR)
    was_frozen = state == "on"
    assert lock.frozen is was_frozen
    await house.set_state(HELPER, "unavailable")
    await places.go("road")
    await house.wait(FOR)
    assert lock.frozen is was_frozen


@pytest.mark.parametrize("lost", ["unavailable", "unknown"])
async def test_unknown_position_changes_nothing(
    house: House, places: Places, lock: Lock, lost: str
) -> None:
    await places.go("gym")
    await use(house)
    await places.be(lost)
    await house.wait(HOURS)
    assert not house.commands()
    await places.go("home")
    await house.wait(FOR)
    assert house.commands() == [FROZEN]
    await places.be(lost)
    await house.wait(HOURS)
    assert house.commands() == [FROZEN]
    assert lock.frozen
    await places.go("gym")
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_router_that_does_not_see_a_person_knows_nothing_of_the_gym(
    house: House, places: Places
) -> None:
    await places.go("gym")
    await use(house)
    await places.see_by_router(is_connected=False)
    await places.be("unknown")
    await house.wait(HOURS)
    assert not house.commands()
    await places.see_by_router(is_connected=True)
    await house.wait(FOR)
    assert house.commands() == [FROZEN]
    await places.see_by_router(is_connected=False)
    await house.wait(HOURS)
    assert house.commands() == [FROZEN]


async def test_router_knows_who_is_not_at_home(house: House, places: Places) -> None:
    await use(house, zones=[HOME])
    await places.see_by_router(is_connected=False)
    await places.be("unknown")
    await house.wait(FOR)
    assert house.commands() == [FROZEN]


async def test_a_device_that_says_its_place_by_name_alone(
    house: House, places: Places
) -> None:
    await places.be("Gym")
    await use(house, persons=[PHONES[WEARER]])
    await places.be("Shop")
    await house.wait(FOR)
    assert house.commands() == [FROZEN]
    await places.be("Gym")
    assert house.commands() == [FROZEN, UNFREEZE]
    await places.be("not_home")
    await house.wait(FOR)
    assert house.commands() == [FROZEN, UNFREEZE, FROZEN]


@pytest.mark.parametrize(
    ("place", "states"),
    [("not_in", (False, True, True, False)), ("in", (False, False, True, True))],
)
async def test_one_of_two_persons_is_enough(
    house: House, places: Places, lock: Lock, place: str, states: tuple[bool, ...]
) -> None:
    for person in (WEARER, PARTNER):
        await places.go("gym" if place == "not_in" else "home", person)
    await use(house, persons=[WEARER, PARTNER], place=place)
    frozen = [lock.frozen]
    for person, goes_to_gym in ((WEARER, False), (PARTNER, True), (WEARER, True)):
        await places.go("gym" if goes_to_gym else "road", person)
        await house.wait(FOR)
        frozen.append(lock.frozen)
    assert tuple(frozen) == states


async def test_one_of_several_zones_is_enough(
    house: House, places: Places, lock: Lock
) -> None:
    await use(house, zones=[GYM, BATHS])
    assert lock.frozen
    for place in ("gym", "baths"):
        await places.go("road")
        await house.wait(FOR)
        assert lock.frozen
        await places.go(place)
        assert not lock.frozen


async def test_who_is_in_a_smaller_zone_is_in_the_larger_too(
    house: House, places: Places
) -> None:
    await places.go("gym")
    await use(house)
    await places.go("sauna")
    await house.wait(HOURS)
    assert not house.commands()
    await places.go("gym and cafe")
    await house.wait(HOURS)
    assert not house.commands()


@pytest.mark.parametrize("passer_by", [False, True])
async def test_who_leaves_the_zone_and_stays_in_one_that_overlaps_it(
    house: House, places: Places, *, passer_by: bool
) -> None:
    """The name of the place stays the same."""
    await places.go("gym and cafe")
    await use(house)
    await places.go("cafe")
    await house.wait(FOR - 1)
    assert not house.commands()
    if passer_by:
        await places.go("gym and cafe")
        await house.wait(HOURS)
        assert not house.commands()
        return
    await house.wait(1)
    assert house.commands() == [FROZEN]
    await places.go("gym and cafe")
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_zone_that_gives_no_name_to_a_place(house: House, places: Places) -> None:
    await use(house, zones=[BATHS], place="in")
    await places.go("baths")
    await house.wait(FOR)
    assert house.commands() == [FROZEN]
    await places.go("road")
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_zone_that_is_renamed(
    house: House, places: Places, hass_ws_client: WebSocketGenerator
) -> None:
    await places.go("gym")
    await use(house)
    await edit_zone(house, hass_ws_client, "update", name="Studio")
    await house.wait(HOURS)
    await places.go("gym")
    await house.wait(HOURS)
    assert not house.commands()
    await places.go("road")
    await house.wait(FOR)
    assert house.commands() == [FROZEN]
    await places.go("gym")
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_zone_that_is_deleted_changes_nothing(
    house: House, places: Places, hass_ws_client: WebSocketGenerator
) -> None:
    await places.go("gym")
    await use(house)
    await edit_zone(house, hass_ws_client, "delete")
    await places.go("road")
    await house.wait(HOURS)
    assert not house.commands()


@pytest.mark.parametrize("place", ["not_in", "in"])
async def test_who_is_there_for_a_moment_does_not_count(
    house: House, places: Places, place: str
) -> None:
    before: Place
    moment: Place
    before, moment = ("gym", "road") if place == "not_in" else ("road", "gym")
    await places.go(before)
    await use(house, place=place)
    for _ in range(3):
        await places.go(moment)
        await house.wait(3)
        await places.go(before)
        await house.wait(FOR)
    assert not house.sent()


async def test_for_no_time_at_all(house: House, places: Places) -> None:
    await places.go("gym")
    await use(house, away_for={"seconds": 0})
    await places.go("road")
    assert house.commands() == [FROZEN]


async def test_what_somebody_unfreezes_stays_so_from_place_to_place(
    house: House, places: Places
) -> None:
    await places.go("gym")
    await use(house)
    await places.go("road")
    await house.wait(FOR)
    await house.wait(HOURS)
    await act(house.hass, "unfreeze")
    house.forget()
    for place in ("shop", "road", "cafe", "home"):
        await house.wait(HOURS)
        await places.go(place)
        await house.wait(FOR)
        await house.wait(60)
    assert not house.commands()
    await places.go("gym")
    await places.go("road")
    await house.wait(FOR)
    assert house.commands() == [FROZEN]


async def test_who_stays_nowhere_for_long_counts_at_the_first_longer_stay(
    house: House, places: Places
) -> None:
    await places.go("gym")
    await use(house)
    for place in ("road", "shop", "road"):
        await places.go(place)
        await house.wait(FOR - 60)
    assert not house.commands()
    await places.go("home")
    await house.wait(FOR)
    assert house.commands() == [FROZEN]


async def test_who_leaves_before_a_restart_is_noticed_after_it(
    house: House, places: Places
) -> None:
    await places.go("gym")
    await use(house)
    await places.go("road")
    await house.restart(away=60)
    for _ in range(5):
        await house.wait(60)
    assert house.commands() == [FROZEN]


async def test_who_is_back_while_home_assistant_is_off_is_unfrozen_after_it(
    house: House, places: Places
) -> None:
    await use(house)
    assert house.commands() == [FROZEN]
    await house.end()
    await places.go("gym")
    await house.restart(away=HOURS)
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_restart_keeps_what_is_frozen_by_place(
    house: House, places: Places, lock: Lock
) -> None:
    await places.go("gym")
    await use(house)
    await places.go("road")
    await house.wait(FOR)
    await house.restart(away=600)
    await house.wait(HOURS)
    assert house.commands() == [FROZEN]
    assert lock.frozen
    await places.go("gym")
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_frozen_while_off(house: House) -> None:
    await house.set_state(HELPER, "on")
    await house.use("freeze_schedule", frozen_while_off=[HELPER])
    await house.wait(60)
    for state in ("unavailable", "on", "off", "unknown", "off", "on"):
        await house.set_state(HELPER, state)
    assert house.commands() == [FROZEN, UNFREEZE]


@pytest.mark.parametrize(
    "inputs", [{}, {"persons": [WEARER]}, {"zones": [GYM]}, {"only_while": [HELPER]}]
)
async def test_nothing_chosen_freezes_nothing(
    house: House, places: Places, inputs: Mapping[str, object]
) -> None:
    await house.set_state(HELPER, "on")
    await house.use("freeze_schedule", **inputs)
    await places.go("gym")
    await places.go("road")
    await house.wait(HOURS)
    assert not house.sent()
