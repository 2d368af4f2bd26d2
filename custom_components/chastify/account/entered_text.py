"""Tokens, keys and server addresses as people enter them."""

from ipaddress import ip_address
import re
from typing import Final
import unicodedata

from yarl import URL

from homeassistant.core import HomeAssistant, callback

from ..const import CONF_BASE_URL, DOMAIN

_AROUND: Final = re.compile(r"^[\s\"'`´“”„‟‘’‚‛«»‹›]+|[\s\"'`´“”„‟‘’‚‛«»‹›]+$")
_HEADER: Final = re.compile(r"authorization\W*:|bearer(?:\s|$)", re.IGNORECASE)
# A line that is broken is often indented.
_LINE_BREAK: Final = re.compile(r"\s*[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]\s*")
# Letters and marks that are shown by nothing, such as those that choose how an emoji looks.
_UNSEEN_LETTERS: Final = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)


def bare_secret(entered: str) -> str:
    """Return a token or a key as it was before it was copied.

    Blanks and quotes around it, `Authorization:` and `Bearer` before it, line breaks in it, and what
    can't be seen anywhere are no part of it.
    """
    text = bare_text(entered)
    while header := _HEADER.match(text):
        text = bare_text(text[header.end() :])
    return _LINE_BREAK.sub("", text)


def bare_text(entered: str) -> str:
    """Return a text without blanks and quotes around it, and without what can't be seen in it."""
    seen = "".join(char for char in entered if not _is_unseen(char))
    return _AROUND.sub("", seen)


def _is_unseen(char: str) -> bool:
    """Tell whether nothing is shown for a character: no width, a soft hyphen, a direction, a control."""
    category = unicodedata.category(char)
    return (
        category == "Cf"
        or (category == "Cc" and not char.isspace())
        or _UNSEEN_LETTERS.fullmatch(char) is not None
    )


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
