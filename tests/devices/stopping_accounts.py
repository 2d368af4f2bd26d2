"""Every way to stop all devices of an account, and the issue about a failing stop."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from tests.acting import act, press, settle, until
from tests.added_account import DOMAIN, Account
from tests.connected_devices import device_commands
from tests.frozen_time import Advance
from tests.simulator import Simulator

type Call = Callable[[HomeAssistant, Account], Coroutine[Any, Any, None]]


async def until_stops(simulator: Simulator, count: int) -> None:
    """Let the event loop run until so many stops have arrived."""
    await until(lambda: len(device_commands(simulator)) >= count)


async def by_action(hass: HomeAssistant, account: Account) -> None:
    """Stop by the action."""
    await act(hass, "stop_devices")


async def by_entry(hass: HomeAssistant, account: Account) -> None:
    """Stop by the action, for one account."""
    await act(hass, "stop_devices", config_entry_id=account.entry.entry_id)


async def by_button(hass: HomeAssistant, account: Account) -> None:
    """Stop by the button."""
    await press(account, "stop_devices")


async def by_name(hass: HomeAssistant, account: Account) -> None:
    """Stop by the action that performs any action of the API."""
    await act(hass, "perform_action", name="all.stop")


every_way = pytest.mark.parametrize(
    "stop", [by_action, by_entry, by_button, by_name], ids=lambda way: way.__name__
)


def issue_of(
    issue_registry: ir.IssueRegistry, account: Account
) -> ir.IssueEntry | None:
    """Return the issue about a stop that isn't acknowledged."""
    return issue_registry.async_get_issue(
        DOMAIN, f"stop_not_acknowledged_all.stop_{account.entry.entry_id}"
    )


async def failing_call(
    hass: HomeAssistant, simulator: Simulator, advance: Advance
) -> None:
    """Call a stop that fails and let the call end."""
    call = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 1)
    await settle()
    await advance(5)
    with pytest.raises(HomeAssistantError):
        await call
