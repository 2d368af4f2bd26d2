"""The templates for Home Assistant's trigger, in which a sentence fits in one way only.

Home Assistant looks for triggers until one matches a second time. If a sentence fitted ours twice,
a person's own automation with the same sentence would never run.

A name or a duration may be any words, so it also takes the words beside it that may be left out:
"the lock of {name} [please]" fits "the lock of Anna please" twice. Such words are left out here.
No sentence gets lost by it, and what a sentence means isn't read from these templates.
"""

from collections.abc import Iterable, Iterator, Mapping
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

_RULE: Final = re.compile(r"<(\w+)>")
_SPACES: Final = re.compile(" +")

type _Parts = list[Expression]


def templates(
    sentences: Iterable[str], rules: Mapping[str, str], kept: Iterable[str]
) -> list[str]:
    """Return templates for sentences of one language, without rules.

    rules: by their names; a list is replaced by the rule of the same name.
    kept: the names of long ones, which are written out last.
    """
    long = frozenset(kept)
    parts = _PartsOfRules(rules, long)
    found: list[str] = []
    beginnings: dict[str, list[str]] = {}
    for sentence in sentences:
        for way in _ways(parts.once(sentence), long):
            beginning, rest = _split_at(_text(way), long)
            if beginning:
                beginnings.setdefault(rest.strip(), []).append(beginning.strip())
            else:
                found.append(rest)
    # Home Assistant parses the templates in its event loop.
    found += [f"({'|'.join(all_of)}) {rest}" for rest, all_of in beginnings.items()]

    def written_out(text: str) -> str:
        return _RULE.sub(lambda rule: _group(written_out(rules[rule[1]])), text)

    return [_SPACES.sub(" ", written_out(template)).strip() for template in found]


class _PartsOfRules:
    """Parses sentences with the rules of a language."""

    def __init__(self, rules: Mapping[str, str], kept: frozenset[str]) -> None:
        self._rules = rules
        self._kept = kept
        self._parsed: dict[str, _Parts] = {}

    def once(self, sentence: str) -> _Parts:
        """Return the parts of a sentence, without words that an adjacent list takes, too."""
        return _mirrored(_shortened(_mirrored(_shortened(self._parse(sentence)))))

    def _parse(self, text: str) -> _Parts:
        return self._resolved(parse_sentence(text).expression)

    def _resolved(self, part: Expression) -> _Parts:
        """Return a part with its rules written out, but the long ones."""
        match part:
            case Sequence():
                return [each for item in part.items for each in self._resolved(item)]
            case Alternative():
                return [_one_of(self._resolved(item) for item in part.items)]
            case ListReference() if part.list_name in self._kept:
                return [RuleReference(part.list_name)]
            case ListReference() if part.list_name in self._rules:
                return self._rule(part.list_name)
            case RuleReference():
                return self._rule(part.rule_name)
        return [part]

    def _rule(self, name: str) -> _Parts:
        if name not in self._parsed:
            self._parsed[name] = self._parse(self._rules[name])
        return self._parsed[name]


def _ways(parts: _Parts, rules: frozenset[str]) -> Iterator[_Parts]:
    """Return the ways through parts, so that none of these rules is within a group."""
    for position, part in enumerate(parts):
        if isinstance(part, Alternative) and _has_rule(part, rules):
            before, after = parts[:position], parts[position + 1 :]
            others = [item for item in part.items if not _has_rule(item, rules)]
            inner = [_parts(item) for item in part.items if _has_rule(item, rules)]
            if others:
                inner.append([Alternative(others)])
            for way in inner:
                yield from _ways([*before, *way, *after], rules)
            return
    yield parts


def _has_rule(part: Expression, rules: frozenset[str]) -> bool:
    match part:
        case RuleReference():
            return part.rule_name in rules
        case Sequence() | Alternative():
            return any(_has_rule(item, rules) for item in part.items)
    return False


def _shortened(parts: _Parts) -> _Parts:
    """Return parts without words after a list that it takes if they aren't left out."""
    if not parts:
        return []
    first, *rest = parts
    match first:
        case ListReference():
            rest = _without_first(rest)
            # With a space right after it, a list ends where a word ends.
            end = [TextChunk(" ")] if _begins_with_space(rest) else []
            return [first, *end, *_shortened(rest)]
        case Alternative() if _ends_with_list(first) and (
            near := _changed(rest)
        ):
            # What may be left out differs with the way through the first part.
            closed = [item for item in first.items if not _ends_with_list(item)]
            ways = [
                _shortened([*_parts(item), *near])
                for item in first.items
                if _ends_with_list(item)
            ]
            if closed:
                way = _shortened([Alternative(closed), *near])
                ways.append(way if _text(way).strip() else [])
            return [_one_of(ways), *_shortened(rest[len(near) :])]
        case Alternative():
            ways = [_shortened(_parts(item)) for item in first.items]
            return [_one_of(ways), *_shortened(rest)]
    return [first, *_shortened(rest)]


