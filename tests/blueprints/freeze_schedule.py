"""A schedule that freezes, and its commands, for the tests of the blueprint."""

from .commands import freeze
from .house import House

HELPER = "input_boolean.bedtime"
OTHER = "binary_sensor.other"
HOURS = 3600
FROZEN = freeze(12 * HOURS)


async def plan(house: House, *entity_ids: str, **inputs: object) -> str:
    """Use the blueprint with entities, and let some seconds pass since they were made."""
    entity_ids = entity_ids or (HELPER,)
    for entity_id in entity_ids:
        await house.set_state(
            entity_id, "home" if entity_id.startswith("person") else "off"
        )
    rule = await house.use("freeze_schedule", frozen_while=[*entity_ids], **inputs)
    await house.wait(60)
    return rule


async def begin(house: House) -> None:
    """Turn the helper on."""
    await house.set_state(HELPER, "on")


async def end(house: House) -> None:
    """Turn the helper off."""
    await house.set_state(HELPER, "off")
