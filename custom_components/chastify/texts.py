"""Texts in the language that somebody speaks, and durations and moments as a person says them.

The language need not be the one of Home Assistant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import (
    async_get_cached_translations,
    async_get_translations,
)
from homeassistant.util import language as language_util

from .const import DOMAIN

LANGUAGES: Final = ("en", "de", "fr", "nl", "es")
_CATEGORIES: Final = ("common", "services")

# Up to this one, numbers are words: the texts have a key for each.
LARGEST_IN_WORDS: Final = 12

_SECOND: Final = timedelta(seconds=1)

# From the largest on; each is rounded to the one after it.
_UNITS: Final = (
    ("duration_days", timedelta(days=1)),
    ("duration_hours", timedelta(hours=1)),
    ("duration_minutes", timedelta(minutes=1)),
    ("duration_seconds", _SECOND),
)
_TWO_DAYS: Final = timedelta(days=2)
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Texts:
    """What this integration says in one of its languages."""

    language: str
    _texts: Mapping[str, str]

    def text(self, key: str, **placeholders: str) -> str:
        """Return an answer or a part of one, from the texts under `common`."""
        return self._texts[f"component.{DOMAIN}.common.{key}"].format(**placeholders)

    def counted(self, key: str, count: int) -> str:
        """Return the text for one or for several of something, with how many."""
        if count == 1:
            return self.text(f"{key}_one")
        return self.text(f"{key}_other", count=self.number(count))

    def number(self, number: int) -> str:
        """Return a number as a person writes it: up to twelve in words, but one and zero."""
        if 1 < number <= LARGEST_IN_WORDS:
            return self.text(f"number_{number}")
        return str(number)

    def command(self, name: str) -> str:
        """Return what an action is called."""
        return self._texts.get(f"component.{DOMAIN}.services.{name}.name", name)

    def field(self, command: str, name: str) -> str:
        """Return what a field of an action is called."""
        key = f"component.{DOMAIN}.services.{command}.fields.{name}.name"
        return self._texts.get(key, name)


def our_language(language: str) -> str:
    """Return the one of our languages that a language is, English where it is none.

    Translations of Home Assistant know no dialects: it would answer `de-CH` in English.
    """
    matches = language_util.matches(language, LANGUAGES)
    return matches[0] if matches else LANGUAGES[0]


async def async_texts(hass: HomeAssistant, language: str) -> Texts:
    """Return the texts in a language such as `de-CH`; in English where we don't have it."""
    ours = our_language(language)
    texts: dict[str, str] = {}
    for category in _CATEGORIES:
        texts |= await async_get_translations(hass, ours, category, [DOMAIN])
    return Texts(ours, texts)


@callback
def house_texts(hass: HomeAssistant) -> Texts | None:
    """Return the texts in the language of Home Assistant, in English where it is none of ours.

    None where no files were read yet, which is so before this integration is set up.
    """
    language = hass.config.language
    # A language that was chosen just now may not have been read yet; English always is.
    for candidate in (
        language if language in LANGUAGES else LANGUAGES[0],
        LANGUAGES[0],
    ):
        texts: dict[str, str] = {}
        for category in _CATEGORIES:
            texts |= async_get_cached_translations(hass, candidate, category, DOMAIN)
        if texts:
            return Texts(candidate, texts)
    return None


def duration_text(texts: Texts, duration: timedelta) -> str:
    """Return a duration to the second: "one day, two hours and 30 seconds".

    In German with the accusative, which all texts that take one ask for.
    """
    return _text_in(texts, duration, _UNITS)


def limit_text(texts: Texts, duration: timedelta) -> str:
    """Return a duration that is a limit, or what is left of one: "24 hours", "36 hours", "two days"."""
    return _text_in(texts, duration, _UNITS if duration >= _TWO_DAYS else _UNITS[1:])


def _text_in(
    texts: Texts, duration: timedelta, units: tuple[tuple[str, timedelta], ...]
) -> str:
    parts: list[str] = []
    left = duration
    for key, unit in units:
        count, left = divmod(left, unit)
        if count:
            parts.append(texts.counted(key, count))
    if not parts:
        return texts.text("duration_seconds_other", count="0")
    *first, last = parts
    return texts.text("list", first=", ".join(first), last=last) if first else last


def rounded_duration_text(texts: Texts, duration: timedelta) -> str:
    """Return a duration as exactly as a person would say it: "two days and four hours".

    From a day on rounded to hours, from a minute on to minutes.
    """
    smallest = _SECOND
    if duration >= timedelta(days=1):
        smallest = timedelta(hours=1)
    elif duration >= timedelta(minutes=1):
        smallest = timedelta(minutes=1)
    return duration_text(texts, round(duration / smallest) * smallest)


def until_text(texts: Texts, moment: datetime, now: datetime) -> str:
    """Return until when something goes on: "until Sunday at six in the evening".

    Both in the time zone of whom it is told. Seconds are rounded up to the minute, so that it is
    not over before the moment that was told.
    """
    if moment.second or moment.microsecond:
        # Not by the clock on the wall, which may be set in this very minute.
        minute = moment.replace(second=0, microsecond=0).astimezone(UTC)
        moment = (minute + timedelta(minutes=1)).astimezone(moment.tzinfo)
    clock = _clock_text(texts, moment)
    days = (moment.date() - now.date()).days
    if days == 0:
        return texts.text("until_today", clock=clock)
    if days == 1:
        return texts.text("until_tomorrow", clock=clock)
    if 1 < days < _WEEK.days:
        weekday = texts.text(f"weekday_{moment.isoweekday()}")
        return texts.text("until_weekday", weekday=weekday, clock=clock)
    day = texts.text("first_day") if moment.day == 1 else str(moment.day)
    month = texts.text(f"month_{moment.month}")
    if moment.year == now.year:
        return texts.text("until_date", day=day, month=month, clock=clock)
    year = str(moment.year)
    return texts.text("until_year", day=day, month=month, year=year, clock=clock)


def _clock_text(texts: Texts, moment: datetime) -> str:
    """Return the time of the day with its preposition: "at six in the evening"."""
    if moment.minute == 0:
        return texts.text(f"at_{moment.hour}")
    return texts.text(f"at_{moment.hour}_past", minute=f"{moment.minute:02d}")
