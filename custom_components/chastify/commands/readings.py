"""The reading after commands: one for all that are answered while others wait."""

import asyncio
from contextlib import suppress
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN
from ..coordinator import ChastifyCoordinator
from ..lock.reading import Reading

# The reading begins so many seconds after an answer at the latest.
LATEST: Final = 2.0
# A caller waits so many seconds for the reading at most.
PATIENCE: Final = 5.0


class ReadingsAfterCommands:
    """Reads the lock once no command waits any more.

    idle: set while no command waits or is being sent.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        coordinator: ChastifyCoordinator,
        idle: asyncio.Event,
    ) -> None:
        """Start without a reading."""
        self._hass = hass
        self.coordinator = coordinator
        self._idle = idle
        self._next: asyncio.Task[Reading | None] | None = None

    @callback
    def async_begin(self) -> asyncio.Task[Reading | None]:
        """Begin the next reading, or join it, without waiting for it."""
        if self._next is None:
            self._next = self.coordinator.config_entry.async_create_background_task(
                self._hass,
                self._async_read(),
                f"{DOMAIN} reading after commands",
                # Commands that are answered in the same moment share it.
                eager_start=False,
            )
        return self._next

    async def async_read(self) -> Reading | None:
        """Return the next reading, None where it fails or takes longer than 5 s."""
        # A cancelled caller must not cancel the reading of the others.
        done, _ = await asyncio.wait([self.async_begin()], timeout=PATIENCE)
        return next((task.result() for task in done if not task.cancelled()), None)

    async def _async_read(self) -> Reading | None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LATEST):
                await self._idle.wait()
        # It doesn't show what is answered from now on.
        self._next = None
        return await self.coordinator.async_read_again()
