"""Which of the entities that a trigger or condition targets are ours."""

from collections.abc import Iterable

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import TargetSelection
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN


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
    targeted: hiding it from dashboards shall not silently switch a rule off.
    """
    registry = er.async_get(hass)
    entries = [
        *(registry.async_get(entity_id) for entity_id in entity_ids),
        *(
            entry
            for device_id in TargetSelection(target).device_ids
            for entry in er.async_entries_for_device(registry, device_id)
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
