"""Runs Home Assistant with a lock in it, until Ctrl-C."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from getpass import getpass
from importlib.metadata import version
from pathlib import Path
import sys

from aiohttp import ClientSession

from . import dashboard, tour
from .configuration import ROOT
from .develop_state import OWNER, StoredEntry, owner_password, stored_entries
from .ending import until_asked_to_end
from .home_assistant import HomeAssistant, running
from .integration import DOMAIN, add_entry, move_entry
from .ports import LOOPBACK, require_free
from .problem import Problem
from .simulated_lock import WORLDS, World, keep_lock, start_as_kept
from .simulator import SimulatorProcess

REAL_SERVICE = "https://chastify.net"
FOLDER = ROOT / ".develop"

# With this exit code Home Assistant asks to be started again.
_RESTART = 100


def _port(text: str) -> int:
    value = int(text)
    if not 1 <= value < 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65534")
    return value


def _speed(text: str) -> float:
    value = float(text)
    if not 0 < value <= 100_000:
        raise argparse.ArgumentTypeError("a speed is above 0 and at most 100000")
    return value


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/develop",
        description="Runs a Home Assistant that shows a simulated lock, or your real one.",
    )
    parser.add_argument(
        "--token",
        action="store_true",
        help="ask for a DEV token and show the real lock instead of a simulated one",
    )
    parser.add_argument(
        "--speed",
        type=_speed,
        default=1.0,
        help="simulated seconds per second, 1 if left out",
    )
    parser.add_argument(
        "--port", type=_port, default=8123, help="of Home Assistant, 8123 if left out"
    )
    parser.add_argument(
        "--simulator-port",
        type=_port,
        default=8129,
        help="of the first simulator, 8129 if left out; the second one has the next",
    )
    return parser.parse_args()


def _ask_token() -> str:
    if sys.stdin.isatty():
        token = getpass("DEV token of your Chastify account (not shown): ")
    else:
        token = sys.stdin.readline()
    if not token.strip():
        raise Problem("No token was entered.")
    return token


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """An account to show."""

    token: str
    base_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """The choices before anything runs."""

    arguments: argparse.Namespace
    folder: Path
    accounts: tuple[_Account, ...]


def _prepared(arguments: argparse.Namespace) -> _Start:
    """Look at the stored state, and ask for missing choices."""
    folder = FOLDER / ("real" if arguments.token else "tour")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"{folder} can't be made ({error.strerror}).") from error
    require_free(arguments.port, "--port")
    accounts = _real(folder) if arguments.token else _simulated_ones(arguments)
    return _Start(arguments=arguments, folder=folder, accounts=accounts)


def _real(folder: Path) -> tuple[_Account, ...]:
    stored = stored_entries(folder, DOMAIN)
    token = stored[0].token if stored else _ask_token()
    return (_Account(token=token, base_url=REAL_SERVICE),)


def _simulated_ones(arguments: argparse.Namespace) -> tuple[_Account, ...]:
    ports = range(arguments.simulator_port, arguments.simulator_port + len(WORLDS))
    for port in ports:
        if port == arguments.port:
            raise Problem(f"Port {port} is that of Home Assistant; choose another one.")
        require_free(port, "--simulator-port")
    return tuple(
        _Account(token=world.token, base_url=f"http://{LOOPBACK}:{port}")
        for port, world in zip(ports, WORLDS, strict=True)
    )


async def _run(start: _Start) -> None:
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())
        if not start.arguments.token:
            for index, world in enumerate(WORLDS):
                await stack.enter_async_context(
                    _simulated(session, start, index, world)
                )
        home = HomeAssistant(
            session,
            environment=ROOT / ".venvs" / f"hass-{version('homeassistant')}",
            folder=start.folder,
            port=start.arguments.port,
            name=OWNER,
            password=owner_password(start.folder),
        )
        await _run_home_assistant(home, start)


@asynccontextmanager
async def _simulated(
    session: ClientSession, start: _Start, index: int, world: World
) -> AsyncIterator[None]:
    """Run a simulator, whose lock goes on where it was."""
    simulator = SimulatorProcess(
        session,
        start.arguments.simulator_port + index,
        start.folder / f"{world.name}.log",
    )
    kept = start.folder / f"{world.name}.json"
    try:
        await simulator.start(start.arguments.speed)
        await start_as_kept(simulator, kept, world.lock)
        try:
            yield
        finally:
            await keep_lock(simulator, kept)
    finally:
        await simulator.stop()


async def _run_home_assistant(home: HomeAssistant, start: _Start) -> None:
    """Run it, again and again where it asks for that, until it ends otherwise."""
    while True:
        print("Starting Home Assistant (10 to 30 seconds) ...", flush=True)
        stored = stored_entries(start.folder, DOMAIN)
        async with running(home):
            entry_ids = [
                await _entry(home, account, stored) for account in start.accounts
            ]
            if start.arguments.token:
                # A rule for trying would change a real lock.
                async with home.websocket() as websocket:
                    await dashboard.show(websocket)
            else:
                print("Furnishing it (the first time about 10 seconds) ...", flush=True)
                await tour.show(home, start.folder, *entry_ids)
            _tell(home, start)
            if await home.program.wait() != _RESTART:
                home.program.require_running()


async def _entry(
    home: HomeAssistant, account: _Account, stored: Iterable[StoredEntry]
) -> str:
    """See to it that the entry is there and has the address; return its id.

    The entry of a real account has whatever token was entered last.
    """
    for entry in stored:
        if account.base_url == REAL_SERVICE or entry.token == account.token:
            if entry.base_url != account.base_url:
                await move_entry(home, entry.entry_id, account.base_url)
            return entry.entry_id
    return await add_entry(home, account.token, account.base_url)


def _tell(home: HomeAssistant, start: _Start) -> None:
    path = f"/{dashboard.URL_PATH}" if start.arguments.token else tour.PATH
    print(
        f"\nAddress:   {home.url}{path}"
        f"\nName:      {OWNER}"
        f"\nPassword:  {home.password}"
        f"\nService:   {', '.join(account.base_url for account in start.accounts)}"
    )
    if not start.arguments.token:
        print("\nTry this:")
        for each in tour.TRY:
            print(f"  - {each.replace('*', '').replace('`', '')}")
    print("\nCtrl-C ends it.", flush=True)


def main() -> int:
    """Run until Ctrl-C; return the exit code."""
    try:
        start = _prepared(_arguments())
        asyncio.run(until_asked_to_end(_run(start)))
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
