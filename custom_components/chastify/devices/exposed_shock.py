"""Shock buttons that are exposed to assistants, whose presses look like those of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import voluptuous as vol

from homeassistant.components.homeassistant.exposed_entities import (
    KNOWN_ASSISTANTS,
    async_get_entity_settings,
)
from homeassistant.config import async_hass_config_yaml
from homeassistant.const import Platform
from homeassistant.core import (
    DOMAIN as HOMEASSISTANT_DOMAIN,
    Event,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.entityfilter import FILTER_SCHEMA, EntityFilter
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.hass_dict import HassKey

from ..api.hardware import DeviceKind
from ..const import DOMAIN
from .connected import ConnectedDevice, connected_devices
from .issues import async_manage_exposed_shock_issues

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

_ALEXA: Final = "Alexa"
_GOOGLE: Final = "Google Assistant"
_NAMES: Final[Mapping[str, str]] = {
    "conversation": "Assist",
    "cloud.alexa": _ALEXA,
    "cloud.google_assistant": _GOOGLE,
}
_OF_YAML: Final = "configuration.yaml"
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
    """Entities that configuration.yaml exposes, until Home Assistant is restarted.

    It is read as the assistants' integrations read it, but without them: the packages that they
    import may not be installed.
    cloud: the filters of Home Assistant Cloud; an assistant with one ignores the settings of
    entities.
    alexa: the filter of a custom Alexa skill. Without one, as in `google`, entities of category
    config aren't exposed by default.
    google: the entities exposed to a custom project of Google Assistant.
    """

    cloud: Mapping[str, EntityFilter]
    alexa: EntityFilter | None
    google: frozenset[str]

    @classmethod
    def of(cls, config: ConfigType) -> Self:
        """Read the configuration of the start of Home Assistant."""
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
    """Return the present configuration.yaml, None where it can't be read.

    Home Assistant passes it only to integrations that it sets up at its start.
    """
    try:
        return await async_hass_config_yaml(hass)
    except FileNotFoundError:
        return {}
    except HomeAssistantError:
        return None


def _filter(config: ConfigType, *path: str) -> EntityFilter | None:
    """Return the filter of an assistant, None where there is none or an empty one."""
    found: EntityFilter | None = _read(FILTER_SCHEMA, config, *path, _FILTER)
    return None if found is None or found.empty_filter else found


def _read(schema: Any, config: ConfigType, *path: str) -> Any:
    """Return a part, None where it is missing or invalid: no assistant is set up then."""
    part: object = config
    for key in path:
        part = part.get(key) if isinstance(part, Mapping) else None
    try:
        return None if part is None else schema(part)
    except vol.Invalid:
        return None


_IN_YAML: Final[HassKey[ExposedInYaml | None]] = HassKey(f"{DOMAIN}_exposed_in_yaml")


@callback
def async_setup_exposed_shock(hass: HomeAssistant, config: ConfigType | None) -> None:
    """Read the entities that configuration.yaml exposes; None: unreadable, so all may be."""
    hass.data[_IN_YAML] = None if config is None else ExposedInYaml.of(config)


@callback
def async_refuse_exposed(
    hass: HomeAssistant, entity_id: str, device: ConnectedDevice
) -> None:
    """Refuse a press of a button that is exposed; raises ServiceValidationError."""
    if assistants := _exposed_to(hass, entity_id):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="shock_exposed",
            translation_placeholders={
                "device": device.name,
                "assistants": ", ".join(assistants),
            },
        )


@callback
def async_watch_shock_buttons(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Manage the issues of exposed shock buttons, until the entry is unloaded."""

    @callback
    def look(_event: Event[er.EventEntityRegistryUpdatedData] | None = None) -> None:
        async_manage_exposed_shock_issues(
            hass,
            entry,
            [
                (device, assistants)
                for device in connected_devices(entry)
                if (entity_id := _shock_button(hass, device))
                and (assistants := _exposed_to(hass, entity_id))
            ],
        )

    @callback
    def end() -> None:
        # A reload keeps the issues, so that ignored ones stay ignored.
        if entry.disabled_by:
            async_manage_exposed_shock_issues(hass, entry, ())

    entry.async_on_unload(
        hass.bus.async_listen(
            er.EVENT_ENTITY_REGISTRY_UPDATED, look, event_filter=_is_of_button
        )
    )
    entry.async_on_unload(end)
    look()


@callback
def _is_of_button(event_data: er.EventEntityRegistryUpdatedData) -> bool:
    return event_data["entity_id"].startswith(f"{Platform.BUTTON}.")


def _shock_button(hass: HomeAssistant, device: ConnectedDevice) -> str | None:
    """Return the entity id of a device's shock button, None where it can't be pressed."""
    if not device.allows(DeviceKind.SHOCK):
        return None
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(
        Platform.BUTTON, DOMAIN, f"{device.subentry_id}_{DeviceKind.SHOCK}"
    )
    button = registry.async_get(entity_id) if entity_id else None
    return None if button is None or button.disabled else button.entity_id


def _exposed_to(hass: HomeAssistant, entity_id: str) -> list[str]:
    """Return the names of the assistants that may press an entity."""
    if (in_yaml := hass.data[_IN_YAML]) is None:
        return [_OF_YAML]
    names = set()
    for assistant in KNOWN_ASSISTANTS:
        name = _NAMES.get(assistant, assistant)
        if (entity_filter := in_yaml.cloud.get(assistant)) is not None:
            if entity_filter(entity_id):
                names.add(_of_yaml(name))
        elif _is_exposed_by_settings(hass, assistant, entity_id):
            names.add(name)
    if in_yaml.alexa is not None and in_yaml.alexa(entity_id):
        names.add(_of_yaml(_ALEXA))
    if entity_id in in_yaml.google:
        names.add(_of_yaml(_GOOGLE))
    return sorted(names)


def _of_yaml(name: str) -> str:
    return f"{name} ({_OF_YAML})"


def _is_exposed_by_settings(
    hass: HomeAssistant, assistant: str, entity_id: str
) -> bool:
    """Tell whether the settings expose an entity.

    They are only read: `async_should_expose` would write a setting where there is none. Assistants
    call that before they learn of an entity, so without a setting it isn't exposed.
    """
    if HOMEASSISTANT_DOMAIN not in hass.config.components:
        return False
    settings = async_get_entity_settings(hass, entity_id)
    return bool(settings.get(assistant, {}).get("should_expose"))
