"""Extension sessions: a device's abilities, their end, and that nobody sees their keys."""

import json
import logging
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from tests.acting import answer, key_of, settle
from tests.added_account import DOMAIN
from tests.api.exposure import shown_by_exception
from tests.automation.rules import device_of, trigger
from tests.connected_devices import SESSION, Toy, connected, subentry
from tests.frozen_time import Advance
from tests.private_texts import told
from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_SESSION_ID,
    WEARER_TOKEN,
    Fault,
    JsonObject,
    Simulator,
)

FIVE_MINUTES = 301


def session_issue(toy: Toy, kind: str) -> ir.IssueEntry | None:
    """Return the issue of that kind of the device."""
    return ir.async_get(toy.hass).async_get_issue(
        DOMAIN, f"{kind}_{toy.subentry_id}_{toy.account.entry.entry_id}"
    )


def unavailable(toy: Toy) -> list[str]:
    """Return the entities of the account that are unavailable."""
    return [
        key for key, state in toy.account.states().items() if state == "unavailable"
    ]


async def test_session_that_ended_is_an_issue_of_its_device(
    session_toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    simulator.extension_session.ended = True
    with pytest.raises(HomeAssistantError) as caught:
        await session_toy.start(1)
    assert key_of(caught.value) == "command_device_session_ended"
    await session_toy.hass.async_block_till_done(wait_background_tasks=True)

    issue = session_issue(session_toy, "device_session_ended")
    assert issue is not None
    assert issue.translation_placeholders
    assert issue.translation_placeholders["device"] == "Toy"
    assert not session_toy.is_running()
    assert not unavailable(session_toy)
    assert not session_toy.hass.config_entries.flow.async_progress()

    simulator.extension_session.ended = False
    await advance(FIVE_MINUTES)
    assert session_issue(session_toy, "device_session_ended") is None


async def test_session_that_ended_is_noticed_without_a_command(
    session_toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    simulator.extension_session.ended = True
    await advance(FIVE_MINUTES)
    assert session_issue(session_toy, "device_session_ended")

    session_toy.hass.config_entries.async_remove_subentry(
        session_toy.account.entry, session_toy.subentry_id
    )
    await session_toy.hass.async_block_till_done(wait_background_tasks=True)
    assert session_issue(session_toy, "device_session_ended") is None


async def test_refused_keys_are_an_issue_of_the_device_and_no_reauth(
    session_toy: Toy, simulator: Simulator
) -> None:
    simulator.revoke(DEVELOPER_KEY)
    for call in (session_toy.start(1), session_toy.press("stop")):
        with pytest.raises(HomeAssistantError) as caught:
            await call
        assert key_of(caught.value) == "command_device_keys_refused"
    await session_toy.hass.async_block_till_done(wait_background_tasks=True)

    assert session_issue(session_toy, "device_keys_refused")
    assert not session_toy.hass.config_entries.flow.async_progress()


async def test_refused_token_of_the_account_on_the_route_of_a_session_is_the_account_s(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.add_extension_session("plain", developer_key=None, main_token=None)
    settings = {"extension_session_id": "plain"}
    async with connected(hass, simulator, subentry(**settings)) as (toy,):
        simulator.revoke(WEARER_TOKEN)
        with pytest.raises(HomeAssistantError):
            await toy.start(1)
        await hass.async_block_till_done(wait_background_tasks=True)
        await advance(5)

        assert session_issue(toy, "device_keys_refused") is None
        (flow,) = hass.config_entries.flow.async_progress()
        assert flow["context"]["source"] == "reauth"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(hang=True),
        Fault(close="before"),
        Fault(status=500),
        Fault(status=401),
        Fault(status=409, body={"error": "lock_ended"}),
        Fault(body="<html>"),
        Fault(body=[7]),
        Fault(body={"device": {"capabilities": 7, "supportedCommands": {"a": 1}}}),
        Fault(body={"device": {"capabilities": [], "supportedCommands": []}}),
        Fault(body={"device": {"capabilities": ["x"], "supportedCommands": [7, "y"]}}),
    ],
)
async def test_session_that_says_nothing_holds_nothing_up(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    fault: Fault,
) -> None:
    simulator.order(fault, times=None, match="GET /api/extensions")
    async with connected(hass, simulator, subentry(**SESSION)) as (toy,):
        assert toy.account.entry.state is ConfigEntryState.LOADED
        assert {"button.vibrate", "button.shock"} <= toy.entity_ids().keys()
        await toy.start(1)
        assert toy.is_running()


@pytest.mark.parametrize(
    "listed",
    [
        {"device": {"supportedCommands": ["vibration.start", "all.stop"]}},
        {"supportedCommands": ["vibration.start", "vibration.stop"]},
        {"device": {"capabilities": ["vibration"]}},
        {"capabilities": ["Vibration", "battery"]},
    ],
)
@pytest.mark.parametrize("route", ["account", "session"])
async def test_only_what_the_answer_lists_is_started_though_all_that_is_allowed_is_there(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    listed: dict[str, Any],
    route: str,
) -> None:
    simulator.session_overrides |= listed
    simulator.order(Fault(body=listed), times=None, match="GET /api/extensions")
    settings = SESSION if route == "session" else {}
    async with connected(hass, simulator, subentry(**settings)) as (toy,):
        await settle()
        assert {"button.vibrate", "button.shock"} <= toy.entity_ids().keys()
        for start in (toy.command("shock.start"), toy.press("shock")):
            with pytest.raises(ServiceValidationError) as caught:
                await start
            assert key_of(caught.value) == "device_unable"
        await toy.start(1)


@pytest.mark.parametrize("route", ["account", "session"])
async def test_abilities_that_come_and_go_reload_nothing_and_end_nothing(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
    route: str,
) -> None:
    settings = SESSION if route == "session" else {}
    async with connected(hass, simulator, subentry(max_duration=300, **settings)) as (
        toy,
    ):
        loaded = toy.account.entry.runtime_data
        entities = toy.entity_ids()
        await toy.start(290)
        for number in range(8):
            able = {"vibration"} if number % 2 else {"vibration", "shock"}
            simulator.device.capabilities = able
            simulator.session_overrides["capabilities"] = [*able]
            await advance(30 if route == "account" else FIVE_MINUTES)
            if not number:
                assert toy.kinds() == (["vibration"] if route == "account" else [])

        assert toy.account.entry.runtime_data is loaded
        assert toy.entity_ids() == entities


@pytest.mark.parametrize("route", ["account", "session"])
@pytest.mark.parametrize("able", [{"vibration"}, {"shock"}, set[str]()])
async def test_a_rule_on_the_start_of_a_lock_whose_session_lists_other_abilities(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
    route: str,
    able: set[str],
) -> None:
    """The rule runs within the reading that shows both."""
    settings = SESSION if route == "session" else {}
    async with connected(hass, simulator, subentry(**settings)) as (toy,):
        await advance(FIVE_MINUTES)
        loaded = toy.account.entry.runtime_data
        assert await async_setup_component(
            hass,
            "automation",
            {
                "automation": {
                    "triggers": trigger("lock_started", device_of(toy.account)),
                    "actions": [
                        {
                            "action": "chastify.add_time",
                            "data": {"duration": {"minutes": 10}},
                        },
                        {
                            "action": "button.press",
                            "target": {
                                "entity_id": toy.account.entity_ids()["button.freeze"]
                            },
                        },
                        {
                            "action": "chastify.write_log",
                            "data": {"title": "A lock has started."},
                        },
                    ],
                }
            },
        )
        simulator.end_lock()
        await advance(30)
        simulator.clear_requests()
        lock = simulator.start_lock()
        lock.device.capabilities = able
        simulator.session_overrides["capabilities"] = [*able]
        await advance(60)
        await advance(FIVE_MINUTES)
        assert [
            request.path for request in simulator.requests if request.method == "POST"
        ] == [
            "/api/apps/v1/action",
            "/api/apps/v1/lock/freeze",
            "/api/apps/v1/logs/custom",
        ]
        assert toy.account.entry.runtime_data is loaded


async def test_keys_and_session_are_shown_nowhere(
    hass: HomeAssistant,
    # The clock stops before the access token is made, or it would be of the future.
    session_toy: Toy,
    hass_client: ClientSessionGenerator,
    simulator: Simulator,
    advance: Advance,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    assert await async_setup_component(hass, "diagnostics", {})
    echo: JsonObject = {"error": "lock_ended", "message": " ".join(SESSION.values())}
    shown: list[str] = []
    for fault in (
        Fault(body={"echo": [*SESSION.values()], **dict.fromkeys(SESSION.values(), 1)}),
        Fault(status=400, body=echo),
        Fault(status=401, body=echo),
        Fault(status=404, body=echo),
        Fault(status=409, body=echo),
    ):
        simulator.order(
            fault,
            times=2,
            match=f"POST /api/extensions/sessions/{EXTENSION_SESSION_ID}",
        )
        for command in ("vibration.start", "all.stop"):
            try:
                shown.append(
                    str(
                        await answer(
                            hass,
                            "device_command",
                            device_id=session_toy.device_id,
                            command=command,
                        )
                    )
                )
            except HomeAssistantError as err:
                shown.append(shown_by_exception(err))
        simulator.clear_faults()
        await advance(11)
    shown.append(
        json.dumps(
            await get_diagnostics_for_config_entry(
                hass, hass_client, session_toy.account.entry
            )
        )
    )
    shown += [str(state.as_dict()) for state in hass.states.async_all()]
    shown += [str(issue) for issue in ir.async_get(hass).issues.items()]
    shown += [
        repr(session_toy.account.entry.runtime_data.devices.all),
        *told(caplog),
    ]

    for text in shown:
        for secret in SESSION.values():
            assert secret not in text
    assert any("connected_devices" in text for text in shown)
