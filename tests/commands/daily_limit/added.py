"""Time that is added, or refused for the daily limit."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from tests.acting import act, failure, key_of, placeholders_of

HOUR = {"hours": 1}


async def refused(hass: HomeAssistant, action: str, **data: object) -> dict[str, str]:
    """Return the placeholders of the error that a command over the limit ends with."""
    error = await failure(hass, ServiceValidationError, action, **data)
    key = key_of(error)
    assert key is not None
    assert key.startswith("daily_limit")
    told = placeholders_of(error)
    assert told["command_key"] == action
    return {name: told[name] for name in ("limit", "added", "left")}


async def use_up(hass: HomeAssistant) -> None:
    """Use up the limit."""
    await act(hass, "add_time", duration={"hours": 2})
