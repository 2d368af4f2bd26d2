"""The settings of an account: its options, and the durations that its number entities set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Self

from ..api.hardware import DeviceKind

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry


CONF_DAILY_TIME_LIMIT: Final = "daily_time_limit"
CONF_DISABLED_COMMANDS: Final = "disabled_commands"
CONF_ASSIST_COMMANDS: Final = "assist_commands"

DEFAULT_DAILY_TIME_LIMIT: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of an account.

    daily_time_limit: the time that may be added in any 24 hours, None without a limit.
    disabled_commands: names of actions that are refused.
    assist_commands: names of actions that assistants may send.
    """

    daily_time_limit: timedelta | None
    disabled_commands: frozenset[str]
    assist_commands: frozenset[str]

    @classmethod
    def of(cls, entry: ChastifyConfigEntry) -> Self:
        """Return the options of an entry, with the defaults of those that were never set."""
        limit = entry.options.get(CONF_DAILY_TIME_LIMIT, DEFAULT_DAILY_TIME_LIMIT)
        return cls(
            daily_time_limit=timedelta(**limit) if isinstance(limit, dict) else limit,
            disabled_commands=frozenset(entry.options.get(CONF_DISABLED_COMMANDS, ())),
            assist_commands=frozenset(entry.options.get(CONF_ASSIST_COMMANDS, ())),
        )

    def is_enabled(self, commands: frozenset[str]) -> bool:
        """Tell whether none of these commands is disabled."""
        return self.disabled_commands.isdisjoint(commands)


class DurationKey(StrEnum):
    """Durations of the lock's buttons and switch, by the keys of their number entities."""

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

# Of the buttons of a connected device.
DEFAULT_DEVICE_DURATIONS: Final[Mapping[DeviceKind, timedelta]] = MappingProxyType(
    {
        DeviceKind.VIBRATION: timedelta(seconds=5),
        DeviceKind.SHOCK: timedelta(seconds=1),
    }
)
