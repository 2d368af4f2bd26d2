"""System health: is the service reachable, is the token accepted."""

import asyncio
from collections.abc import Coroutine, Iterable

from homeassistant.components import system_health
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .api import (
    DEFAULT_BASE_URL,
    ChastifyAuthenticationError,
    ChastifyBadAnswerError,
    ChastifyClient,
    ChastifyConnectError,
    ChastifyError,
    ChastifyOutcomeUnknownError,
    ChastifyServerError,
)
from .const import CONF_BASE_URL, DOMAIN

type Health = str | dict[str, str]

OK = "ok"


@callback
def async_register(
    _hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Register what is shown."""
    register.async_register_info(async_system_health_info)


async def async_system_health_info(
    hass: HomeAssistant,
) -> dict[str, int | Coroutine[None, None, Health]]:
    """Return the checks of all servers and all accounts; they run while the page is open."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    servers = {entry.data[CONF_BASE_URL] for entry in entries} or {DEFAULT_BASE_URL}
    return {
        "accounts": len(entries),
        "service_reachable": _first_failure(
            system_health.async_check_can_reach_url(hass, server) for server in servers
        ),
        "token_accepted": _first_failure(
            _token_accepted(
                ChastifyClient(
                    async_get_clientsession(hass),
                    entry.data[CONF_API_TOKEN],
                    entry.data[CONF_BASE_URL],
                )
            )
            for entry in entries
        ),
    }


async def _first_failure(checks: Iterable[Coroutine[None, None, Health]]) -> Health:
    """Run the checks side by side; return the first failure, or that all is well."""
    results = await asyncio.gather(*checks)
    return next((result for result in results if result != OK), OK)


async def _token_accepted(client: ChastifyClient) -> Health:
    """Try a token with one reading."""
    try:
        await client.get_session()
    except ChastifyAuthenticationError:
        return _failed("refused")
    except ChastifyConnectError, ChastifyOutcomeUnknownError:
        return _failed("unreachable")
    except ChastifyServerError, ChastifyBadAnswerError:
        return _failed("no_answer")
    except ChastifyError:
        # Any other refusal is the answer to a token that was accepted.
        return OK
    return OK


def _failed(error: str) -> dict[str, str]:
    return {"type": "failed", "error": error}
