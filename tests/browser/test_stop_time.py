"""How long a stop takes from the tap in the browser to the service, while a poll hangs.

Run by `script/test --browser -k stop_time -n 0 -rP`. It prints; no figure fails a run.
"""

import asyncio
from statistics import median

from playwright.async_api import Page

from tests.end_to_end.device import Device
from tests.real.simulator import SimulatorProcess
from tests.real.waiting import until

from .opening import OpenCard
from .stop_part import StopPart

_TRIES = 20
_GOAL = 100
_PATIENCE = 30.0

_NOTE_TAPS = """
addEventListener("pointerdown", ({ timeStamp }) => {
  globalThis.tapped = (performance.timeOrigin + timeStamp) / 1000;
}, { capture: true });
"""


async def seconds_of_a_tap(page: Page, stop: StopPart, number: int) -> float:
    """Return how long the stop of this number takes."""
    await stop.button.click()
    await stop.assert_arrived(number)
    tapped: float = await page.evaluate("tapped")
    return (await stop.arrivals())[-1] - tapped


async def test_stop_time_from_the_tap_to_the_service(
    lock: SimulatorProcess, device: Device, open_card: OpenCard
) -> None:
    card = await open_card()
    stop = StopPart(card, lock)
    await card.page.evaluate(_NOTE_TAPS)
    await lock.forget_requests()
    await lock.order_fault(hang=True, times=None, match="GET")
    poll = asyncio.create_task(device.account.read_now())

    async def hangs() -> bool:
        return bool(await lock.requests())

    assert await until(hangs, _PATIENCE)
    milliseconds = [
        1000 * await seconds_of_a_tap(card.page, stop, number)
        for number in range(1, _TRIES + 1)
    ]
    assert not poll.done()
    print(  # noqa: T201
        f"From the tap to the service, {_TRIES} times: median {median(milliseconds):.0f} ms,"
        f" longest {max(milliseconds):.0f} ms, goal {_GOAL} ms"
    )

    await lock.clear_faults()
    await poll
