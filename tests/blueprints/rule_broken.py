"""A wardrobe that has to stay shut, and questions about it, for the tests of the blueprint."""

from typing import Final

from tests.acting import named

from .commands import logged
from .house import House
from .phone import Phone

WARDROBE: Final = "binary_sensor.wardrobe"
COUNTER: Final = "input_text.counter"
OPENED: Final = [{"trigger": "state", "entity_id": WARDROBE, "to": "on"}]
PENALTY: Final = named("add_time", 900)
SENT: Final = [PENALTY, logged("15 minutes added", "A rule was broken.")]
QUESTION: Final = "A rule was broken.\nAdd 15 minutes?"
CLEAR: Final = "clear_notification"
APPLY: Final = 0
LEAVE: Final = 1


async def open_it(house: House) -> None:
    """Open the wardrobe and shut it again."""
    await house.set_state(WARDROBE, "on")
    await house.set_state(WARDROBE, "off")


async def use_asking(house: House, *phones: Phone, **inputs: object) -> str:
    """Set up the rule, which asks on the phones."""
    return await house.use(
        "rule_broken",
        broken_by=OPENED,
        ask_on=[phone.id for phone in phones],
        **inputs,
    )
