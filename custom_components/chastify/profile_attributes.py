"""Profile fields of a person as attributes of a state."""

from collections.abc import Mapping
from itertools import islice
import re
from typing import Final

from homeassistant.components.sensor import ATTR_OPTIONS, ATTR_STATE_CLASS
from homeassistant.const import (
    ATTR_ASSUMED_STATE,
    ATTR_ATTRIBUTION,
    ATTR_DEVICE_CLASS,
    ATTR_ENTITY_ID,
    ATTR_ENTITY_PICTURE,
    ATTR_FRIENDLY_NAME,
    ATTR_ICON,
    ATTR_RESTORED,
    ATTR_SUPPORTED_FEATURES,
    ATTR_UNIT_OF_MEASUREMENT,
)

from .api import Profile
from .const import MAX_STATE_LENGTH

MAX_ATTRIBUTES: Final = 50

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")

# Attributes that Home Assistant gives a meaning; a field of a profile must not change that.
_RESERVED: Final = frozenset(
    {
        ATTR_ASSUMED_STATE,
        ATTR_ATTRIBUTION,
        ATTR_DEVICE_CLASS,
        ATTR_ENTITY_ID,
        ATTR_ENTITY_PICTURE,
        ATTR_FRIENDLY_NAME,
        ATTR_ICON,
        ATTR_OPTIONS,
        ATTR_RESTORED,
        ATTR_STATE_CLASS,
        ATTR_SUPPORTED_FEATURES,
        ATTR_UNIT_OF_MEASUREMENT,
    }
)


def profile_attributes(profile: Profile) -> Mapping[str, bool | float | str]:
    """Return up to 50 fields of a profile, texts cut to 255 characters."""
    fields = (
        (name, value[:MAX_STATE_LENGTH] if isinstance(value, str) else value)
        for name, value in profile.details.items()
        if name not in _RESERVED and _NAME.fullmatch(name)
    )
    return dict(islice(fields, MAX_ATTRIBUTES))
