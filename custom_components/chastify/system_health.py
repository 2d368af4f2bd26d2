"""System health: is the service reachable, is the token accepted."""

from homeassistant.components import system_health
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .api import (
    DEFAULT_BASE_URL,
    ChastifyAuthenticationError,
    ChastifyClient,
    ChastifyConnectError,
    ChastifyError,
    ChastifyOutcomeUnknownError,
)
from .const import CONF_BASE_URL, DOMAIN


@callback
def async_register(
    _hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Register what is shown."""
    register.async_register_info(async_system_health_info)


async def async_system_health_info(hass: HomeAssistant) -> dict[str, object]:
    """Return the checks; they run while the page is open already."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    servers = {entry.data[CONF_BASE_URL] for entry in entries} or {DEFAULT_BASE_URL}
    info: dict[str, object] = {"accounts": len(entries)}
    # With one account, which nearly everybody has, the names need no number.
    for number, server in enumerate(sorted(servers), 1):
        info[_numbered("service_reachable", number)] = (
            system_health.async_check_can_reach_url(hass, server)
        )
    for number, entry in enumerate(entries, 1):
        client = ChastifyClient(
            async_get_clientsession(hass),
            entry.data[CONF_API_TOKEN],
            entry.data[CONF_BASE_URL],
        )
        info[_numbered("token_accepted", number)] = _async_token_accepted(client)
    return info


def _numbered(key: str, number: int) -> str:
    return key if number == 1 else f"{key}_{number}"


async def _async_token_accepted(client: ChastifyClient) -> str | dict[str, str]:
    """Try the token with one reading."""
    try:
        await client.get_session()
    except ChastifyAuthenticationError:
        return {"type": "failed", "error": "refused"}
    except ChastifyConnectError, ChastifyOutcomeUnknownError:
        return {"type": "failed", "error": "unreachable"}
    except ChastifyError as err:
        # Anything else is an answer to a token that was accepted, or no answer of the API's.
        if err.status is None or err.status >= 500:
            return {"type": "failed", "error": "no_answer"}
    return "ok"
