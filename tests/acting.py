"""Actions, presses and the requests that reach the service by them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.json import JsonObjectType
from tests.added_account import DOMAIN, Account
from tests.simulator import JsonObject, JsonValue, RecordedRequest, Simulator

API = "/api/apps/v1"
MOST_TURNS = 100_000


async def act(hass: HomeAssistant, action: str, **data: object) -> None:
    """Call an action of the integration, and wait for the reading after it."""
    async with read_after():
        await hass.services.async_call(DOMAIN, action, data, blocking=True)


@asynccontextmanager
async def read_after() -> AsyncIterator[None]:
    """Wait for the reading after a command, also after its error; a caller who gives up doesn't."""
    try:
        yield
    except HomeAssistantError:
        await until_read()
        raise
    await until_read()


async def until_read() -> None:
    """Wait until the reading after commands has ended, where there is one."""
    readings = [
        task
        for task in asyncio.all_tasks()
        if task.get_name() == "chastify reading after commands"
    ]
    if readings:
        await asyncio.wait(readings)


async def answer(hass: HomeAssistant, action: str, **data: object) -> JsonObjectType:
    """Call an action of the integration for its response."""
    found = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    assert isinstance(found, dict)
    return found


async def press(account: Account, key: str) -> None:
    """Press a button of an account, and wait for the reading after it."""
    await on_entity(account, "button.press", f"button.{key}")


async def on_entity(account: Account, action: str, key: str, **data: object) -> None:
    """Call an action of Home Assistant on an entity, and wait for the reading after it."""
    domain, _, name = action.partition(".")
    async with read_after():
        await account.hass.services.async_call(
            domain,
            name,
            {"entity_id": account.entity_ids()[key], **data},
            blocking=True,
        )


def sent(simulator: Simulator) -> list[RecordedRequest]:
    """Return the commands that reached the service."""
    return [request for request in simulator.requests if request.method == "POST"]


async def settle() -> None:
    """Let the event loop run until the tasks wait for time or the network."""
    for _ in range(20):
        await asyncio.sleep(0)


async def until_sent(simulator: Simulator, count: int) -> None:
    """Let the event loop run until so many commands have arrived."""
    await until(lambda: len(sent(simulator)) >= count)


async def until(condition: Callable[[], bool]) -> None:
    """Let the event loop run until a condition is true; fail where it never is."""
    for _ in range(MOST_TURNS):
        if condition():
            return
        await asyncio.sleep(0)
    pytest.fail("What was waited for did not happen.")


def bodies(simulator: Simulator) -> list[tuple[str, JsonValue]]:
    """Return path and body of the commands that reached the service."""
    return [
        (request.path.removeprefix(API), request.body) for request in sent(simulator)
    ]


def named(name: str, params: JsonValue) -> tuple[str, JsonObject]:
    """Return path and body of an action of the API."""
    return "/action", {"name": name, "params": params}


async def failure(
    hass: HomeAssistant,
    kind: type[HomeAssistantError],
    action: str,
    **data: object,
) -> HomeAssistantError:
    """Return the error that an action ends with, which has to be of just this kind."""
    with pytest.raises(kind) as caught:
        await act(hass, action, **data)
    assert type(caught.value) is kind
    return caught.value


def key_of(error: HomeAssistantError) -> str | None:
    """Return the translation key of an error."""
    assert error.translation_domain == DOMAIN
    return error.translation_key


def placeholders_of(error: HomeAssistantError) -> Mapping[str, Any]:
    """Return the placeholders of an error's text."""
    return error.translation_placeholders or {}