def _changed(parts: _Parts) -> _Parts:
    """Return the parts at the beginning that differ if an adjacent list takes words."""
    shortened = _without_first(parts)
    for kept in range(len(parts)):
        if _text(shortened).endswith(_text(parts[kept:])):
            return parts[:kept]
    return parts


def _without_first(parts: _Parts) -> _Parts:
    """Return parts without the words at their beginning that may be left out."""
    kept = [*parts]
    # The end of a word that goes on, "ajoute[r]", belongs to it.
    while kept and _may_be_left_out(kept[0]) and _is_word(kept[0], kept[1:]):
        del kept[0]
    if kept and isinstance(first := kept[0], Alternative):
        if not _may_be_left_out(first):
            ways = [_without_first(_parts(item)) for item in first.items]
            kept[0] = _one_of(ways)
    # A space that was left out ends the last word.
    return [TextChunk(" "), *kept] if kept and len(kept) < len(parts) else kept


def _is_word(part: Expression, rest: _Parts) -> bool:
    return _begins_with_space(_mirrored([part])) or _begins_with_space(rest)


def _begins_with_space(parts: _Parts) -> bool:
    """Tell whether parts begin with a space on every way through them, or are empty."""
    if not parts:
        return True
    first, *rest = parts
    match first:
        case TextChunk():
            text = first.original_text
            return text.startswith(" ") if text else _begins_with_space(rest)
        case Sequence():
            return _begins_with_space([*first.items, *rest])
        case Alternative():
            return all(
                _begins_with_space([*_parts(item), *rest]) for item in first.items
            )
    return False


def _may_be_left_out(part: Expression) -> bool:
    match part:
        case TextChunk():
            return not part.text.strip()
        case Sequence():
            return all(map(_may_be_left_out, part.items))
        case Alternative():
            return any(map(_may_be_left_out, part.items))
    return False


def _one_of(ways: Iterable[_Parts]) -> Alternative:
    return Alternative([Sequence(way) for way in ways])


def _parts(part: Expression) -> _Parts:
    return part.items if isinstance(part, Sequence) else [part]


def _ends_with_list(part: Expression) -> bool:
    """Tell whether a way through a part can end with a list of any words."""
    match part:
        case Alternative():
            return any(map(_ends_with_list, part.items))
        case Sequence():
            for item in reversed(part.items):
                if _ends_with_list(item):
                    return True
                if not _may_be_left_out(item):
                    return False
            return False
    return isinstance(part, ListReference)


def _mirrored(parts: _Parts) -> _Parts:
    """Return parts from the last to the first, and the letters of their words."""
    mirrored: _Parts = []
    for part in reversed(parts):
        match part:
            case Sequence():
                mirrored.extend(_mirrored(part.items))
            case Alternative():
                ways = (_mirrored(_parts(item)) for item in part.items)
                mirrored.append(_one_of(ways))
            case TextChunk():
                mirrored.append(TextChunk(part.original_text[::-1]))
            case _:
                mirrored.append(part)
    return mirrored


def _text(parts: Iterable[Expression]) -> str:
    """Return the template of parts."""
    texts: list[str] = []
    for part in parts:
        match part:
            case TextChunk():
                texts.append(part.original_text)
            case RuleReference():
                texts.append(f"<{part.rule_name}>")
            case ListReference():
                texts.append(f"{{{part.list_name}}}")
            case Alternative():
                ways = dict.fromkeys(_texts_of_ways(part))
                some = [way for way in ways if way]
                is_optional = len(some) < len(ways)
                if some:
                    one_of = "|".join(some)
                    texts.append(f"[{one_of}]" if is_optional else f"({one_of})")
            case Sequence():
                texts.append(_text(part.items))
    return "".join(texts)


def _texts_of_ways(part: Alternative) -> Iterator[str]:
    """Return the templates of ways: Home Assistant reads a group again for each one around it."""
    for item in part.items:
        match _parts(item):
            case [Alternative() as inner]:
                yield from _texts_of_ways(inner)
            case parts:
                yield _text(parts)


def _split_at(template: str, rules: frozenset[str]) -> tuple[str, str]:
    """Return the text before a rule that stands on its own, and the rest."""
    for found in _RULE.finditer(template):
        before = template[: found.start()]
        if found[1] in rules and before.endswith(" "):
            if all(
                before.count(left) == before.count(right)
                for left, right in ("()", "[]")
            ):
                return before, template[found.start() :]
    return "", template


def _group(text: str) -> str:
    """Return a text as a group; one that is a group already gets no second, slower level."""
    depth = 0
    for position, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return text if position == len(text) - 1 and position else f"({text})"
    return f"({text})"
