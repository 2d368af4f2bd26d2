"""A button for a shock that assistants can press: such a press looks like that of a person."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from homeassistant.components.homeassistant.exposed_entities import (
    KNOWN_ASSISTANTS,
    async_get_entity_settings,
)
from homeassistant.const import Platform
from homeassistant.core import (
    DOMAIN as HOMEASSISTANT_DOMAIN,
    Event,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.hass_dict import HassKey

from ..api.hardware import DeviceKind
from ..const import DOMAIN
from .connected import ConnectedDevice, connected_devices
from .exposed_in_yaml import ExposedInYaml
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
_IN_YAML: Final[HassKey[ExposedInYaml | None]] = HassKey(f"{DOMAIN}_exposed_in_yaml")


@callback
def async_setup_exposed_shock(hass: HomeAssistant, config: ConfigType | None) -> None:
    """Read what configuration.yaml exposes; None: nobody can tell, so everything may be."""
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
    """Tell which of an account's buttons are exposed, until it is unloaded or its set-up fails."""

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
        # A reload keeps the issues, and that a person ignores them.
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
    """Return the id of a device's button for a shock, None where it can't be pressed."""
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

    They are read, since asking whether an entity should be exposed writes an answer where there is
    none. An assistant asks that before it presses, so without an answer none has been told of it.
    """
    if HOMEASSISTANT_DOMAIN not in hass.config.components:
        return False
    settings = async_get_entity_settings(hass, entity_id)
    return bool(settings.get(assistant, {}).get("should_expose"))
