"""Tokens and keys as people enter them: what copying brings along is taken off."""

import re
from typing import Final
import unicodedata

_AROUND: Final = re.compile(r"^[\s\"'`´“”„‟‘’‚‛«»‹›]+|[\s\"'`´“”„‟‘’‚‛«»‹›]+$")
_HEADER: Final = re.compile(r"authorization\W*:|bearer(?:\s|$)", re.IGNORECASE)
# A line that is broken is often indented.
_LINE_BREAK: Final = re.compile(r"\s*[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]\s*")
# Letters and marks that are shown by nothing, such as those that choose how an emoji looks.
_UNSEEN_LETTERS: Final = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)


def bare_secret(entered: str) -> str:
    """Return a token or a key as it was before it was copied.

    Blanks and quotes around it, `Authorization:` and `Bearer` before it, line breaks in it, and what
    can't be seen anywhere are no part of it.
    """
    text = bare_text(entered)
    while header := _HEADER.match(text):
        text = bare_text(text[header.end() :])
    return _LINE_BREAK.sub("", text)


def bare_text(entered: str) -> str:
    """Return a text without blanks and quotes around it, and without what can't be seen in it."""
    seen = "".join(char for char in entered if not _is_unseen(char))
    return _AROUND.sub("", seen)


def _is_unseen(char: str) -> bool:
    """Tell whether nothing is shown for a character: no width, a soft hyphen, a direction, a control."""
    category = unicodedata.category(char)
    return (
        category == "Cf"
        or (category == "Cc" and not char.isspace())
        or _UNSEEN_LETTERS.fullmatch(char) is not None
    )
