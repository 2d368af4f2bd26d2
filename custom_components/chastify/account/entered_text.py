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
# The rest of a broken line is often indented.
_LINE_BREAK: Final = re.compile(r"\s*[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]\s*")
# Invisible letters and marks, such as the variation selectors of emoji.
_UNSEEN_LETTERS: Final = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)


def bare_secret(entered: str) -> str:
    """Return a token or a key without what copying adds.

    Removed are blanks and quotes around it, `Authorization:` and `Bearer` before it, line breaks,
    and invisible characters.
    """
    text = bare_text(entered)
    while header := _HEADER.match(text):
        text = bare_text(text[header.end() :])
    return _LINE_BREAK.sub("", text)


def bare_text(entered: str) -> str:
    """Return a text without blanks and quotes around it, and without invisible characters."""
    visible = "".join(char for char in entered if not _is_invisible(char))
    return _AROUND.sub("", visible)


def _is_invisible(char: str) -> bool:
    """Tell whether a character is a control, a soft hyphen, a direction mark or has no width."""
    category = unicodedata.category(char)
    return (
        category == "Cf"
        or (category == "Cc" and not char.isspace())
        or _UNSEEN_LETTERS.fullmatch(char) is not None
    )


_HOST_NAME: Final = re.compile(r"(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*")


class InvalidAddressError(ValueError):
    """The token must not be sent to this address."""


def normalized_base_url(text: str) -> str:
    """Return the address of a server in its normal form.

    Its host is in lower case and ASCII; it has no default port and no slash at the end. Plain http
    is allowed for loopback addresses only. Raises InvalidAddressError.
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


def normalized_if_valid(stored: str) -> str:
    """Return a stored address in its normal form; an invalid one stays unchanged."""
    try:
        return normalized_base_url(stored)
    except InvalidAddressError:
        return stored


@callback
def async_normalize_addresses(hass: HomeAssistant) -> None:
    """Normalize the addresses of all entries, so that they can be compared."""
    for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        base_url = entry.data.get(CONF_BASE_URL)
        if isinstance(base_url, str) and normalized_if_valid(base_url) != base_url:
            hass.config_entries.async_update_entry(
                entry, data={**entry.data, CONF_BASE_URL: normalized_if_valid(base_url)}
            )


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)
