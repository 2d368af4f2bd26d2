"""Clients of the service: the one place that makes them, and their HTTP sessions.

No session keeps cookies: by a cookie the server would take one account for another, and a token
that nobody has for a good one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from aiohttp import ClientSession, DummyCookieJar

from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_create_clientsession
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from ..api import ChastifyClient
from ..const import DOMAIN

_SESSION: Final[HassKey[ClientSession]] = HassKey(f"{DOMAIN}_http_session")


@callback
def async_entry_client(
    hass: HomeAssistant, token: str, base_url: str
) -> ChastifyClient:
    """Return a client for the set-up of an entry; its session ends with the entry."""
    session = async_create_clientsession(hass, cookie_jar=DummyCookieJar())
    return ChastifyClient(session, token, base_url)


@callback
def async_lasting_client(
    hass: HomeAssistant, token: str, base_url: str
) -> ChastifyClient:
    """Return a client that works as long as Home Assistant runs, whatever becomes of an entry."""
    return ChastifyClient(_async_lasting_session(hass), token, base_url)


@contextmanager
def passing_client(
    hass: HomeAssistant, token: str, base_url: str
) -> Iterator[ChastifyClient]:
    """Yield a client whose session ends with the block."""
    session = _async_session_without_owner(hass)
    try:
        yield ChastifyClient(session, token, base_url)
    finally:
        session.detach()


@singleton(_SESSION)
@callback
def _async_lasting_session(hass: HomeAssistant) -> ClientSession:
    session = _async_session_without_owner(hass)

    @callback
    def detach(_event: Event) -> None:
        session.detach()

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, detach)
    return session


@callback
def _async_session_without_owner(hass: HomeAssistant) -> ClientSession:
    # A session that cleans up after itself would end with the entry that is being set up.
    return async_create_clientsession(
        hass, auto_cleanup=False, cookie_jar=DummyCookieJar()
    )
