"""What a loaded entry works with."""

from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry

from .commands import Commands
from .coordinator import ChastifyCoordinator
from .lock_events import LockEvents
from .options import Options
from .storage import AccountStorage


@dataclass(frozen=True, slots=True, kw_only=True)
class ChastifyData:
    """The parts of a loaded account."""

    coordinator: ChastifyCoordinator
    storage: AccountStorage
    lock_events: LockEvents
    commands: Commands
    options: Options


type ChastifyConfigEntry = ConfigEntry[ChastifyData]
