"""What templates of sentences are made of, as hassil parses them."""

from collections.abc import Iterable, Iterator

from hassil.expression import (
    Alternative,
    Expression,
    ListReference,
    RuleReference,
    Sequence,
    TextChunk,
)

type Parts = list[Expression]


def ways_with_rule_outside(parts: Parts, rules: frozenset[str]) -> Iterator[Parts]:
    """Return the ways through parts, so that none of these rules or lists is within a group."""
    for position, part in enumerate(parts):
        if isinstance(part, Alternative) and _has_rule(part, rules):
            before, after = parts[:position], parts[position + 1 :]
            others = [item for item in part.items if not _has_rule(item, rules)]
            inner = [parts_of(item) for item in part.items if _has_rule(item, rules)]
            if others:
                inner.append([Alternative(others)])
            for way in inner:
                yield from ways_with_rule_outside([*before, *way, *after], rules)
            return
    yield parts


def _has_rule(part: Expression, rules: frozenset[str]) -> bool:
    match part:
        case Sequence() | Alternative():
            return any(_has_rule(item, rules) for item in part.items)
    return name_of(part) in rules


def name_of(part: Expression) -> str:
    """Return the name of a rule or a list, or nothing."""
    match part:
        case RuleReference():
            return part.rule_name
        case ListReference():
            return part.list_name
    return ""


def begins_with_space(parts: Parts) -> bool:
    """Tell whether parts begin with a space on every way through them, or are empty."""
    if not parts:
        return True
    first, *rest = parts
    match first:
        case TextChunk():
            text = first.original_text
            return text.startswith(" ") if text else begins_with_space(rest)
        case Sequence():
            return begins_with_space([*first.items, *rest])
        case Alternative():
            return all(
                begins_with_space([*parts_of(item), *rest]) for item in first.items
            )
    return False


def may_be_left_out(part: Expression) -> bool:
    """Tell whether a way through a part has no words."""
    match part:
        case TextChunk():
            return not part.text.strip()
        case Sequence():
            return all(map(may_be_left_out, part.items))
        case Alternative():
            return any(map(may_be_left_out, part.items))
    return False


def one_of(ways: Iterable[Parts]) -> Alternative:
    """Return one part with these ways through it."""
    return Alternative([Sequence(way) for way in ways])


def parts_of(part: Expression) -> Parts:
    """Return the parts of which a part consists."""
    return part.items if isinstance(part, Sequence) else [part]


def mirrored(parts: Parts) -> Parts:
    """Return parts from the last to the first, and the letters of their words."""
    found: Parts = []
    for part in reversed(parts):
        match part:
            case Sequence():
                found.extend(mirrored(part.items))
            case Alternative():
                ways = (mirrored(parts_of(item)) for item in part.items)
                found.append(one_of(ways))
            case TextChunk():
                found.append(TextChunk(part.original_text[::-1]))
            case _:
                found.append(part)
    return found


def text_of(parts: Iterable[Expression]) -> str:
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
                    all_of = "|".join(some)
                    texts.append(f"[{all_of}]" if is_optional else f"({all_of})")
            case Sequence():
                texts.append(text_of(part.items))
    return "".join(texts)


def _texts_of_ways(part: Alternative) -> Iterator[str]:
    """Return the templates of ways: Home Assistant reads a group again for each one around it."""
    for item in part.items:
        match parts_of(item):
            case [Alternative() as inner]:
                yield from _texts_of_ways(inner)
            case parts:
                yield text_of(parts)
