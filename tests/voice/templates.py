"""Recognizes sentences as Home Assistant's own assistant does it with those of triggers."""

from collections.abc import Iterable

from hassil.intents import Intents, WildcardSlotList
from hassil.recognize import recognize_all

from custom_components.chastify.voice.sentences import Sentences


class Templates:
    """The templates that we give to Home Assistant, of all languages."""

    def __init__(self, sentences: Sentences) -> None:
        """Take each list for anything, as Home Assistant does."""
        self._intents = Intents.from_dict(
            {
                "language": "en",
                "intents": {"Trigger": {"data": [{"sentences": sentences.templates}]}},
            }
        )
        for name in ("name", "duration"):
            self._intents.slot_lists[name] = WildcardSlotList(name)

    def take(self, said: str) -> bool:
        """Tell whether a sentence is ours."""
        return any(True for _ in recognize_all(said, self._intents))

    def ways(self, said: str) -> int:
        """Return in how many ways a sentence is ours."""
        return sum(1 for _ in recognize_all(said, self._intents))

    def taken(self, said: Iterable[str]) -> list[str]:
        """Return the sentences that are ours."""
        return [sentence for sentence in said if self.take(sentence)]
