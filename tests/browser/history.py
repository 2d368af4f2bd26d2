"""A history of a lock that a page is told in place of the one that Home Assistant keeps."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
import json
from typing import override

from playwright.async_api import WebSocketRoute

from tests.real.json_types import JsonObject

from .page_connection import PageConnection

type Answer = Callable[[JsonObject], JsonObject]
"""Returns the rest of a result, for the data of a call."""


class History(PageConnection):
    """A connection that answers the calls of `get_history` itself."""

    def __init__(self, answer: Answer) -> None:
        """Answer so, until `answer` is something else."""
        super().__init__()
        self.answer = answer
        self.asked: list[JsonObject] = []
        """The data of the calls so far."""

    @override
    def _pass_on(self, source: WebSocketRoute, sink: WebSocketRoute) -> None:
        def carry(text: str | bytes) -> None:
            message = json.loads(text)
            if not (
                isinstance(message, dict) and message.get("service") == "get_history"
            ):
                sink.send(text)
                return
            self.asked.append(message["service_data"])
            answer = self.answer(message["service_data"])
            source.send(json.dumps({"id": message["id"], "type": "result", **answer}))

        source.on_message(carry)


def recorded(days: Mapping[date, JsonObject], *sessions: JsonObject) -> Answer:
    """Return answers of these days up to the last of them; the others are listed with zeros."""

    def answer(data: JsonObject) -> JsonObject:
        start, end = (date.fromisoformat(data[key]) for key in ("start", "end"))
        count = (min(end, max(days, default=end)) - start).days + 1
        response = {
            "days": [
                {"date": day.isoformat(), **NOTHING, **days.get(day, {})}
                for day in (start + timedelta(days=number) for number in range(count))
            ],
            "sessions": [
                session
                for session in sessions
                if _day(session["start"]) <= end
                and (session["end"] is None or _day(session["end"]) >= start)
            ],
        }
        return {"success": True, "result": {"context": {}, "response": response}}

    return answer


def refused(**error: object) -> Answer:
    """Return the refusal of each call."""
    return lambda _: {"success": False, "error": {"code": "refused", **error}}


def by_source(home_assistant: int = 0, elsewhere: int = 0) -> JsonObject:
    """Return seconds by who sent the command."""
    return {"home_assistant": home_assistant, "elsewhere": elsewhere}


NOTHING: JsonObject = {
    "locked": 0,
    "frozen": 0,
    "added": by_source(),
    "removed": by_source(),
}


def _day(moment: str) -> date:
    return date.fromisoformat(moment[:10])
