"""Translated texts in any of our languages, and durations and moments in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.translation import (
    async_get_cached_translations,
    async_get_translations,
)
from homeassistant.util import language as language_util

from ..const import DOMAIN

LANGUAGES: Final = ("en", "de", "fr", "nl", "es")
_CATEGORIES: Final = ("common", "services")

# Numbers from 2 up to this one are written as words; the texts have a key for each.
LARGEST_IN_WORDS: Final = 12

_SECOND: Final = timedelta(seconds=1)

# The largest first.
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
    """The texts of this integration in one language."""

    language: str
    _texts: Mapping[str, str]

    def text(self, key: str, **placeholders: str) -> str:
        """Return a text under `common`."""
        return self._texts[f"component.{DOMAIN}.common.{key}"].format(**placeholders)

    def counted(self, key: str, count: int) -> str:
        """Return the singular or plural text of a key, with the number."""
        if count == 1:
            return self.text(f"{key}_one")
        return self.text(f"{key}_other", count=self.number(count))

    def number(self, number: int) -> str:
        """Return a number from 2 to 12 as a word, any other in digits."""
        if 1 < number <= LARGEST_IN_WORDS:
            return self.text(f"number_{number}")
        return str(number)

    def command(self, name: str) -> str:
        """Return the name of an action."""
        return self._texts.get(f"component.{DOMAIN}.services.{name}.name", name)

    def field(self, command: str, name: str) -> str:
        """Return the name of a field of an action."""
        key = f"component.{DOMAIN}.services.{command}.fields.{name}.name"
        return self._texts.get(key, name)


def our_language(language: str) -> str:
    """Return the one of our languages that matches a language, else English.

    Home Assistant's own translations don't match dialects: they would be English for `de-CH`.
    """
    matches = language_util.matches(language, LANGUAGES)
    return matches[0] if matches else LANGUAGES[0]


async def async_texts(hass: HomeAssistant, language: str) -> Texts:
    """Return the texts in the matching language of ours, e.g. German for `de-CH`."""
    ours = our_language(language)
    texts: dict[str, str] = {}
    for category in _CATEGORIES:
        texts |= await async_get_translations(hass, ours, category, [DOMAIN])
    return Texts(ours, texts)


async def async_load_house_texts(hass: HomeAssistant) -> None:
    """Read the files of the house's texts, now and whenever the language changes."""

    async def load(_event: Event | None = None) -> None:
        await async_texts(hass, hass.config.language)

    # At a change Home Assistant reads them into another cache, and never ours for a dialect.
    hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, load)
    await load()


@callback
def house_sentences(hass: HomeAssistant) -> Texts | None:
    """Return the texts for whole sentences in the language of Home Assistant.

    They are those of the matching language of ours, e.g. German for `de-CH`, else English; None
    before this integration is set up: its files haven't been read yet.
    """
    return _cached_texts(hass, our_language(hass.config.language))


@callback
def house_texts(hass: HomeAssistant) -> Texts | None:
    """Return the texts for parts of Home Assistant's own sentences, which don't match dialects.

    They are in the language of Home Assistant, in English where it is none of ours; None before
    this integration is set up: its files haven't been read yet.
    """
    language = hass.config.language
    return _cached_texts(hass, language if language in LANGUAGES else LANGUAGES[0])


def _cached_texts(hass: HomeAssistant, language: str) -> Texts | None:
    # At a change of the language its files are still to be read; English always is.
    for candidate in (language, LANGUAGES[0]):
        texts: dict[str, str] = {}
        for category in _CATEGORIES:
            texts |= async_get_cached_translations(hass, candidate, category, DOMAIN)
        if texts:
            return Texts(candidate, texts)
    return None


def duration_text(texts: Texts, duration: timedelta) -> str:
    """Return a duration to the second: "one day, two hours and 30 seconds".

    German durations are in the accusative, as all texts with one need.
    """
    return _text_in(texts, duration, _UNITS)


def limit_text(texts: Texts, duration: timedelta) -> str:
    """Return a limit or its rest, below two days in hours: "36 hours", "two days"."""
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
    """Return a rounded duration: "two days and four hours".

    One of a day or more is rounded to hours, one of a minute or more to minutes.
    """
    smallest = _SECOND
    if duration >= timedelta(days=1):
        smallest = timedelta(hours=1)
    elif duration >= timedelta(minutes=1):
        smallest = timedelta(minutes=1)
    return duration_text(texts, round(duration / smallest) * smallest)


def until_text(texts: Texts, moment: datetime, now: datetime) -> str:
    """Return the end of something: "until Sunday at six in the evening".

    Both moments are in the reader's time zone. Seconds are rounded up to the minute, so that the
    end isn't earlier than the text says.
    """
    if moment.second or moment.microsecond:
        # In UTC: the local time may change in this minute.
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
    """Return the time of day with its preposition: "at six in the evening"."""
    if moment.minute == 0:
        return texts.text(f"at_{moment.hour}")
    return texts.text(f"at_{moment.hour}_past", minute=f"{moment.minute:02d}")
