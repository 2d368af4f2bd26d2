"""Access to the service: server and token of an account, its entries, and the clients.

All clients are made here. No HTTP session keeps cookies: with a cookie the server would take one
account for another, and an unknown token for a valid one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

from aiohttp import ClientSession, DummyCookieJar

from homeassistant.const import CONF_API_TOKEN, EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_create_clientsession
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from ..api import ChastifyClient
from ..const import CONF_BASE_URL, DOMAIN

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

_SESSION: Final[HassKey[ClientSession]] = HassKey(f"{DOMAIN}_http_session")


@callback
def async_entry_client(
    hass: HomeAssistant, token: str, base_url: str
) -> ChastifyClient:
    """Return a client for an entry that is being set up; its HTTP session ends with the entry."""
    session = async_create_clientsession(hass, cookie_jar=DummyCookieJar())
    return ChastifyClient(session, token, base_url)


@contextmanager
def passing_client(
    hass: HomeAssistant, token: str, base_url: str
) -> Iterator[ChastifyClient]:
    """Yield a client whose HTTP session ends with the block."""
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
    # With `auto_cleanup` it would end with the entry that is being set up.
    return async_create_clientsession(
        hass, auto_cleanup=False, cookie_jar=DummyCookieJar()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Server and token of an account; the token is left out of its text."""

    base_url: str
    token: str = field(repr=False)

    @classmethod
    def of(cls, entry: ChastifyConfigEntry) -> Self:
        """Read them from an entry."""
        return cls(base_url=entry.data[CONF_BASE_URL], token=entry.data[CONF_API_TOKEN])

    def client(self, hass: HomeAssistant) -> ChastifyClient:
        """Return a client that works until Home Assistant closes, also without a loaded entry."""
        return ChastifyClient(_async_lasting_session(hass), self.token, self.base_url)


def is_account(entry: ChastifyConfigEntry) -> bool:
    """Tell whether an entry is ours, and not one of another integration of this name."""
    return entry.data.keys() >= {CONF_BASE_URL, CONF_API_TOKEN}


def account_entries(hass: HomeAssistant) -> list[ChastifyConfigEntry]:
    """Return the entries of accounts, loaded or not."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    return [entry for entry in entries if is_account(entry)]


def entries_of_token(hass: HomeAssistant, access: Access) -> list[ChastifyConfigEntry]:
    """Return the entries that have a token at a server."""
    return [entry for entry in account_entries(hass) if Access.of(entry) == access]


def sharing_entries(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> list[ChastifyConfigEntry]:
    """Return the entries that have the token of this one at its server, itself first."""
    others = entries_of_token(hass, Access.of(entry))
    return [entry, *(each for each in others if each.entry_id != entry.entry_id)]
