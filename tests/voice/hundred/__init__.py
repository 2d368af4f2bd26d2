"""A hundred sentences of each language, written from the list of abilities alone.

They are kept as they were written, so that the share of them that is understood says something.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from custom_components.chastify.failures.texts import LANGUAGES
from custom_components.chastify.voice.past import PERIODS
from custom_components.chastify.voice.sentences import NOT_POSSIBLE, Meaning
from homeassistant.util.yaml import load_yaml_dict

NOT_OURS: Final = "not ours"
REFUSED: Final = "refused"

_QUESTIONS: Final = {
    "remaining": "remaining",
    "until": "until",
    "can unlock": "unlockable",
    "locked": "active",
    "exists": "active",
    "frozen": "frozen",
    "name": "title",
    "state": None,
    "locked for": "locked",
    "locked since": "locked",
    "keyholder": "keyholder",
    "keyholder seen": "keyholder_seen",
    "wearer": "wearer",
    "wearer seen": "wearer_seen",
    "task": "task",
    "points": "task_points",
}
_PAST: Final = {"locked": "was_locked", "frozen": "was_frozen", "added": "added"}
_COMMANDS: Final = {
    "add": "ChastifyAddTime",
    "remove": "ChastifyRemoveTime",
    "freeze": "ChastifyFreeze",
    "unfreeze": "ChastifyUnfreeze",
    "hygiene": "ChastifyStartHygienicUnlock",
    "task done": "ChastifyCompleteTask",
    "stop": "ChastifyStopDevices",
}
_UNITS: Final = {"m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a sentence means: the intent, its slots but the duration, and that in seconds."""

    intent: str
    slots: Mapping[str, str]
    seconds: int | None = None

    @classmethod
    def of(cls, label: str) -> Self:
        """Return the meaning of a label of the files."""
        if label in _QUESTIONS:
            question = _QUESTIONS[label]
            return cls("ChastifyGetLock", {"question": question} if question else {})
        if label in _COMMANDS:
            return cls(_COMMANDS[label], {})
        first, *_, last = label.split()
        if first in _COMMANDS:
            return cls(_COMMANDS[first], {}, int(last[:-1]) * _UNITS[last[-1]])
        unit = next(word for word in label.split() if f"this_{word}" in PERIODS)
        which = "last" if "last" in label.split() else "this"
        slots = {"question": _PAST[first], "period": f"{which}_{unit}"}
        return cls("ChastifyGetLock", slots)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a person, with its label."""

    text: str
    label: str

    def is_right(self, meaning: Meaning, seconds: int | None) -> bool:
        """Tell whether a meaning with its duration is what the person meant."""
        if self.label == REFUSED:
            # A duration that is missing is asked for.
            is_incomplete = meaning.intent_type == "ChastifyAddTime" and not seconds
            return meaning.intent_type == NOT_POSSIBLE or is_incomplete
        slots = {
            key: value for key, value in meaning.slots.items() if key != "duration"
        }
        found = Expected(meaning.intent_type, slots, seconds)
        return self.label != NOT_OURS and found == Expected.of(self.label)


def _load(language: str) -> list[Said]:
    content: Any = load_yaml_dict(Path(__file__).parent / f"{language}.yaml")
    return [Said(text, label) for label, texts in content.items() for text in texts]


HUNDRED: Final = {language: _load(language) for language in LANGUAGES}
