"""How long what a button or the switch starts lasts: people set it with number entities."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ..api.hardware import DeviceKind


class DurationKey(StrEnum):
    """The numbers, by the keys of their entities."""

    TIME_STEP = "time_step"
    FREEZE = "freeze_duration"
    PILLORY = "pillory_duration"
    HYGIENIC_UNLOCK = "hygienic_unlock_duration"


DEFAULT_DURATIONS: Final[Mapping[DurationKey, timedelta]] = MappingProxyType(
    {
        DurationKey.TIME_STEP: timedelta(minutes=60),
        DurationKey.FREEZE: timedelta(minutes=60),
        DurationKey.PILLORY: timedelta(minutes=15),
        DurationKey.HYGIENIC_UNLOCK: timedelta(minutes=15),
    }
)

# How long what the buttons of a connected device start lasts.
DEFAULT_DEVICE_DURATIONS: Final[Mapping[DeviceKind, timedelta]] = MappingProxyType(
    {
        DeviceKind.VIBRATION: timedelta(seconds=5),
        DeviceKind.SHOCK: timedelta(seconds=1),
    }
)
