"""The runtime data of a loaded entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from homeassistant.config_entries import ConfigEntry

from .account.options import Options
from .account.storage import AccountStorage
from .commands.sender import Commands
from .coordinator import ChastifyCoordinator
from .devices.consent import CONF_CONSENT
from .devices.loaded import Devices
from .lock.events import LockEvents


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFrom:
    """The data from which an account was loaded; where they change it is loaded again.

    devices: titles and data by the ids of the subentries, without the consents.
    """

    data: Mapping[str, Any] = field(repr=False)
    options: Mapping[str, Any]
    devices: Mapping[str, tuple[str, Mapping[str, Any]]] = field(repr=False)

    @classmethod
    def of(cls, entry: ChastifyConfigEntry) -> Self:
        """Read them from an entry."""
        return cls(
            data=entry.data,
            options=entry.options,
            devices={
                subentry.subentry_id: (
                    subentry.title,
                    {
                        key: value
                        for key, value in subentry.data.items()
                        if key != CONF_CONSENT
                    },
                )
                for subentry in entry.subentries.values()
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChastifyData:
    """The parts of a loaded account; `lock_device_id` is an id of the device registry."""

    coordinator: ChastifyCoordinator
    storage: AccountStorage
    lock_events: LockEvents
    commands: Commands
    devices: Devices
    options: Options
    loaded_from: LoadedFrom
    lock_device_id: str


type ChastifyConfigEntry = ConfigEntry[ChastifyData]
