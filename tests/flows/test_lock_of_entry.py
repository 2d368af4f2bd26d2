"""An entry for one lock of an account: added, changed, discovered, and after the lock's end."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from tests.added_account import DOMAIN, Account, add
from tests.connected_devices import SESSION
from tests.fix_flows import confirm_fix, open_fix
from tests.frozen_time import Advance
from tests.one_lock import entry_of
from tests.simulator import WEARER_TOKEN, Fault, Lock, Simulator, person_named
from tests.told_events import Events

from . import device_forms
from .account_forms import start, submit


@pytest.fixture
def other(simulator: Simulator, account: Account) -> Lock:
    """Start another lock, with another wearer, beside that of the account."""
    wearer = person_named("berta", None)
    return simulator.add_lock(title="Other", wearer=wearer)


@pytest.fixture
async def further(hass: HomeAssistant, simulator: Simulator, other: Lock) -> Account:
    """Add an entry that follows the other lock alone."""
    return await add(hass, entry_of(simulator, other))


def form(simulator: Simulator, lock_id: str) -> dict[str, object]:
    """Return the fields of the form for a lock."""
    advanced = {"base_url": simulator.url, "lock_id": lock_id}
    return {"api_token": WEARER_TOKEN, "advanced": advanced}


async def test_lock_is_entered_by_its_id(
    hass: HomeAssistant, account: Account, other: Lock, simulator: Simulator
) -> None:
    entered = form(simulator, f" {other.lock_id}\u200b ")
    result = await submit(hass, await start(hass), entered)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "berta: berta"
    assert result["data"] == {**account.entry.data, "lock_id": other.lock_id}
    (device,) = dr.async_entries_for_config_entry(
        dr.async_get(hass), result["result"].entry_id
    )
    assert device.name == "Chastify lock berta"

    again = await submit(hass, await start(hass), form(simulator, other.lock_id))
    assert again["reason"] == "already_configured"


@pytest.mark.parametrize(
    ("lock_id", "error"),
    [("two words", "invalid_lock_id"), ("f" * 24, "lock_ended")],
)
async def test_lock_that_can_not_be_followed_is_asked_back(
    hass: HomeAssistant,
    account: Account,
    other: Lock,
    simulator: Simulator,
    lock_id: str,
    error: str,
) -> None:
    flow_id = await start(hass)
    result = await submit(hass, flow_id, form(simulator, lock_id))
    assert result["errors"] == {"base": error}

    result = await submit(hass, flow_id, form(simulator, other.lock_id))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_lock_of_an_entry_is_changed_without_an_event(
    hass: HomeAssistant,
    account: Account,
    other: Lock,
    simulator: Simulator,
    events: Events,
    advance: Advance,
) -> None:
    entity_ids = account.entity_ids()
    for lock_id, title in ((other.lock_id, "Other"), ("", "Weekend Challenge")):
        flow = await account.entry.start_reconfigure_flow(hass)
        advanced = {"base_url": simulator.url, "lock_id": lock_id}
        result = await submit(hass, flow["flow_id"], {"advanced": advanced})
        assert result["reason"] == "reconfigure_successful"
        assert account.state("sensor.lock_title") == title
    await advance(30)

    assert "lock_id" not in account.entry.data
    assert account.entity_ids() == entity_ids
    assert not events.take()


async def test_lock_before_a_change_is_not_asked_for_after_a_failed_set_up(
    hass: HomeAssistant,
    further: Account,
    other: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.clear_requests()
    simulator.order(Fault(status=503), match="GET")
    data = {key: further.entry.data[key] for key in ("api_token", "base_url")}
    hass.config_entries.async_update_entry(further.entry, data=data)
    await hass.async_block_till_done()
    assert further.entry.state is ConfigEntryState.SETUP_RETRY

    await advance(30)

    assert further.state("sensor.lock_title") == "Weekend Challenge"
    pins = {request.headers.get("x-chastify-lock-id") for request in simulator.requests}
    assert other.lock_id not in pins


async def test_lock_of_another_entry_is_not_taken_twice(
    hass: HomeAssistant, account: Account, further: Account, simulator: Simulator
) -> None:
    flow = await account.entry.start_reconfigure_flow(hass)
    lock_id = further.entry.data["lock_id"]
    advanced = {"base_url": simulator.url, "lock_id": lock_id}
    result = await submit(hass, flow["flow_id"], {"advanced": advanced})

    assert result["errors"] == {"base": "already_configured"}
    assert "lock_id" not in account.entry.data


async def discover(hass: HomeAssistant, entry_id: str, lock_id: str) -> object:
    """Begin the discovery of a lock; return why it was aborted, None where it asks."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_INTEGRATION_DISCOVERY},
        data={"config_entry_id": entry_id, "lock_id": lock_id},
    )
    return result.get("reason")


async def test_discovered_lock_that_can_not_be_added_is_not_offered(
    hass: HomeAssistant, account: Account, further: Account, simulator: Simulator
) -> None:
    entry_id = account.entry.entry_id
    followed: str = further.entry.data["lock_id"]
    third = simulator.add_lock()
    assert await discover(hass, "gone", third.lock_id) == "lock_ended"
    assert await discover(hass, entry_id, "f" * 24) == "lock_ended"
    assert await discover(hass, entry_id, followed) == "already_configured"
    simulator.order(Fault(status=503), match="GET")
    assert await discover(hass, entry_id, third.lock_id) == "cannot_connect"

    assert await discover(hass, entry_id, third.lock_id) is None
    assert await discover(hass, entry_id, third.lock_id) == "already_in_progress"


