"""System health: whether the service is reachable and the tokens are accepted."""

import asyncio
from collections.abc import Coroutine, Iterable

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .account.access import Access
from .api import (
    ChastifyAuthenticationError,
    ChastifyClient,
    ChastifyConnectError,
    ChastifyError,
    ChastifyForbiddenError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
    ChastifyOutcomeUnknownError,
)
from .const import CONF_BASE_URL, DOMAIN

type Health = str | dict[str, str]

OK = "ok"


@callback
def async_register(
    _hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Register the checks."""
    register.async_register_info(async_system_health_info)


async def async_system_health_info(
    hass: HomeAssistant,
) -> dict[str, int | Coroutine[None, None, Health]]:
    """Return the checks of all servers and all accounts; they run while the page is open.

    A disabled account is left alone.
    """
    entries = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    info: dict[str, int | Coroutine[None, None, Health]] = {"accounts": len(entries)}
    if entries:
        info["service_reachable"] = _first_failure(
            system_health.async_check_can_reach_url(hass, server)
            for server in {entry.data[CONF_BASE_URL] for entry in entries}
        )
        info["token_accepted"] = _first_failure(
            _token_accepted(Access.of(entry).client(hass)) for entry in entries
        )
    return info


async def _first_failure(checks: Iterable[Coroutine[None, None, Health]]) -> Health:
    """Run the checks concurrently; return the first failure, or OK."""
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
    except ChastifyNoActiveLockError, ChastifyLockEndedError, ChastifyForbiddenError:
        # These are the answers to a token that was accepted.
        return OK
    except ChastifyError:
        return _failed("no_answer")
    return OK


def _failed(error: str) -> dict[str, str]:
    return {"type": "failed", "error": error}
