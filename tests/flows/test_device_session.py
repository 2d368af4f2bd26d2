"""The extension session in the form of a device: it is tried, kept and never shown."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from tests.added_account import Account
from tests.connected_devices import (
    SESSION,
    Toy,
    connected,
    device_commands,
    subentry,
    toys_of,
)
from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_MAIN_TOKEN,
    EXTENSION_SESSION_ID,
    Fault,
    Simulator,
)

from .device_forms import DEFAULTS, form, open_form, set_of, submit


async def test_session_is_kept_while_another_field_is_mended_and_can_be_left_out(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    flow = await open_form(hass, account)
    entered = form(session=SESSION, params={"param_limits": 7})
    result = await submit(hass, flow, entered)
    assert result["errors"] == {"base": "param_limits"}
    for secret in SESSION.values():
        assert secret not in str(result)
    await submit(hass, result, form())
    (subentry_id,) = account.entry.subentries
    assert set_of(account, subentry_id) == {**DEFAULTS, **SESSION}

    result = await submit(hass, await open_form(hass, account), form(name=" "))
    simulator.add_extension_session("other", developer_key=None, main_token=None)
    entered = form(name=" ", session={"extension_session_id": "other"})
    result = await submit(hass, result, entered)
    result = await submit(hass, result, form(session={"forget_session": True}))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    *_, added = account.entry.subentries
    assert set_of(account, added) == DEFAULTS


async def test_session_is_tried_and_kept_and_never_shown(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    result = await submit(hass, await open_form(hass, account), form(session=SESSION))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (toy,) = toys_of(account, simulator)
    assert set_of(account, toy.subentry_id) == {**DEFAULTS, **SESSION}
    await toy.press("stop")
    assert device_commands(simulator)[-1].path.startswith("/api/extensions/sessions/")

    flow = await open_form(hass, account, toy.subentry_id)
    for secret in SESSION.values():
        assert secret not in str(flow)
    await submit(hass, flow, form(cooldown=5))
    assert set_of(account, toy.subentry_id) == {**DEFAULTS, **SESSION, "cooldown": 5}


async def test_session_and_keys_are_kept_without_what_copying_brings_along(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    main_token, key = EXTENSION_MAIN_TOKEN, DEVELOPER_KEY
    pasted = {
        "extension_session_id": f" “\u200b{EXTENSION_SESSION_ID}\ufeff”\n",
        "main_token": f"\u2066{main_token[:5]}\u00ad\r\n  {main_token[5:]}\u2069",
        "developer_key": f"Authorization: Bearer {key[:5]}\u200b{key[5:]}",
    }

    result = await submit(hass, await open_form(hass, account), form(session=pasted))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (toy,) = toys_of(account, simulator)
    assert set_of(account, toy.subentry_id) == {**DEFAULTS, **SESSION}


async def test_keys_of_which_nothing_can_be_seen_are_none(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    unseen = {"main_token": "\u200b", "developer_key": '" "'}

    result = await submit(hass, await open_form(hass, account), form(session=unseen))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (toy,) = toys_of(account, simulator)
    assert set_of(account, toy.subentry_id) == DEFAULTS


async def test_caps_of_a_device_can_be_lowered_whatever_keys_it_has(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    stored = {**SESSION, "main_token": "two words"}
    async with connected(hass, simulator, subentry(**stored)) as (toy,):
        flow = await open_form(hass, toy.account, toy.subentry_id)

        result = await submit(hass, flow, form(max_duration=5))

        assert result["reason"] == "reconfigure_successful"


async def test_stored_session_can_be_forgotten_and_another_keeps_no_old_keys(
    hass: HomeAssistant, session_toy: Toy, simulator: Simulator
) -> None:
    def data() -> dict[str, Any]:
        return set_of(session_toy.account, session_toy.subentry_id)

    simulator.add_extension_session("other", developer_key=None, main_token=None)
    account, subentry_id = session_toy.account, session_toy.subentry_id
    flow = await open_form(hass, account, subentry_id)
    entered = form(session={"extension_session_id": "other"}, shock=True)
    await submit(hass, flow, entered)
    assert data() == {**DEFAULTS, "shock": True, "extension_session_id": "other"}

    flow = await open_form(hass, account, subentry_id)
    await submit(hass, flow, form(session={"forget_session": True}, shock=True))
    assert data() == {**DEFAULTS, "shock": True}


@pytest.mark.parametrize(
    "fault",
    [
        Fault(close="before"),
        Fault(status=404),
        Fault(status=404, body="<html>"),
        Fault(status=405, body=""),
        Fault(status=409, body={"error": "lock_ended"}),
        Fault(status=429),
        Fault(status=503),
        Fault(status=401, body="<html>"),
        Fault(body="<html>"),
    ],
)
async def test_session_that_can_not_be_read_is_kept_and_offers_what_is_allowed(
    hass: HomeAssistant, account: Account, simulator: Simulator, fault: Fault
) -> None:
    """No page of the documentation names the reading of a session."""
    simulator.order(fault, times=None, match="GET /api/extensions")

    entered = form(session=SESSION)
    result = await submit(hass, await open_form(hass, account), entered)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (toy,) = toys_of(account, simulator)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not ir.async_get(hass).issues
    await toy.start(1)
    assert toy.is_running()
    await toy.press("stop")


async def test_session_without_a_lock_is_kept(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.end_lock()

    result = await submit(hass, await open_form(hass, account), form(session=SESSION))

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_caps_can_be_lowered_while_the_service_is_away(
    hass: HomeAssistant, session_toy: Toy, simulator: Simulator
) -> None:
    simulator.order(Fault(close="before"), times=None)
    flow = await open_form(hass, session_toy.account, session_toy.subentry_id)

    result = await hass.config_entries.subentries.async_configure(
        flow["flow_id"], form(max_duration=3, shock=True)
    )

    assert result["type"] is FlowResultType.ABORT
    kept = session_toy.account.entry.subentries[session_toy.subentry_id].data
    assert kept["max_duration"] == 3
    simulator.clear_faults()
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize("settings", [{}, SESSION], ids=["account", "session"])
async def test_device_on_a_route_that_is_taken_is_refused(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    settings: dict[str, Any],
) -> None:
    async with connected(hass, simulator, subentry(**settings)) as (toy,):
        flow = await open_form(hass, toy.account)
        result = await submit(hass, flow, form(name="Other", session=settings))

        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "already_configured"
        assert len(toy.account.entry.subentries) == 1


async def test_route_of_another_device_is_refused_on_a_change(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with connected(
        hass, simulator, subentry(), subentry(title="Other", **SESSION)
    ) as (toy, _):
        flow = await open_form(hass, toy.account, toy.subentry_id)
        result = await submit(hass, flow, form(session=SESSION, shock=True))

        assert result["reason"] == "already_configured"


async def test_session_of_another_account_is_refused(
    hass: HomeAssistant,
    session_toy: Toy,
    simulator: Simulator,
    keyholder_entry: Any,
) -> None:
    keyholder_entry.add_to_hass(hass)
    await hass.config_entries.async_setup(keyholder_entry.entry_id)
    other = Account(hass, keyholder_entry)
    result = await submit(hass, await open_form(hass, other), form(session=SESSION))
    assert result["reason"] == "already_configured"

    # Each account has a route of its own token.
    result = await submit(hass, await open_form(hass, other), form())
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_route_that_is_taken_while_a_person_confirms_is_refused(
    hass: HomeAssistant, account: Account
) -> None:
    slow = await submit(hass, await open_form(hass, account), form(shock=True))
    await submit(hass, await open_form(hass, account), form())

    result = await submit(hass, slow, {"confirm": True})

    assert result["reason"] == "already_configured"
    assert len(account.entry.subentries) == 1
