"""Addresses of a Chastify server that the token may be sent to."""

from ipaddress import ip_address
import re
from typing import Final

from yarl import URL

_HOST_NAME: Final = re.compile(r"(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*")


class InvalidAddressError(ValueError):
    """The text is no address that the token may be sent to."""


def normalized_base_url(text: str) -> str:
    """Return an address in one spelling: no blanks around, no slash at the end.

    Encrypted for every host; plain http for loopback addresses only.
    Raises InvalidAddressError.
    """
    try:
        url = URL(text.strip())
        # A dot at the end names the same host.
        host = (url.raw_host or "").removesuffix(".")
        port = url.port
    except ValueError as err:
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


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)
