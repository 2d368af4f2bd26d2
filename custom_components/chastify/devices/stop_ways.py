"""How hardware may be reached: keys and tokens can be renewed while something runs."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant

from ..account.access import Access
from ..api import ChastifyError
from .connected import Route, connected_devices
from .run import Aim, Run

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

type Way = tuple[Access, Route]


def entries_of(
    hass: HomeAssistant, entry_ids: Collection[str]
) -> list[ChastifyConfigEntry]:
    """Return the entries of these ids that are still there."""
    entries = (hass.config_entries.async_get_entry(entry_id) for entry_id in entry_ids)
    return [entry for entry in entries if entry is not None]


def ways_of(
    aim: Aim, runs: list[Run], entries: Collection[ChastifyConfigEntry], usual: Way
) -> list[Way]:
    """Return the ways to an aim: what started the runs first, then what the entries have now."""
    ways: list[Way] = [(run.access, run.route) for run in runs]
    for entry in entries:
        access = Access.of(entry)
        ways += [
            (access, device.route)
            for device in connected_devices(entry)
            if device.route.session_id == aim.session_id
        ] or [(access, usual[1])]
    ways.append(usual)
    # Another server can't stop what this one started.
    return list(dict.fromkeys(way for way in ways if way[0].base_url == aim.base_url))


async def async_wearer(hass: HomeAssistant, access: Access) -> str | None:
    """Return the wearer of the lock that the service picks, None where nobody can tell."""
    try:
        session = await access.client(hass).get_session()
    except ChastifyError:
        return None
    return session.lock_data.wearer.username
