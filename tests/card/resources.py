"""The card's resource, as dashboards have it."""

from typing import Any

from custom_components.chastify import card_resource
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.core import HomeAssistant

type Resource = dict[str, str]
type Storage = dict[str, Any]

KEY = "lovelace_resources"


def digest() -> str:
    """Return the part of the address that stands for the files in the folder."""
    return card_resource._digest(card_resource._read())


def resources(hass: HomeAssistant) -> list[Resource]:
    """Return the resources of the dashboards."""
    return hass.data[LOVELACE_DATA].resources.async_items()


def urls(hass: HomeAssistant) -> list[str]:
    """Return where the resources are."""
    return [resource["url"] for resource in resources(hass)]


FOREIGN = [
    "/hacsfiles/chastify/chastify-card.js",
    "/local/chastify-card.js",
    "/local/chastify_static/chastify-card.js",
    "https://example.com/chastify_static/1/chastify-card.js",
]
