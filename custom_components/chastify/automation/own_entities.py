"""Which of the entities that a trigger or condition targets are ours."""

from collections.abc import Callable, Iterable
from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, target as target_helper
from homeassistant.helpers.target import TargetSelection
from homeassistant.helpers.typing import ConfigType

from ..const import DOMAIN

# Targets have an `exclude` from Home Assistant 2026.11 on; older ones refuse it.
_EXTRACT_EXCLUDED: Final[Callable[[HomeAssistant, TargetSelection, bool], set[str]]] = (
    getattr(
        target_helper,
        "async_extract_excluded_entity_ids",
        lambda _hass, _selection, _expand_group: set(),
    )
)


def own_entities(
    hass: HomeAssistant,
    platform: Platform,
    key: str,
    entity_ids: Iterable[str],
    target: ConfigType,
) -> set[str]:
    """Return those that are this integration's, of the platform and the key of a description.

    A target in triggers.yaml narrows to integration and domain, but not to one of its entities, and
    a target that is written by hand isn't narrowed at all. Home Assistant leaves hidden entities of
    a device out. Here the one entity that counts is taken all the same where the device itself is
    targeted: hiding it from dashboards shall not silently switch a rule off. What the target
    excludes stays excluded.
    """
    registry = er.async_get(hass)
    selection = TargetSelection(target)
    excluded = _EXTRACT_EXCLUDED(hass, selection, False)
    entries = [
        *(registry.async_get(entity_id) for entity_id in entity_ids),
        *(
            entry
            for device_id in selection.device_ids
            for entry in er.async_entries_for_device(registry, device_id)
            if entry.entity_id not in excluded
        ),
    ]
    return {
        entry.entity_id
        for entry in entries
        if entry is not None
        and entry.platform == DOMAIN
        and entry.domain == platform
        and entry.translation_key == key
    }
