"""What in a home still uses jonny5509/Chastify-ha, after its account was taken over."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.recorder import get_instance

from ..const import DOMAIN

# Its actions that have another name now, and its fields that no action has any more.
RENAMED_ACTIONS: Final[Mapping[str, str]] = {
    "action": "perform_action",
    "hygienic_unlock": "start_hygienic_unlock",
    "log_custom": "write_log",
}
_RENAMED_FIELDS: Final[Mapping[str, Collection[str]]] = {
    "add_time": ("seconds",),
    "remove_time": ("seconds",),
    "freeze": ("duration_seconds",),
    "toggle_freeze": ("duration_seconds",),
}


@callback
def async_rules_to_change(hass: HomeAssistant) -> list[str]:
    """Return the names of the automations and scripts that call such an action, with their ids."""
    found: list[str] = []
    # Whoever has none of them shouldn't load them.
    if "automation" in hass.config.components:
        from homeassistant.components import automation  # noqa: PLC0415 - see above

        found += [
            _named(hass, entity.entity_id)
            for entity in hass.data[automation.DATA_COMPONENT].entities
            if isinstance(entity, automation.AutomationEntity)
            and _uses_former(entity.action_script.sequence)
        ]
    if "script" in hass.config.components:
        from homeassistant.components.script import ScriptEntity  # noqa: PLC0415 - see above

        found += [
            _named(hass, entity.entity_id)
            for entity in hass.data["script"].entities
            if isinstance(entity, ScriptEntity) and _uses_former(entity.script.sequence)
        ]
    return sorted(found)


async def async_ended_statistics(
    hass: HomeAssistant, entity_ids: Collection[str]
) -> list[str]:
    """Return those of these entities that have statistics, which nothing adds to any more."""
    if "recorder" not in hass.config.components or not entity_ids:
        return []
    from homeassistant.components.recorder.statistics import get_metadata  # noqa: PLC0415 - as above

    metadata = await get_instance(hass).async_add_executor_job(
        partial(get_metadata, hass, statistic_ids=set(entity_ids))
    )
    return sorted(metadata)


def _uses_former(value: object) -> bool:
    """Tell whether such a call stands anywhere in the steps of a rule."""
    match value:
        case Mapping():
            return any(_calls_former(value)) or any(
                _uses_former(item) for item in value.values()
            )
        case list() | tuple():
            return any(_uses_former(item) for item in value)
    return False


def _calls_former(step: Mapping[object, object]) -> Iterator[bool]:
    """Yield whether a step is such a call, for each way in which it may name its action."""
    data = step.get("data")
    fields = data.keys() if isinstance(data, Mapping) else ()
    for key in ("action", "service"):
        name = step.get(key)
        if not isinstance(name, str) or not name.startswith(f"{DOMAIN}."):
            continue
        action = name.removeprefix(f"{DOMAIN}.")
        yield action in RENAMED_ACTIONS or any(
            field in fields for field in _RENAMED_FIELDS.get(action, ())
        )


def _named(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    return f"{state.name} ({entity_id})" if state else entity_id
