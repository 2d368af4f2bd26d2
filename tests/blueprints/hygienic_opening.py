"""Hygienic openings, and their triggers, for the tests of the blueprint."""

from itertools import count

from tests.acting import named

from .house import House

BUTTON = "input_button.bath"
PRESSED = [{"trigger": "state", "entity_id": BUTTON}]
COUNTER = "input_text.counter"
OPENING = named("hygienic_unlock.start", {"durationSeconds": 900})
PRESSES = count()


async def press(house: House) -> None:
    """Press the button in the bath."""
    await house.set_state(BUTTON, f"press {next(PRESSES)}")


def counted(house: House) -> str:
    """Return the value of the helper."""
    return house.state(COUNTER).state
