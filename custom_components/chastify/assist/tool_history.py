"""The tool by which language models read the history of a lock.

The texts here are read by language models, so they are English and are not translated.
"""

from collections.abc import Iterable
from typing import Final, cast, override

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers.llm import LLMContext
from homeassistant.helpers.selector import DateSelector
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType

from ..const import DOMAIN
from ..lock.history_response import HistoryResponse, SessionResponse
from ..lock.ledger import BySource, SumsResponse
from .locks import (
    TOTAL_ADDED,
    TOTAL_FROZEN,
    TOTAL_LOCKED,
    TOTAL_REMOVED,
    TOTALS,
    AssistLock,
    async_assist_locks,
    lock_to_read,
)
from .tool_results import ToolAnnotations
from .tools import Arguments, OneLockTool

GET_HISTORY: Final = "get_history"

# A longer range has only its sums, and only so many of its sessions are listed.
_MOST_DAYS: Final = 14
_MOST_SESSIONS: Final = 20


class GetHistoryTool(OneLockTool):
    """Returns sums over days, of what is exposed of the totals."""

    title = "Get history of chastity lock"
    description = (
        "Read how long the chastity lock was locked and frozen in a range of days, how much time was"
        " added and removed and by whom, in seconds, and its lock sessions, as far as it is exposed."
        " Up to 14 days are told one by one, too. Start and end are those of what is known. If it"
        " isn't reachable, what came after the newest reading is missing."
    )
    # It answers from what is stored.
    annotations = ToolAnnotations(
        read_only=True, destructive=False, idempotent=True, open_world=False
    )

    def __init__(self, locks: Iterable[AssistLock]) -> None:
        """Read one of these locks; the tool is there, too, where nothing is exposed of any."""
        exposing = [lock for lock in locks if not lock.exposed.isdisjoint(TOTALS)]
        super().__init__(
            GET_HISTORY,
            exposing,
            {
                vol.Optional(
                    "start",
                    description="The first day; left out: eight weeks up to the last",
                ): DateSelector(),
                vol.Optional(
                    "end", description="The last day; left out: today"
                ): DateSelector(),
            },
        )

    @override
    async def _async_do(
        self, hass: HomeAssistant, arguments: Arguments, llm_context: LLMContext
    ) -> JsonObjectType:
        # The exposure may have been taken back since the tool was offered.
        locks = self.meant(arguments, async_assist_locks(hass, llm_context.assistant))
        lock = lock_to_read(locks, None, TOTALS)
        answer: JsonObjectType = {"name": lock.name, "reachable": lock.is_reachable}
        if not lock.is_loaded:
            return answer
        # By the action, which checks the days.
        response = await hass.services.async_call(
            DOMAIN,
            GET_HISTORY,
            {ATTR_CONFIG_ENTRY_ID: lock.entry.entry_id, **arguments},
            blocking=True,
            context=llm_context.context,
            return_response=True,
        )
        history = cast("HistoryResponse", response)
        days, sessions = history["days"], history["sessions"]
        if days:
            answer |= {"start": days[0]["date"], "end": days[-1]["date"]}
        answer |= _exposed_sums(lock, days)
        if len(days) <= _MOST_DAYS:
            answer["days"] = [
                {"date": day["date"], **_exposed_sums(lock, [day])} for day in days
            ]
        if TOTAL_LOCKED in lock.exposed:
            newest = sessions[-_MOST_SESSIONS:]
            answer["session_count"] = len(sessions)
            answer["sessions"] = [_session(lock, session) for session in newest]
        return answer


def _exposed_sums(lock: AssistLock, all_sums: Iterable[SumsResponse]) -> JsonObjectType:
    """Return what is exposed of sums, added up."""
    all_sums = list(all_sums)
    exposed: JsonObjectType = {}
    if TOTAL_LOCKED in lock.exposed:
        exposed["locked"] = sum(sums["locked"] for sums in all_sums)
    if TOTAL_FROZEN in lock.exposed:
        exposed["frozen"] = sum(sums["frozen"] for sums in all_sums)
    if TOTAL_ADDED in lock.exposed:
        exposed["added"] = _by_source(sums["added"] for sums in all_sums)
    if TOTAL_REMOVED in lock.exposed:
        exposed["removed"] = _by_source(sums["removed"] for sums in all_sums)
    return exposed


def _by_source(parts: Iterable[BySource]) -> JsonObjectType:
    parts = list(parts)
    return {
        "home_assistant": sum(part["home_assistant"] for part in parts),
        "elsewhere": sum(part["elsewhere"] for part in parts),
    }


def _session(lock: AssistLock, session: SessionResponse) -> JsonObjectType:
    """Return a session, with its title where that of the lock is exposed."""
    told: JsonObjectType = {
        "start": _local(session["start"]),
        "end": _local(session["end"]),
        "locked": session["locked"],
    }
    if "lock_title" in lock.exposed:
        told["title"] = session["title"]
    return told


def _local(moment: str | None) -> str | None:
    """Return a moment in local time, ISO 8601."""
    if moment is None:
        return None
    parsed = dt_util.parse_datetime(moment, raise_on_error=True)
    return dt_util.as_local(parsed).isoformat()
