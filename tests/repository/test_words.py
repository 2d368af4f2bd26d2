"""README and documentation are short enough to be read."""

import re
from typing import Final

from .files import ROOT, pages
from .page_parts import prose

MOST_WORDS: Final = 16_000  # of all pages
MOST_WORDS_OF_README: Final = 600

_TARGET: Final = re.compile(r"\]\([^)]*\)")


def words(text: str) -> int:
    """Return how many words a text has, without the targets of its links."""
    return sum(bool(re.search(r"\w", word)) for word in _TARGET.sub("]", text).split())


def test_readme_is_read_in_three_minutes() -> None:
    assert words(prose(ROOT / "README.md")) <= MOST_WORDS_OF_README


def test_all_pages_together_are_short() -> None:
    assert sum(words(prose(page)) for page in pages()) <= MOST_WORDS
