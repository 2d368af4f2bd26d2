"""Addresses of a Chastify server that the token may be sent to."""

from ipaddress import ip_address
import re
from typing import Final

from yarl import URL

from homeassistant.core import HomeAssistant, callback

from ..const import CONF_BASE_URL, DOMAIN
from .entered_text import bare_text

_HOST_NAME: Final = re.compile(r"(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*")


class InvalidAddressError(ValueError):
    """The text is no address that the token may be sent to."""


def normalized_base_url(text: str) -> str:
    """Return an address in one spelling: host in lower case and ASCII, no usual port, no slash at the end.

    Encrypted for every host; plain http for loopback addresses only.
    Raises InvalidAddressError.
    """
    try:
        url = URL(bare_text(text))
        # A dot at the end names the same host.
        host = (url.raw_host or "").removesuffix(".")
        port = url.port
    except (ValueError, IndexError) as err:
        raise InvalidAddressError from err
    if (
        not host
        or not port
        or url.user is not None
        or url.password is not None
        or url.query_string
        or url.fragment
        or not (_HOST_NAME.fullmatch(host) or _is_address(host))
        or (url.scheme != "https" and not (url.scheme == "http" and _is_loopback(host)))
    ):
        raise InvalidAddressError
    return str(url.with_host(host)).rstrip("/")


def one_spelling(stored: str) -> str:
    """Return a stored address in one spelling; one that can't be used stays as it is."""
    try:
        return normalized_base_url(stored)
    except InvalidAddressError:
        return stored


@callback
def async_spell_addresses_alike(hass: HomeAssistant) -> None:
    """Keep the addresses of all entries in one spelling, so that they can be compared."""
    for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        base_url = entry.data.get(CONF_BASE_URL)
        if isinstance(base_url, str) and one_spelling(base_url) != base_url:
            hass.config_entries.async_update_entry(
                entry, data={**entry.data, CONF_BASE_URL: one_spelling(base_url)}
            )


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)
