"""Which of the entities that a trigger or condition targets are ours."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


def own_entities(
    hass: HomeAssistant, platform: Platform, key: str, entity_ids: set[str]
) -> set[str]:
    """Return those that are this integration's, of the platform and the key of a description.

    A target in triggers.yaml narrows to integration and domain, but not to one of its entities, and
    a target that is written by hand isn't narrowed at all.
    """
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in entity_ids
        if (entity := registry.async_get(entity_id)) is not None
        and entity.platform == DOMAIN
        and entity.domain == platform
        and entity.translation_key == key
    }
