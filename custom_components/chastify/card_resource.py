"""The files of the card, and the dashboard resource that loads it while there is an account."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
import logging
from pathlib import Path
from typing import Final

from aiohttp import web

from homeassistant.components.frontend import (
    DOMAIN as FRONTEND_DOMAIN,
    add_extra_js_url,
    remove_extra_js_url,
)
from homeassistant.components.http.static import CACHE_HEADERS
from homeassistant.components.lovelace.const import CONF_RESOURCE_TYPE_WS, LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.const import CONF_ID, CONF_TYPE, CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)

_FOLDER: Final = Path(__file__).parent / "frontend"
_MODULE: Final = "chastify-card.js"
_SERVED_BELOW: Final = "/chastify_static/"
_MODULE_TYPE: Final = "module"


@dataclass(slots=True)
class _Card:
    """The state of the card until Home Assistant stops."""

    url: str | None = None
    is_on_every_page: bool = False
    is_failing: bool = False
    # Two accounts that are added or removed at once would both write.
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


_CARD: Final[HassKey[_Card]] = HassKey(f"{DOMAIN}_card")


class _Files(HomeAssistantView):
    """Serves the files from memory.

    An update of the integration replaces the folder while Home Assistant runs. Browsers would then
    cache new files, or a mix of both versions, for a month at the address of the old ones.
    """

    name = "chastify:card"
    requires_auth = False

    def __init__(self, path: str, files: Mapping[str, bytes]) -> None:
        """Serve files by their names below a path."""
        self.url = f"{path}/{{name:.+}}"
        self._files = files

    async def get(self, request: web.Request, name: str) -> web.Response:
        """Return a file, which browsers may cache."""
        if (content := self._files.get(name)) is None:
            raise web.HTTPNotFound
        return web.Response(
            body=content, content_type="text/javascript", headers=CACHE_HEADERS
        )


async def async_serve_card(hass: HomeAssistant) -> None:
    """Serve the files of the card; called once.

    The path contains a digest of the files, so that browsers can cache them and never mix the
    files of two versions.
    """
    if LOVELACE_DATA not in hass.data:
        # There are no dashboards.
        return
    try:
        files = await hass.async_add_executor_job(_read)
    except OSError as error:
        _LOGGER.warning("The files of the card can't be read: %s", error)
        return
    path = f"{_SERVED_BELOW}{_digest(files)}"
    hass.http.register_view(_Files(path, files))
    _card(hass).url = f"{path}/{_MODULE}"


async def async_update_card_resource(hass: HomeAssistant) -> None:
    """Add the card to dashboards while there is an account, else remove it.

    A failure is only logged, because an account works without its card.
    """
    card = _card(hass)
    async with card.lock:
        if (lovelace := hass.data.get(LOVELACE_DATA)) is None:
            return
        if not isinstance(lovelace.resources, ResourceStorageCollection):
            _update_extra_url(hass, card)
            return
        try:
            await _async_update_stored(hass, card, lovelace.resources)
        except HomeAssistantError as error:
            if not card.is_failing:
                _LOGGER.warning("Dashboards can't be told of the card: %s", error)
            card.is_failing = True
        else:
            card.is_failing = False


async def _async_update_stored(
    hass: HomeAssistant, card: _Card, resources: ResourceStorageCollection
) -> None:
    """Keep one resource, with the URL that is served, or none without an account."""
    # Loads the resources, which may not have been loaded yet.
    await resources.async_get_info()
    ours = [
        item
        for item in resources.async_items()
        if item[CONF_URL].startswith(_SERVED_BELOW)
    ]
    superfluous = ours
    if _has_accounts(hass):
        if card.url is None:
            return
        superfluous = ours[1:]
        wanted = {CONF_RESOURCE_TYPE_WS: _MODULE_TYPE, CONF_URL: card.url}
        if not ours:
            await resources.async_create_item(wanted)
        elif (ours[0][CONF_TYPE], ours[0][CONF_URL]) != (_MODULE_TYPE, card.url):
            await resources.async_update_item(ours[0][CONF_ID], wanted)
    for item in superfluous:
        await resources.async_delete_item(item[CONF_ID])


async def async_former_resources(hass: HomeAssistant) -> list[str]:
    """Return the addresses of resources that load another card with the name of ours.

    They can only be taken away where resources aren't written in YAML.
    """
    lovelace = hass.data.get(LOVELACE_DATA)
    if lovelace is None:
        return []
    await lovelace.resources.async_get_info()
    return [
        item[CONF_URL]
        for item in lovelace.resources.async_items()
        if _is_former(item[CONF_URL])
    ]


async def async_remove_former_resources(hass: HomeAssistant) -> None:
    """Take them away; raises HomeAssistantError where that can't be written."""
    lovelace = hass.data.get(LOVELACE_DATA)
    if lovelace is None or not isinstance(
        lovelace.resources, ResourceStorageCollection
    ):
        return
    await lovelace.resources.async_get_info()
    for item in list(lovelace.resources.async_items()):
        if _is_former(item[CONF_URL]):
            await lovelace.resources.async_delete_item(item[CONF_ID])


def _is_former(url: str) -> bool:
    """Tell whether a resource of this server has the name of our module and isn't ours."""
    path = url.partition("?")[0]
    return (
        path.startswith("/")
        and path.endswith(f"/{_MODULE}")
        and not path.startswith(_SERVED_BELOW)
    )


@callback
def _update_extra_url(hass: HomeAssistant, card: _Card) -> None:
    """Load the card with every page: resources in YAML can't be written."""
    wanted = _has_accounts(hass)
    if (
        card.url is None
        or card.is_on_every_page is wanted
        or FRONTEND_DOMAIN not in hass.config.components
    ):
        return
    (add_extra_js_url if wanted else remove_extra_js_url)(hass, card.url)
    card.is_on_every_page = wanted


def _has_accounts(hass: HomeAssistant) -> bool:
    """Tell whether there is an account beside one that is being removed."""
    return bool(hass.config_entries.async_entries(DOMAIN, include_ignore=False))


def _card(hass: HomeAssistant) -> _Card:
    return hass.data.setdefault(_CARD, _Card())


def _read() -> Mapping[str, bytes]:
    """Return the contents of the modules by their paths in the folder."""
    return {
        file.relative_to(_FOLDER).as_posix(): file.read_bytes()
        for file in sorted(_FOLDER.rglob("*.js"))
    }


def _digest(files: Mapping[str, bytes]) -> str:
    """Return a digest of the names and contents of all files."""
    digest = sha256()
    for name, content in files.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
