"""Runs Home Assistant with a lock in it, until Ctrl-C."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from getpass import getpass
from importlib.metadata import version
from pathlib import Path
import sys

from aiohttp import ClientSession

from . import dashboard, develop_rules, develop_voice
from .configuration import ROOT
from .develop_state import OWNER, address_of_entry, owner_password
from .ending import until_asked_to_end
from .home_assistant import HomeAssistant, running
from .integration import DOMAIN, add_entry, find_entry, move_entry
from .ports import LOOPBACK, require_free
from .problem import Problem
from .simulated_lock import keep_lock, start_as_kept
from .simulator import WEARER_TOKEN, SimulatorProcess

REAL_SERVICE = "https://chastify.net"
FOLDER = ROOT / ".develop"

# With this exit code Home Assistant asks to be started again.
_RESTART = 100


def _port(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
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
        "--simulator-port", type=_port, default=8129, help="8129 if left out"
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
class _Start:
    """The choices before anything runs; `token` for an entry that isn't there yet."""

    arguments: argparse.Namespace
    folder: Path
    base_url: str
    address_before: str | None
    token: str


def _prepared(arguments: argparse.Namespace) -> _Start:
    """Look at the stored state, and ask for missing choices."""
    folder = FOLDER / ("real" if arguments.token else "simulated")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"{folder} can't be made ({error.strerror}).") from error
    require_free(arguments.port, "--port")
    base_url = REAL_SERVICE
    if not arguments.token:
        require_free(arguments.simulator_port, "--simulator-port")
        base_url = f"http://{LOOPBACK}:{arguments.simulator_port}"
    address_before = address_of_entry(folder, DOMAIN)
    asked = arguments.token and address_before is None
    return _Start(
        arguments=arguments,
        folder=folder,
        base_url=base_url,
        address_before=address_before,
        token=_ask_token() if asked else WEARER_TOKEN,
    )


async def _run(start: _Start) -> None:
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())
        if not start.arguments.token:
            await stack.enter_async_context(_simulated(session, start))
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
async def _simulated(session: ClientSession, start: _Start) -> AsyncIterator[None]:
    """Run the simulator, whose lock goes on where it was."""
    simulator = SimulatorProcess(
        session, start.arguments.simulator_port, start.folder / "simulator.log"
    )
    kept = start.folder / "simulated_lock.json"
    try:
        await simulator.start(start.arguments.speed)
        await start_as_kept(simulator, kept)
        try:
            yield
        finally:
            await keep_lock(simulator, kept)
    finally:
        await simulator.stop()


async def _run_home_assistant(home: HomeAssistant, start: _Start) -> None:
    """Run it, again and again where it asks for that, until it ends otherwise."""
    while True:
        print("Starting Home Assistant ...", flush=True)
        async with running(home):
            await _show_lock(home, start)
            print(
                f"\nAddress:   {home.url}{dashboard.PATH}"
                f"\nName:      {OWNER}"
                f"\nPassword:  {home.password}"
                f"\nService:   {start.base_url}"
                "\nCtrl-C ends it.",
                flush=True,
            )
            if await home.program.wait() != _RESTART:
                home.program.require_running()


async def _show_lock(home: HomeAssistant, start: _Start) -> None:
    """See to it that the entry is there, the dashboard that shows its lock, rules and voice."""
    entry_id = await find_entry(home)
    is_new = entry_id is None
    if entry_id is None:
        entry_id = await add_entry(home, start.token, start.base_url)
    elif start.address_before != start.base_url:
        await move_entry(home, entry_id, start.base_url)
    async with home.websocket() as websocket:
        await dashboard.show(websocket)
        if not start.arguments.token:
            # A rule for trying would change a real lock.
            await develop_rules.show(home, websocket, entry_id)
            if is_new:
                await develop_voice.allow(home, websocket, entry_id)


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
