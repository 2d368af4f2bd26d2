"""Run the simulator by hand."""

import argparse
import asyncio
import math
import signal
import sys

from . import KEYHOLDER_TOKEN, WEARER_TOKEN, Simulator


def _above_zero(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and value > 0):
        raise ValueError
    return value


def _not_negative(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and value >= 0):
        raise ValueError
    return value


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 65535:
        raise ValueError
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulator", description="Simulates the service's web API."
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=_port, default=8129, help="0: any free port")
    parser.add_argument(
        "--speed", type=_above_zero, default=1.0, help="simulated seconds per second"
    )
    parser.add_argument("--no-lock", action="store_true", help="start without a lock")
    parser.add_argument(
        "--remaining",
        type=_not_negative,
        default=27800.0,
        help="remaining seconds of the lock",
    )
    return parser


async def _run(host: str, port: int, simulator: Simulator) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        await simulator.start(host, port)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"Cannot listen on {host} port {port}: {error.strerror}.", file=sys.stderr
        )
        return 1
    print(f"Address:           {simulator.url}")
    print(f"Wearer's token:    {WEARER_TOKEN}")
    print(f"Keyholder's token: {KEYHOLDER_TOKEN}")
    print("Ctrl-C ends it.", flush=True)
    await stopped.wait()
    await simulator.stop()
    return 0


def main() -> int:
    """Run the simulator; return the exit code."""
    arguments = _parser().parse_args()
    simulator = Simulator(speed=arguments.speed)
    if not arguments.no_lock:
        simulator.start_lock(remaining=arguments.remaining)
    return asyncio.run(_run(arguments.host, arguments.port, simulator))


if __name__ == "__main__":
    sys.exit(main())
