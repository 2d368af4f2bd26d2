"""Rules that are kept to the locks of one role or of one wearer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pytest

from homeassistant.helpers import entity_registry as er
from tests.acting import named
from tests.simulator import Fault, JsonValue, Lock

from .house import PHONE, House
from .whose_lock import Whose, another, lock_of_berta, meant, nothing_happened, own

SWITCH: Final = "input_boolean.switch"
COUNTER: Final = "input_text.counter"
TURNED_ON: Final = [{"trigger": "state", "entity_id": SWITCH, "to": "on"}]


@dataclass(frozen=True)
class Rule:
    """A rule that sends one command when the switch is turned on, and then writes a log."""

    name: str
    inputs: Mapping[str, object]
    command: tuple[str, JsonValue]

    async def begin(self, house: House, **inputs: object) -> str:
        """Let the house have the rule; returns its entity id."""
        await house.set_state(SWITCH, "off")
        return await house.use(self.name, told=[PHONE], **self.inputs, **inputs)


BROKEN: Final = Rule("rule_broken", {"broken_by": TURNED_ON}, named("add_time", 900))
COUNTED: Final = Rule(
    "rule_broken", {**BROKEN.inputs, "counter": COUNTER}, BROKEN.command
)
HABIT: Final = Rule("habit_reward", {"reached": TURNED_ON}, named("remove_time", 1800))

every_rule = pytest.mark.parametrize(
    "rule", [BROKEN, COUNTED, HABIT], ids=["broken", "counted", "habit"]
)
# Each of these acts once a day.
once_a_day = pytest.mark.parametrize("rule", [BROKEN, HABIT], ids=["broken", "habit"])

pytestmark = pytest.mark.usefixtures("counters")


async def turn_on(house: House) -> None:
    """Turn the switch on and off again."""
    await house.set_state(SWITCH, "on")
    await house.set_state(SWITCH, "off")


async def rename_sensors(house: House) -> None:
    """Give the sensors entity ids that say nothing."""
    registry = er.async_get(house.hass)
    for key in ("wearer", "keyholder", "role"):
        entity_id = house.account.entity_ids()[f"sensor.{key}"]
        registry.async_update_entity(entity_id, new_entity_id=f"sensor.of_{key[:3]}")
    await house.settled()


@every_rule
@meant
async def test_lock_that_is_meant(house: House, rule: Rule, whose: Whose) -> None:
    await rule.begin(house, **whose)
    await turn_on(house)
    assert house.commands() == [rule.command]
    assert len(house.log()) == 1


@every_rule
@another
async def test_another_lock_is_left_alone(
    house: House, rule: Rule, whose: Whose
) -> None:
    automation = await rule.begin(house, **whose)
    counted = house.state(COUNTER).state
    await turn_on(house)
    await house.run_by_hand(automation)
    assert nothing_happened(house)
    assert house.state(COUNTER).state == counted


@every_rule
@own
async def test_lock_that_another_wearer_has_by_now(
    house: House, rule: Rule, whose: Whose
) -> None:
    """The entities don't show it yet."""
    await rule.begin(house, **whose)
    lock_of_berta(house)
    await turn_on(house)
    assert nothing_happened(house)


@every_rule
@own
@pytest.mark.parametrize("is_renamed", [False, True], ids=["named", "renamed"])
async def test_another_lock_uses_nothing_up(
    house: House, rule: Rule, whose: Whose, lock: Lock, is_renamed: bool
) -> None:
    if is_renamed:
        await rename_sensors(house)
    await rule.begin(house, **whose)
    await house.restart()
    lock_of_berta(house)
    await house.wait(30)
    await turn_on(house)
    assert nothing_happened(house)
    house.simulator.move_on(lock)
    await house.wait(30)
    await turn_on(house)
    assert house.commands() == [rule.command]


@once_a_day
async def test_sensors_that_are_renamed(house: House, rule: Rule) -> None:
    await rename_sensors(house)
    await rule.begin(house, only_wearer="sim_wearer", only_as="wearer")
    await house.use(rule.name, **rule.inputs, only_wearer="sim_keyholder")
    await house.use(rule.name, **rule.inputs, only_as="keyholder")
    await turn_on(house)
    assert house.commands() == [rule.command]
    assert not house.notices()


@once_a_day
@own
async def test_lock_that_can_not_be_read_is_told(
    house: House, rule: Rule, whose: Whose
) -> None:
    await rule.begin(house, **whose)
    await house.be_away()
    await turn_on(house)
    (notice,) = house.notices()
    assert "could not be read" in notice
    assert not house.sent()


@every_rule
@own
async def test_lock_that_can_not_be_read_at_once(
    house: House, rule: Rule, whose: Whose
) -> None:
    await rule.begin(house, **whose)
    house.simulator.order(Fault(status=503), times=None, match="GET")
    await turn_on(house)
    (notice,) = house.notices()
    assert "could not be read" in notice
    assert not house.sent()
