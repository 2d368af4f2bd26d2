"""A disk that takes long to write the file of devices."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from homeassistant.helpers.storage import Store
from tests.connected_devices import DEVICES


class SlowDisk:
    """Holds writes back until they may go on."""

    def __init__(self) -> None:
        """Hold all of them back."""
        self.goes_on = asyncio.Event()
        self.waiting = 0

    @contextmanager
    def used(self) -> Generator[None]:
        """Write the file of devices to this disk."""
        save = Store.async_save

        async def slow(store: Store[Any], data: Any) -> None:
            await save(store, data)
            if store.key == DEVICES and not self.goes_on.is_set():
                self.waiting += 1
                await self.goes_on.wait()

        with patch.object(Store, "async_save", slow):
            yield