async def test_entry_whose_lock_has_ended_follows_the_current_one(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.start_lock(title="Current")
    own = simulator.add_lock(title="Own")
    entry = entry_of(simulator, own)
    account = await add(hass, entry)
    issue_id = f"lock_ended_{entry.entry_id}"
    simulator.end_lock(own)
    await advance(30)

    flow = await open_fix(hass, issue_id)
    assert flow["step_id"] == "confirm"
    result = await confirm_fix(hass, flow)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert "lock_id" not in entry.data
    assert account.state("sensor.lock_title") == "Current"
    assert not ir.async_get(hass).async_get_issue(DOMAIN, issue_id)


async def test_entry_whose_lock_has_ended_is_removed_where_another_follows_the_current(
    hass: HomeAssistant,
    account: Account,
    further: Account,
    other: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    issue_id = f"lock_ended_{further.entry.entry_id}"
    simulator.end_lock(other)
    await advance(30)

    flow = await open_fix(hass, issue_id)
    assert flow["step_id"] == "remove"
    await confirm_fix(hass, flow)

    assert further.entry.state is ConfigEntryState.NOT_LOADED
    assert hass.config_entries.async_entries(DOMAIN) == [account.entry]
    assert not ir.async_get(hass).async_get_issue(DOMAIN, issue_id)


@pytest.mark.parametrize("has_other", [False, True])
async def test_repair_of_an_entry_that_is_gone_ends(
    hass: HomeAssistant,
    account: Account,
    further: Account,
    other: Lock,
    simulator: Simulator,
    advance: Advance,
    has_other: bool,
) -> None:
    if not has_other:
        await hass.config_entries.async_remove(account.entry.entry_id)
    simulator.end_lock(other)
    await advance(30)
    flow = await open_fix(hass, f"lock_ended_{further.entry.entry_id}")
    await hass.config_entries.async_remove(further.entry.entry_id)

    result = await confirm_fix(hass, flow)

    assert result["type"] in (FlowResultType.ABORT, FlowResultType.CREATE_ENTRY)
    assert further.entry not in hass.config_entries.async_entries(DOMAIN)


async def test_new_token_is_taken_also_where_the_lock_has_ended(
    hass: HomeAssistant, further: Account, other: Lock, simulator: Simulator
) -> None:
    simulator.end_lock(other)
    simulator.add_token("new-token", "wearer", "sim_wearer")
    flow = await further.entry.start_reauth_flow(hass)

    await submit(hass, flow["flow_id"], {"api_token": "new-token"})
    # Without a lock nothing tells whether it is the same account.
    result = await submit(hass, flow["flow_id"], {"next_step_id": "take_token"})

    assert result["reason"] == "reauth_successful"
    assert further.entry.data["api_token"] == "new-token"
    assert further.entry.data["lock_id"] == other.lock_id


async def test_answer_about_another_lock_is_no_answer_about_the_chosen_one(
    hass: HomeAssistant, account: Account, other: Lock, simulator: Simulator
) -> None:
    simulator.heeds_pins = False

    entered = form(simulator, other.lock_id)
    result = await submit(hass, await start(hass), entered)
    assert result["errors"] == {"base": "lock_ended"}

    entry_id = account.entry.entry_id
    assert await discover(hass, entry_id, other.lock_id) == "lock_ended"


@pytest.mark.parametrize("meanwhile", ["shown", "new token", "ended", "removed"])
async def test_offer_is_looked_at_again_when_it_is_taken(
    hass: HomeAssistant,
    account: Account,
    other: Lock,
    simulator: Simulator,
    advance: Advance,
    meanwhile: str,
) -> None:
    assert await discover(hass, account.entry.entry_id, other.lock_id) is None
    (flow,) = hass.config_entries.flow.async_progress()
    reason: str | None = None
    match meanwhile:
        case "shown":
            simulator.move_on(other)
            await advance(30)
            assert account.state("sensor.lock_title") == "Other"
            reason = "already_configured"
        case "new token":
            simulator.add_token("new-token", "wearer", "sim_wearer")
            data = {**account.entry.data, "api_token": "new-token"}
            hass.config_entries.async_update_entry(account.entry, data=data)
            await hass.async_block_till_done()
        case "ended":
            simulator.end_lock(other)
            reason = "lock_ended"
        case "removed":
            await hass.config_entries.async_remove(account.entry.entry_id)
            reason = "lock_ended"

    result = await submit(hass, flow["flow_id"], {})

    assert result.get("reason") == reason
    if reason is None:
        assert result["result"].data == {
            **account.entry.data,
            "lock_id": other.lock_id,
        }


async def test_device_is_added_though_an_offer_is_ignored(
    hass: HomeAssistant, account: Account, other: Lock
) -> None:
    assert await discover(hass, account.entry.entry_id, other.lock_id) is None
    (flow,) = hass.config_entries.flow.async_progress()
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_IGNORE},
        data={"unique_id": flow["context"]["unique_id"], "title": "Other"},
    )

    result = await device_forms.submit(
        hass,
        await device_forms.open_form(hass, account),
        device_forms.form(session=SESSION),
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY
