"""Utterances of people in each language, which several tests say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from custom_components.chastify.failures.texts import LANGUAGES
from homeassistant.util.yaml import load_yaml_dict


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence, the intent that it means, its slots but the duration, and that in seconds."""

    said: str
    intent: str
    slots: Mapping[str, str] = field(default_factory=dict)
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Utterances:
    """Those of a language.

    others: what people say of other things.
    carrier: a sentence that adds a number of minutes and doesn't speak of a lock.
    minutes: the unit in it.
    """

    ours: list[Utterance]
    others: list[str]
    carrier: str
    minutes: str

    @classmethod
    def load(cls, language: str) -> Self:
        """Read the file of a language."""
        content: Any = load_yaml_dict(Path(__file__).parent / f"{language}.yaml")
        return cls(
            ours=[
                Utterance(said=row["say"], intent=intent, **_expected(row))
                for intent, rows in content["ours"].items()
                for row in rows
            ],
            others=content["others"],
            carrier=content["carrier"],
            minutes=content["minutes"],
        )


def _expected(row: Mapping[str, Any]) -> dict[str, Any]:
    slots = {key: row[key] for key in ("question", "period", "name") if key in row}
    return {"slots": slots, "seconds": row.get("seconds")}


UTTERANCES: Final = {language: Utterances.load(language) for language in LANGUAGES}
