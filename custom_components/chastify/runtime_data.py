"""What a loaded entry works with."""

from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry

from .commands import Commands
from .coordinator import ChastifyCoordinator
from .devices import Devices
from .lock_events import LockEvents
from .options import Options
from .storage import AccountStorage


@dataclass(frozen=True, slots=True, kw_only=True)
class ChastifyData:
    """The parts of a loaded account; `lock_device_id` is that of the lock in the device registry."""

    coordinator: ChastifyCoordinator
    storage: AccountStorage
    lock_events: LockEvents
    commands: Commands
    devices: Devices
    options: Options
    lock_device_id: str


type ChastifyConfigEntry = ConfigEntry[ChastifyData]
