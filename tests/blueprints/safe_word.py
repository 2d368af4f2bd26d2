"""The script of the safe word, with its commands and messages, for its tests."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed_exact

from homeassistant.core import ServiceResponse
from tests.acting import named, settle

from .commands import Sent, logged
from .house import PHONE, House

STOP: Final[Sent] = ("/device-command", {"command": "all.stop", "params": {}})
END_PILLORY: Final = named("pillory.end", {})
LOGGED: Final = logged("Safe word", "The safe word was used.")
LOOK: Final = (
    "Look at the devices all the same: Chastify took the stop, but doesn't say whether they have "
    "stopped."
)
BY_HAND: Final = (
    "SWITCH THE DEVICES OFF BY HAND. Home Assistant may still be trying to stop them; its log says "
    "more."
)
DONE: Final = "done"
FAILED: Final = "FAILED"
PENDING: Final = "NO ANSWER YET"


def report(
    stop: str,
    unfreeze: str | None = DONE,
    pillory: str | None = DONE,
    log: str | None = DONE,
) -> str:
    """Return what is told; None: that was left out."""
    steps = {
        "All devices stopped": stop,
        "Timer unfrozen": unfreeze,
        "Pillory ended": pillory,
        "Log written": log,
    }
    return " ".join(
        [
            "The safe word was used.",
            *(f"{name}: {step}." for name, step in steps.items() if step),
            LOOK if stop == "acknowledged" else BY_HAND,
        ]
    )


ALL_DONE: Final = report("acknowledged")
ALL_FAILED: Final = report(FAILED, FAILED, FAILED, FAILED)


@dataclass
class SafeWord:
    """Calls of the script, and the time that passes."""

    house: House
    now: FrozenDateTimeFactory
    calls: list[asyncio.Task[ServiceResponse]]

    async def say(self) -> None:
        """Call the script and let it run until it waits."""
        self.calls.append(
            asyncio.create_task(
                self.house.hass.services.async_call(
                    "script", "safe_word", blocking=True
                )
            )
        )
        await settle()

    async def pass_time(self, seconds: float) -> None:
        """Let time pass in small steps, and pending requests arrive."""
        for _ in range(round(seconds * 10)):
            self.now.tick(timedelta(seconds=0.1))
            async_fire_time_changed_exact(self.house.hass)
            await settle()

    async def seconds_until_told(self, messages: int = 1, most: float = 60) -> float:
        """Let time pass until so many messages were told; returns how long that took."""
        for tenths in range(round(most * 10) + 1):
            if len(self.house.messages) >= messages:
                return tenths / 10
            await self.pass_time(0.1)
        pytest.fail("Nobody was told.")

    async def end(self) -> None:
        """Let the calls end."""
        for _ in range(1000):
            if all(call.done() for call in self.calls):
                break
            await self.pass_time(0.1)
        await asyncio.gather(*self.calls)


async def use(house: House, **inputs: object) -> str:
    """Add the script, which tells the phone."""
    return await house.use_script("safe_word", **{"told": [PHONE], **inputs})
