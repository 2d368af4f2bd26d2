"""Moments as they are stored: ISO 8601 with an offset."""

from datetime import datetime


def stored_moment(text: str) -> datetime:
    """Return a stored moment; raises ValueError for one that no time zone belongs to."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
