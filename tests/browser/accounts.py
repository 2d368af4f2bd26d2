"""Accounts for the length of a test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession

from tests.end_to_end.account import Account
from tests.real.home_assistant import HomeAssistant
from tests.real.integration import add_entry, remove_entry
from tests.real.rules import lock_device_id
from tests.real.simulator import KEYHOLDER_TOKEN, SimulatorProcess, simulating


@asynccontextmanager
async def added_account(
    home: HomeAssistant, simulator: SimulatorProcess, token: str
) -> AsyncIterator[Account]:
    """Add the entry of a token for the length of a block."""
    entry_id = await add_entry(home, token, simulator.url)
    try:
        yield Account(home, simulator, entry_id)
    finally:
        await remove_entry(home, entry_id)


@asynccontextmanager
async def another_keyholder(
    session: ClientSession, home: HomeAssistant, folder: Path
) -> AsyncIterator[Account]:
    """Add the account of another lock's keyholder, with a simulator of its own."""
    async with simulating(session, folder) as simulator:
        await simulator.start_lock(title="Cage", remaining=7325)
        async with added_account(home, simulator, KEYHOLDER_TOKEN) as account:
            yield account


async def lock_of(account: Account) -> str:
    """Return the id of the device that stands for an account's lock."""
    async with account.home.websocket() as websocket:
        return await lock_device_id(websocket, account.entry_id)


async def stop_polling(account: Account) -> None:
    """Let Home Assistant read the account only when it is asked to; it reads once more now."""
    async with account.home.websocket() as websocket:
        await websocket.command(
            "config_entries/update",
            entry_id=account.entry_id,
            pref_disable_polling=True,
        )
