"""The templates for Home Assistant's trigger, in which a sentence fits in one way only.

Home Assistant looks for triggers until one matches a second time. If a sentence fitted ours twice,
a person's own automation with the same sentence would never run.

A name or a duration may be any words, so it also takes the words beside it that may be left out:
"the lock of {name} [please]" fits "the lock of Anna please" twice. Such words are left out here.
No sentence gets lost by it, and what a sentence means isn't read from these templates.
"""

from collections.abc import Iterable, Mapping
import re
from typing import Final

from hassil.expression import (
    Alternative,
    Expression,
    ListReference,
    RuleReference,
    Sequence,
    TextChunk,
)
from hassil.parse_expression import parse_sentence

from .joined_templates import Around, in_one_group, joined
from .template_parts import (
    Parts,
    begins_with_space,
    may_be_left_out,
    mirrored,
    one_of,
    parts_of,
    text_of,
    ways_with_rule_outside,
)

_RULE: Final = re.compile(r"<(\w+)>")
_SPACES: Final = re.compile(" +")


def templates(
    sentences: Iterable[str],
    stops: Iterable[str],
    rules: Mapping[str, str],
    kept: str,
    like: str,
) -> list[str]:
    """Return templates for sentences of one language, without rules.

    stops: sentences that are registered for each language.
    rules: by their names; a list is replaced by the rule of the same name.
    kept: the name of a long one, which is written out last.
    like: the name of a list that may be the same words.
    """
    long, alike = frozenset((kept,)), frozenset((like,))
    parts = _PartsOfRules(rules, long)
    found: list[str] = []
    around: list[Around] = []
    others: list[Around] = []
    for sentence in sentences:
        for way in ways_with_rule_outside(parts.once(sentence), long):
            if each := Around.of(way, long):
                around.append(each)
                continue
            found.append(text_of(way))
            others += [
                each
                for other in ways_with_rule_outside(way, alike)
                if (each := Around.of(other, alike))
            ]
    # Home Assistant parses the templates in its event loop.
    found += joined(around, others)
    found += in_one_group(map(parts.once, stops))

    def written_out(text: str) -> str:
        return _RULE.sub(lambda rule: _group(written_out(rules[rule[1]])), text)

    return [_SPACES.sub(" ", written_out(template)).strip() for template in found]


class _PartsOfRules:
    """Parses sentences with the rules of a language."""

    def __init__(self, rules: Mapping[str, str], kept: frozenset[str]) -> None:
        self._rules = rules
        self._kept = kept
        self._parsed: dict[str, Parts] = {}

    def once(self, sentence: str) -> Parts:
        """Return the parts of a sentence, without words that an adjacent list takes, too."""
        return mirrored(_shortened(mirrored(_shortened(self._parse(sentence)))))

    def _parse(self, text: str) -> Parts:
        return self._resolved(parse_sentence(text).expression)

    def _resolved(self, part: Expression) -> Parts:
        """Return a part with its rules written out, but the long ones."""
        match part:
            case Sequence():
                return [each for item in part.items for each in self._resolved(item)]
            case Alternative():
                return [one_of(self._resolved(item) for item in part.items)]
            case ListReference() if part.list_name in self._kept:
                return [RuleReference(part.list_name)]
            case ListReference() if part.list_name in self._rules:
                return self._rule(part.list_name)
            case RuleReference():
                return self._rule(part.rule_name)
        return [part]

    def _rule(self, name: str) -> Parts:
        if name not in self._parsed:
            self._parsed[name] = self._parse(self._rules[name])
        return self._parsed[name]


def _shortened(parts: Parts) -> Parts:
    """Return parts without words after a list that it takes if they aren't left out."""
    if not parts:
        return []
    first, *rest = parts
    match first:
        case ListReference():
            rest = _without_first(rest)
            # With a space right after it, a list ends where a word ends.
            end = [TextChunk(" ")] if begins_with_space(rest) else []
            return [first, *end, *_shortened(rest)]
        case Alternative() if _ends_with_list(first) and (near := _changed(rest)):
            # What may be left out differs with the way through the first part.
            closed = [item for item in first.items if not _ends_with_list(item)]
            ways = [
                _shortened([*parts_of(item), *near])
                for item in first.items
                if _ends_with_list(item)
            ]
            if closed:
                way = _shortened([Alternative(closed), *near])
                ways.append(way if text_of(way).strip() else [])
            return [one_of(ways), *_shortened(rest[len(near) :])]
        case Alternative():
            ways = [_shortened(parts_of(item)) for item in first.items]
            return [one_of(ways), *_shortened(rest)]
    return [first, *_shortened(rest)]


def _changed(parts: Parts) -> Parts:
    """Return the parts at the beginning that differ if an adjacent list takes words."""
    shortened = _without_first(parts)
    for kept in range(len(parts)):
        if text_of(shortened).endswith(text_of(parts[kept:])):
            return parts[:kept]
    return parts


def _without_first(parts: Parts) -> Parts:
    """Return parts without the words at their beginning that may be left out."""
    kept = [*parts]
    # The end of a word that goes on, "ajoute[r]", belongs to it.
    while kept and may_be_left_out(kept[0]) and _is_word(kept[0], kept[1:]):
        del kept[0]
    if kept and isinstance(first := kept[0], Alternative):
        if not may_be_left_out(first):
            ways = [_without_first(parts_of(item)) for item in first.items]
            kept[0] = one_of(ways)
    # A space that was left out ends the last word.
    return [TextChunk(" "), *kept] if kept and len(kept) < len(parts) else kept


def _is_word(part: Expression, rest: Parts) -> bool:
    return begins_with_space(mirrored([part])) or begins_with_space(rest)


def _ends_with_list(part: Expression) -> bool:
    """Tell whether a way through a part can end with a list of any words."""
    match part:
        case Alternative():
            return any(map(_ends_with_list, part.items))
        case Sequence():
            for item in reversed(part.items):
                if _ends_with_list(item):
                    return True
                if not may_be_left_out(item):
                    return False
            return False
    return isinstance(part, ListReference)


def _group(text: str) -> str:
    """Return a text as a group; one that is a group already gets no second, slower level."""
    depth = 0
    for position, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return text if position == len(text) - 1 and position else f"({text})"
    return f"({text})"
