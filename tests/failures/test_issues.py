"""The repair issue of a token that may not read."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from tests.added_account import DOMAIN, Account
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Fault, Simulator


def issue_of(
    issue_registry: ir.IssueRegistry, entry: MockConfigEntry
) -> ir.IssueEntry | None:
    """Return the issue of an entry."""
    return issue_registry.async_get_issue(
        DOMAIN, f"missing_read_scope_{entry.entry_id}"
    )


async def test_missing_scope_is_told_until_it_is_there(
    account: Account,
    simulator: Simulator,
    advance: Advance,
    issue_registry: ir.IssueRegistry,
) -> None:
    simulator.scopes[WEARER_TOKEN] = set()
    await advance(31)
    assert issue_of(issue_registry, account.entry) is None
    await advance(5)
    issue = issue_of(issue_registry, account.entry)
    assert issue is not None
    assert issue.severity is ir.IssueSeverity.ERROR
    assert issue.translation_placeholders == {"account": "sim_wearer"}

    simulator.scopes[WEARER_TOKEN] = set(Simulator.ALL_SCOPES)
    await advance(31)

    assert issue_of(issue_registry, account.entry) is None
    assert account.state("sensor.lock_state") == "locked"


async def test_missing_scope_at_start_is_told_and_the_setup_tried_again(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    issue_registry: ir.IssueRegistry,
) -> None:
    simulator.scopes[WEARER_TOKEN] = set()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state.value == "setup_retry"
    assert issue_of(issue_registry, entry) is not None

    simulator.scopes[WEARER_TOKEN] = set(Simulator.ALL_SCOPES)
    await advance(60)

    assert entry.state.value == "loaded"
    assert issue_of(issue_registry, entry) is None


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(status=403, body="<html>")])
async def test_other_failures_neither_make_nor_end_the_issue(
    account: Account,
    simulator: Simulator,
    advance: Advance,
    issue_registry: ir.IssueRegistry,
    fault: Fault,
) -> None:
    simulator.order(fault)
    await advance(31)
    assert issue_of(issue_registry, account.entry) is None
    simulator.scopes[WEARER_TOKEN] = set()
    await advance(31)
    simulator.order(fault)

    await advance(61)

    assert issue_of(issue_registry, account.entry) is not None


async def test_issue_goes_with_the_entry(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    issue_registry: ir.IssueRegistry,
) -> None:
    simulator.scopes[WEARER_TOKEN] = set()
    await advance(31)

    await hass.config_entries.async_remove(account.entry.entry_id)

    assert issue_of(issue_registry, account.entry) is None
