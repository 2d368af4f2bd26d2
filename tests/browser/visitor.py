"""A person who looks at a dashboard, and their browser."""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user of Home Assistant."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A person with a device; as it is, the owner at a desktop in English."""

    width: int = 1280
    height: int = 800
    """Of the page, in CSS pixels."""
    has_touch: bool = False
    is_dark: bool = False
    language: str = "en"
    time_zone: str | None = None
    """Where the browser is, as `Asia/Tokyo`; None: where Home Assistant is."""
    clock_ahead: timedelta = timedelta(0)
    """How much the browser's clock is ahead; negative where it is behind."""
    reduces_motion: bool = False
    has_service_worker: bool = False
    has_new_profile: bool = False
    """Nothing is in the cache or the storage yet, beyond the login."""
    is_owner: bool = True
    """Otherwise a user who is no administrator."""


PHONE = Visitor(width=390, height=844, has_touch=True)
# A card with everything is longer than its screen.
SMALL_PHONE = Visitor(width=390, height=640, has_touch=True)
