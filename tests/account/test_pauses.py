"""Pauses that the service asks for: each belongs to the route and the token that it came for."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import API, act, failure, key_of, placeholders_of, sent
from tests.added_account import CONF_BASE_URL, Account
from tests.connected_devices import Toy
from tests.frozen_time import Advance, PassTime
from tests.simulator import Fault, Simulator

A_DAY = Fault(status=429, retry_after=86_400)
NEW_TOKEN = "another-token"

# Actions with the route on which each goes out.
ROUTES: list[tuple[str, dict[str, Any], str]] = [
    ("add_time", {"duration": 60}, "action"),
    ("apply_time", {"seconds": 60}, "lock/apply-time"),
    ("freeze", {"duration": 60}, "lock/freeze"),
    ("unfreeze", {}, "lock/unfreeze"),
    ("write_log", {"title": "x"}, "logs/custom"),
    ("send_notification", {"message": "x", "target": "both"}, "notifications/custom"),
]


@pytest.mark.parametrize(("action", "data", "route"), ROUTES)
async def test_pause_belongs_to_the_route(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    action: str,
    data: dict[str, Any],
    route: str,
) -> None:
    simulator.order(A_DAY, match="POST")

    error = await failure(hass, HomeAssistantError, action, **data)
    assert key_of(error) == "command_rate_limited"
    assert placeholders_of(error)["seconds"] == "900"
    assert sent(simulator)[-1].path == f"{API}/{route}"

    error = await failure(hass, ServiceValidationError, action, **data)
    assert key_of(error) == "command_paused"
    assert placeholders_of(error)["seconds"] == "900"
    assert len(sent(simulator)) == 1

    for other, fields, other_route in ROUTES:
        if other_route != route:
            await act(hass, other, **fields)


@pytest.mark.parametrize(("action", "data", "route"), ROUTES[:1])
async def test_pause_ends_after_15_minutes_at_the_latest(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    action: str,
    data: dict[str, Any],
    route: str,
) -> None:
    simulator.order(A_DAY, match="POST")
    await failure(hass, HomeAssistantError, action, **data)

    await advance(880)
    await failure(hass, ServiceValidationError, action, **data)
    await advance(20)

    await act(hass, action, **data)


async def reload_with(
    hass: HomeAssistant, entry: MockConfigEntry, data: dict[str, str]
) -> None:
    """Reload an account with other data."""
    hass.config_entries.async_update_entry(entry, data={**entry.data, **data})
    await hass.async_block_till_done()


async def test_pause_ends_with_the_token(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(A_DAY, match="POST")
    simulator.add_token(NEW_TOKEN, "wearer", "sim_wearer")
    await failure(hass, HomeAssistantError, "unfreeze")

    await reload_with(hass, account.entry, {CONF_API_TOKEN: NEW_TOKEN})

    await act(hass, "unfreeze")


async def test_pause_ends_with_the_server(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(A_DAY, match="POST")
    await failure(hass, HomeAssistantError, "unfreeze")
    async with Simulator() as other:
        other.start_lock()

        await reload_with(hass, account.entry, {CONF_BASE_URL: other.url})

        await act(hass, "unfreeze")


async def test_pause_of_commands_leaves_readings_alone(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(A_DAY, match="POST")
    await failure(hass, HomeAssistantError, "unfreeze")
    simulator.clear_requests()

    await advance(31)

    assert len(simulator.requests) == 1


async def test_pause_of_readings_leaves_commands_alone(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(A_DAY, match="GET")
    await advance(30)
    simulator.clear_requests()

    await act(hass, "unfreeze")

    assert len(simulator.requests) == 1
    error = await failure(hass, HomeAssistantError, "get_session")
    assert key_of(error) == "rate_limited"
    assert placeholders_of(error)["seconds"] == "900"


async def test_pause_of_readings_ends_with_the_token(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(A_DAY, match="GET")
    await advance(30)
    simulator.add_token(NEW_TOKEN, "wearer", "sim_wearer")

    await reload_with(hass, account.entry, {CONF_API_TOKEN: NEW_TOKEN})
    simulator.clear_requests()
    await advance(31)

    assert len(simulator.requests) == 1


@pytest.mark.parametrize("off", [-86_400, 0, 86_400], ids=["behind", "right", "ahead"])
async def test_date_counts_from_the_date_of_the_answer(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    now: FrozenDateTimeFactory,
    off: int,
) -> None:
    at = "Mon, 01 Jun 2026 12:02:00 GMT"
    date = {
        -86_400: "Sun, 31 May 2026",
        0: "Mon, 01 Jun 2026",
        86_400: "Tue, 02 Jun 2026",
    }
    sent_at = f"{date[off]} 12:00:00 GMT"
    simulator.order(
        Fault(
            status=429,
            retry_after=at.replace("Mon, 01 Jun 2026", date[off]),
            headers={"Date": sent_at},
        ),
        match="POST",
    )

    error = await failure(hass, HomeAssistantError, "unfreeze")

    assert placeholders_of(error)["seconds"] == "120"


@pytest.mark.parametrize(
    ("press", "is_told"),
    [
        (lambda toy: toy.start(), "device_paused"),
        (lambda toy: act(toy.hass, "add_time", duration=60), None),
    ],
    ids=["device", "account"],
)
async def test_pause_of_a_devices_own_session_is_only_its_own(
    hass: HomeAssistant,
    session_toy: Toy,
    simulator: Simulator,
    press: Callable[[Toy], Any],
    is_told: str | None,
) -> None:
    simulator.order(A_DAY, match="POST /api/extensions")

    with pytest.raises(HomeAssistantError) as caught:
        await session_toy.start()
    assert key_of(caught.value) == "device_rate_limited"

    if is_told is None:
        await press(session_toy)
        return
    with pytest.raises(ServiceValidationError) as refused:
        await press(session_toy)
    assert key_of(refused.value) == is_told


async def test_pause_never_holds_a_stop(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    simulator.order(A_DAY, match="POST")
    with pytest.raises(HomeAssistantError):
        await toy.start()

    await act(hass, "stop_devices")

    assert sent(simulator)[-1].path == f"{API}/device-command"
    assert len(sent(simulator)) >= 2


async def test_short_pause_is_waited_for(
    hass: HomeAssistant, account: Account, simulator: Simulator, pass_time: PassTime
) -> None:
    simulator.order(Fault(status=429, retry_after=5), match="POST")
    await failure(hass, HomeAssistantError, "unfreeze")
    waiting = hass.async_create_task(act(hass, "unfreeze"))

    await pass_time(4.9)
    assert len(sent(simulator)) == 1
    await pass_time(0.1)
    await waiting

    assert len(sent(simulator)) == 2


async def test_pause_at_setup_ends_after_15_minutes_at_the_latest(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    simulator.start_lock()
    simulator.order(A_DAY)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state.value == "setup_retry"

    await advance(901)

    assert entry.state.value == "loaded"
    simulator.clear_requests()
    await advance(31)
    assert len(simulator.requests) == 1
