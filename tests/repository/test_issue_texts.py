"""Texts of repair issues: those that the code creates, and no others."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from custom_components.chastify.account.access import Access
from custom_components.chastify.api.hardware import STOP_ALL
from custom_components.chastify.devices.confirmation import question
from custom_components.chastify.devices.connected import connected_devices
from custom_components.chastify.devices.consent import ShownLock
from custom_components.chastify.devices.issues import (
    DEVICE_CONSENT,
    DEVICE_RUNNING,
    SessionProblem,
    async_create_lost_runs_issue,
    async_create_running_issue,
    async_manage_consent_issue,
    async_manage_exposed_shock_issues,
    async_manage_session_issue,
    async_manage_stop_issue,
)
from custom_components.chastify.devices.run import Run, StopProblem
from custom_components.chastify.failures.issues import (
    LOCK_ENDED,
    MOVED_IN,
    async_create_lost_data_issue,
    async_create_lost_history_issue,
    async_create_moved_in_issue,
    async_manage_command_scope_issue,
    async_manage_daily_limit_issue,
    async_manage_lock_ended_issue,
    async_manage_missing_scope_issue,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from tests.added_account import DOMAIN, Account
from tests.translation_check import Tree, flat, load, placeholders

# Texts of an issue's flow beside its steps.
ABORTS: Final = {
    DEVICE_CONSENT: {"fix_flow.abort.not_loaded", "fix_flow.abort.no_lock"},
    DEVICE_RUNNING: set[str](),
    LOCK_ENDED: {
        "fix_flow.abort.not_loaded",
        "fix_flow.step.remove.title",
        "fix_flow.step.remove.description",
    },
    MOVED_IN: set[str](),
}
# What the flow of an issue gives its texts, where the issue itself doesn't.
OF_FLOW: Final = {MOVED_IN: {"rules", "entities", "statistics", "resources"}}


def issues(language: str) -> Tree:
    """Return the texts of the issues."""
    found = load(language)["issues"]
    assert isinstance(found, dict)
    return found


def create_all(hass: HomeAssistant, account: Account) -> Iterator[ir.IssueEntry]:
    """Create each kind of issue, and return it."""
    entry = account.entry
    (device,) = connected_devices(entry)
    run = Run(
        entry_id=entry.entry_id,
        subentry_id=device.subentry_id,
        name=device.name,
        access=Access.of(entry),
        route=device.route,
        stop=STOP_ALL,
    )

    def newest() -> ir.IssueEntry:
        (issue,) = (
            issue
            for (domain, _), issue in ir.async_get(hass).issues.items()
            if domain == DOMAIN and issue.active
        )
        ir.async_delete_issue(hass, DOMAIN, issue.issue_id)
        return issue

    async_manage_missing_scope_issue(hass, entry, missing=True)
    yield newest()
    async_manage_lock_ended_issue(hass, entry, ended=True)
    yield newest()
    async_create_moved_in_issue(hass, entry, ["sensor.session_lock_type"])
    yield newest()
    async_manage_daily_limit_issue(hass, entry, "17:38")
    yield newest()
    for lost in (None, {"sessions": 1, "durations": 1}):
        async_create_lost_data_issue(hass, entry, "chastify", lost)
        yield newest()
    async_create_lost_history_issue(hass, entry.entry_id, "chastify")
    yield newest()
    for scope in (None, "lock:write"):
        async_manage_command_scope_issue(
            hass, entry, "add_time", missing=True, scope=scope
        )
        yield newest()
    for session_problem in SessionProblem:
        async_manage_session_issue(hass, entry, device, session_problem)
        yield newest()
    async_manage_exposed_shock_issues(hass, entry, [(device, ["Assist"])])
    yield newest()
    lock = ShownLock(lock_id="a", role="keyholder", wearer="sim_wearer")
    for shock in (False, True):
        asked = replace(device, shock=shock)
        async_manage_consent_issue(hass, entry, asked, question(asked, lock))
        yield newest()
    async_create_lost_runs_issue(hass, entry)
    yield newest()
    for subentry_id in (None, device.subentry_id):
        async_manage_stop_issue(hass, entry, STOP_ALL, subentry_id, unacknowledged=True)
        yield newest()
    for stop_problem in StopProblem:
        async_create_running_issue(hass, run, stop_problem)
        yield newest()


def kind(issue: ir.IssueEntry) -> str:
    """Return which flow an issue has."""
    (found,) = (each for each in ABORTS if issue.issue_id.startswith(f"{each}_"))
    return found


async def test_texts_stand_for_all_issues_and_no_others(
    hass: HomeAssistant, account: Account
) -> None:
    created = {issue.translation_key for issue in create_all(hass, account)}
    assert issues("en").keys() == created


@pytest.mark.parametrize("language", ["en", "de"])
async def test_an_issue_that_can_be_fixed_asks_and_another_explains(
    hass: HomeAssistant, account: Account, language: str
) -> None:
    """Home Assistant shows a description or a flow, and never both."""
    for issue in create_all(hass, account):
        texts = issues(language)[str(issue.translation_key)]
        assert isinstance(texts, dict)
        shown = (
            {
                "title",
                "fix_flow.step.confirm.title",
                "fix_flow.step.confirm.description",
                *ABORTS[kind(issue)],
            }
            if issue.is_fixable
            else {"title", "description"}
        )
        assert flat(texts).keys() == shown
        given = {*(issue.translation_placeholders or {})}
        given |= OF_FLOW.get(kind(issue), set()) if issue.is_fixable else set()
        for text in flat(texts).values():
            assert placeholders(text) <= given


async def test_an_issue_that_can_be_fixed_names_what_is_confirmed(
    hass: HomeAssistant, account: Account
) -> None:
    (device,) = connected_devices(account.entry)
    fixable = [
        issue
        for issue in create_all(hass, account)
        if issue.is_fixable and kind(issue) not in (LOCK_ENDED, MOVED_IN)
    ]
    assert fixable
    for issue in fixable:
        assert issue.data == {
            "kind": kind(issue),
            "entry_id": account.entry.entry_id,
            "subentry_id": device.subentry_id,
        }
        # One that is kept over restarts is in the diagnostics.
        assert (device.name in str(issue.translation_placeholders)) is (
            not issue.is_persistent
        )
