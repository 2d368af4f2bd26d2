"""Home Assistant in several lives on the same files: it is restarted, or killed and started again."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
import shutil

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_test_home_assistant,
    mock_component,
)

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from tests.added_account import Account, add


class Lives:
    """A house whose Home Assistant begins and ends; `account` is that of the current life."""

    account: Account

    def __init__(
        self,
        config_dir: str,
        entry: MockConfigEntry,
        now: FrozenDateTimeFactory,
        time_zone: str,
    ) -> None:
        """Keep the files in a folder, and the clock in a time zone."""
        self._config_dir = config_dir
        self._entry = entry
        self._now = now
        self._time_zone = time_zone
        self._life = AsyncExitStack()

    @property
    def hass(self) -> HomeAssistant:
        """The Home Assistant of the current life."""
        return self.account.hass

    async def begin(self) -> None:
        """Start Home Assistant with the account."""
        self._life = AsyncExitStack()
        hass = await self._life.enter_async_context(
            async_test_home_assistant(config_dir=self._config_dir)
        )
        hass.data.pop(DATA_CUSTOM_COMPONENTS)
        mock_component(hass, "lovelace")
        await hass.config.async_set_time_zone(self._time_zone)
        entry = MockConfigEntry(
            entry_id=self._entry.entry_id,
            domain=self._entry.domain,
            title=self._entry.title,
            data=dict(self._entry.data),
        )
        self.account = await add(hass, entry)

    async def end(self, *, is_killed: bool = False) -> None:
        """Stop Home Assistant; killed, it leaves the files as they are."""
        storage = Path(self._config_dir, STORAGE_DIR)
        left = storage.with_name("left")
        shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(storage, left)
        hass = self.hass
        await hass.config_entries.async_unload(self._entry.entry_id)
        await hass.async_stop(force=True)
        await self._life.aclose()
        if is_killed:
            shutil.rmtree(storage)
            left.rename(storage)

    async def reload(self) -> None:
        """Load the account again."""
        await self.hass.config_entries.async_reload(self._entry.entry_id)
        await self.hass.async_block_till_done()

    async def advance(self, seconds: float) -> None:
        """Let time pass, and wait for the reading."""
        self._now.tick(timedelta(seconds=seconds))
        async_fire_time_changed(self.hass)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    def pass_time_off(self, seconds: float) -> None:
        """Let time pass without a Home Assistant."""
        self._now.tick(timedelta(seconds=seconds))


@asynccontextmanager
async def living(lives: Lives) -> AsyncGenerator[Lives]:
    """Begin the first life, and end the last one."""
    await lives.begin()
    try:
        yield lives
    finally:
        await lives.end()
