"""The forms of the subentry flow of connected devices, as a person fills them in."""

from typing import Any

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests.added_account import Account

DEFAULTS: dict[str, Any] = {
    "vibration": True,
    "shock": False,
    "max_duration": 30,
    "max_shock_duration": 1,
    "cooldown": 10,
}


def form(
    *,
    session: dict[str, Any] | None = None,
    params: dict[str, Any] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """Return the fields of the form as a person fills them in."""
    return {
        "name": "Toy",
        **DEFAULTS,
        "session": session or {},
        "params": params or {},
        **fields,
    }


async def open_form(
    hass: HomeAssistant, account: Account, subentry_id: str | None = None
) -> SubentryFlowResult:
    """Open the form of a new device, or that of one to change."""
    context: dict[str, Any] = {"source": SOURCE_USER}
    if subentry_id is not None:
        context = {"source": SOURCE_RECONFIGURE, "subentry_id": subentry_id}
    result = await hass.config_entries.subentries.async_init(
        (account.entry.entry_id, "device"),
        context=context,  # type: ignore[arg-type] # a typed dict made in two ways
    )
    assert result["type"] is FlowResultType.FORM
    return result


async def submit(
    hass: HomeAssistant, flow: SubentryFlowResult, entered: dict[str, Any]
) -> SubentryFlowResult:
    """Send a form and wait for all tasks that it starts."""
    result = await hass.config_entries.subentries.async_configure(
        flow["flow_id"], entered
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def set_of(account: Account, subentry_id: str) -> dict[str, Any]:
    """Return the stored settings of a device without its consent."""
    data = account.entry.subentries[subentry_id].data
    return {key: value for key, value in data.items() if key != "consent"}
