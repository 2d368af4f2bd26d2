"""What configuration.yaml exposes to the assistants that are set up there.

It is read as their integrations read it, but without them: what they import may not be installed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import voluptuous as vol

from homeassistant.config import async_hass_config_yaml
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.entityfilter import FILTER_SCHEMA, EntityFilter
from homeassistant.helpers.typing import ConfigType

_FILTER: Final = "filter"
_EXPOSE: Final = "expose"
_GOOGLE_ENTITIES: Final = vol.Schema(
    {
        cv.entity_id: vol.Schema(
            {vol.Optional(_EXPOSE, default=True): cv.boolean}, extra=vol.ALLOW_EXTRA
        )
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposedInYaml:
    """It stays as it is until Home Assistant is restarted.

    cloud: the filters of Home Assistant Cloud; to an assistant that has one, the settings of
    entities say nothing.
    alexa: the filter of one's own Alexa skill. Without one, as in `google`, entities of category
    config aren't exposed by themselves.
    google: the entities that are exposed to one's own project of Google Assistant.
    """

    cloud: Mapping[str, EntityFilter]
    alexa: EntityFilter | None
    google: frozenset[str]

    @classmethod
    def of(cls, config: ConfigType) -> Self:
        """Read what Home Assistant read at its start."""
        filters = {
            "cloud.alexa": _filter(config, "cloud", "alexa"),
            "cloud.google_assistant": _filter(config, "cloud", "google_actions"),
        }
        google = _read(_GOOGLE_ENTITIES, config, "google_assistant", "entity_config")
        return cls(
            cloud={key: found for key, found in filters.items() if found is not None},
            alexa=_filter(config, "alexa", "smart_home"),
            google=frozenset(
                entity_id
                for entity_id, options in (google or {}).items()
                if options[_EXPOSE]
            ),
        )


async def async_read_configuration(hass: HomeAssistant) -> ConfigType | None:
    """Return what configuration.yaml holds now, None where it can't be read.

    For where Home Assistant gave nothing of it, since it hasn't set the integration up at its start.
    """
    try:
        return await async_hass_config_yaml(hass)
    except FileNotFoundError:
        return {}
    except HomeAssistantError:
        return None


def _filter(config: ConfigType, *path: str) -> EntityFilter | None:
    """Return the filter of an assistant, None where it filters nothing."""
    found: EntityFilter | None = _read(FILTER_SCHEMA, config, *path, _FILTER)
    return None if found is None or found.empty_filter else found


def _read(schema: Any, config: ConfigType, *path: str) -> Any:
    """Return a part, None where it is missing or wrong: no assistant is set up with that."""
    part: object = config
    for key in path:
        part = part.get(key) if isinstance(part, Mapping) else None
    try:
        return None if part is None else schema(part)
    except vol.Invalid:
        return None
