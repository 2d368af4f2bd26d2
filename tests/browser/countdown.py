"""The countdown that a card shows, beside the simulator's."""

from playwright.async_api import Locator, expect

from tests.real.simulator import SimulatorProcess
from tests.real.waiting import until

# In seconds: the service and Home Assistant cut fractions off.
_ROUNDING = 2.0
_PATIENCE = 30.0
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}

# Resolves to the texts that follow each other in an element.
_TEXTS = """
(element, count) => new Promise((resolve) => {
  const texts = [element.textContent];
  const observer = new MutationObserver(() => {
    if (texts.at(-1) !== element.textContent) texts.push(element.textContent);
    if (texts.length < count) return;
    observer.disconnect();
    resolve(texts);
  });
  observer.observe(element, { subtree: true, childList: true, characterData: true });
})
"""


def _seconds(days: str, clock: str) -> int:
    """Return the seconds of an English text, "1d 2h" and "3m 4s", or "7:43:19"."""
    if not days:
        hours, minutes, seconds = map(int, clock.split(":"))
        return (hours * 60 + minutes) * 60 + seconds
    return sum(int(part[:-1]) * _UNITS[part[-1]] for part in f"{days} {clock}".split())


async def shown_seconds(card: Locator) -> int:
    """Return how many seconds remain on a card in English."""
    clock = card.locator(".clock")
    await expect(clock).not_to_be_empty()
    days, time = await card.locator(".count").evaluate(
        "count => [...count.children].map((part) => part.textContent)"
    )
    return _seconds(days, time)


async def following_seconds(card: Locator, count: int) -> list[int]:
    """Return so many values of a countdown of less than a day, as they follow each other."""
    texts = await card.locator(".clock").evaluate(_TEXTS, count)
    return [_seconds("", text) for text in texts]


async def assert_is_simulated(
    card: Locator, simulator: SimulatorProcess, tolerance: float = _ROUNDING
) -> None:
    """Wait until a card shows the simulator's remaining time."""
    found: list[float] = []

    async def is_right() -> bool:
        # The shown time was read between the two.
        latest = (await simulator.state())["lock"]["remaining"]
        shown = await shown_seconds(card)
        earliest = (await simulator.state())["lock"]["remaining"]
        found[:] = [earliest, shown, latest]
        return bool(earliest - tolerance <= shown <= latest + tolerance)

    assert await until(is_right, _PATIENCE), found
