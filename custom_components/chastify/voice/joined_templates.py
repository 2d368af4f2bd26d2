"""Templates around a long rule, such as that of durations, joined so that it is in few of them.

Home Assistant parses templates in its event loop, and a long rule is most of what it parses. What
may stand before and behind the rule is put together where none of it can be mistaken for another,
so that a sentence still fits in one way only. One that makes no sense may fit, too: the meaning
isn't read from templates, so it is answered as one that isn't understood.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Self

from hassil.expression import Alternative, Sequence, TextChunk

from .template_parts import Parts, may_be_left_out, name_of, parts_of, text_of

# The end of parts, and what a list takes.
_END = "."
_ANYTHING = "*"

# So many words of a beginning are compared.
_WORDS = 2


@dataclass(frozen=True, slots=True)
class Around:
    """All that may stand before a rule, and all that may stand behind it.

    opening: what may be left out at the beginning of each sentence.
    """

    opening: str
    rule: str
    before: dict[str, frozenset[str]]
    behind: dict[str, frozenset[str]]

    @classmethod
    def of(cls, parts: Parts, rules: frozenset[str]) -> Self | None:
        """Return what is around one of these rules, if parts have it outside of groups."""
        for position, part in enumerate(parts):
            if (name := name_of(part)) in rules:
                first = 1 if position and may_be_left_out(parts[0]) else 0
                before, behind = parts[first:position], parts[position + 1 :]
                return cls(
                    text_of(parts[:first]).strip(),
                    name,
                    {text_of(before).lstrip(): _without_end(_beginnings(before))},
                    {text_of(behind).strip(): _beginnings(behind)},
                )
        return None

    def has_same_behind(self, other: Self) -> bool:
        """Tell whether both differ in nothing but what is before the rule."""
        return self._frame() == other._frame() and self.behind == other.behind

    def can_be_joined(self, other: Self, others: Iterable[Self]) -> bool:
        """Tell whether nothing of one can be mistaken for something of the other.

        others: those for which what fits both together mustn't be mistaken, either.
        """
        if self._frame() != other._frame() or not _are_apart(self.behind, other.behind):
            return False
        if self.before == other.before:
            return True
        return (
            _are_apart(self.before, other.before)
            # A rule alone, or with a verb alone, is said of other things than locks.
            and not self._can_begin_with_rule()
            and not other._can_begin_with_rule()
            and self._can_end_with_rule() == other._can_end_with_rule()
            and not any(
                self._crosses(other, third) or other._crosses(self, third)
                for third in others
            )
        )

    def _crosses(self, other: Self, third: Self) -> bool:
        """Tell whether what is before this and behind another may be that of a third."""
        return not _are_apart(self.before, third.before) and not _are_apart(
            other.behind, third.behind
        )

    def with_other(self, other: Self) -> Self:
        """Return both as one."""
        return type(self)(
            self.opening,
            self.rule,
            {**self.before, **other.before},
            {**self.behind, **other.behind},
        )

    def template(self) -> str:
        """Return all of it as a template."""
        before, behind = _any_of(self.before), _any_of(self.behind)
        # Between "d'" and a duration there is no space; others end with theirs.
        return f"{self.opening} {before}<{self.rule}> {behind}"

    def _frame(self) -> tuple[str, str]:
        return self.opening, self.rule

    def _can_begin_with_rule(self) -> bool:
        return any(_END in each for each in self.before.values())

    def _can_end_with_rule(self) -> bool:
        return any(_END in each for each in self.behind.values())


def joined(all_of: Iterable[Around], others: Collection[Around]) -> list[str]:
    """Return as few templates as can be.

    others: those of lists that may be the rule.
    """
    left: list[Around] = []
    for each in all_of:
        for position, other in enumerate(left):
            if other.has_same_behind(each):
                left[position] = other.with_other(each)
                break
        else:
            left.append(each)
    # Those that can be joined with the fewest choose first.
    left.sort(key=lambda one: sum(one.can_be_joined(each, ()) for each in left))
    few: list[Around] = []
    while left:
        one = left.pop(0)
        for other in [*left]:
            rest = (each for each in left if each is not other)
            if one.can_be_joined(other, [*others, *few, *rest]):
                one = one.with_other(other)
                left.remove(other)
        few.append(one)
    return [each.template() for each in few]


def in_one_group(all_of: Iterable[Parts]) -> list[str]:
    """Return templates of parts, one of those that begin and end with the same words to leave out.

    It takes longer to look through such a template, so it isn't for many.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for parts in all_of:
        first = 1 if may_be_left_out(parts[0]) else 0
        last = len(parts) - (1 if may_be_left_out(parts[-1]) else 0)
        ends = text_of(parts[:first]).strip(), text_of(parts[last:]).strip()
        found.setdefault(ends, []).append(text_of(parts[first:last]).strip())
    return [
        f"{opening} {_any_of(middles)} {ending}"
        for (opening, ending), middles in found.items()
    ]


def _beginnings(parts: Parts, words: int = _WORDS) -> frozenset[str]:
    """Return the words that parts can begin with, as one without spaces."""
    if not parts:
        return frozenset((_END,))
    first, *rest = parts
    match first:
        case TextChunk():
            word = first.text.replace(" ", "").casefold()
            if not word:
                return _beginnings(rest, words)
            if words == 1:
                return frozenset((word,))
            further = _beginnings(rest, words - 1)
            return frozenset(word + each.replace(_ANYTHING, "") for each in further)
        case Sequence():
            return _beginnings([*first.items, *rest], words)
        case Alternative():
            ways = (
                _beginnings([*parts_of(item), *rest], words) for item in first.items
            )
            return frozenset().union(*ways)
    return frozenset((_ANYTHING,))


def _without_end(beginnings: Iterable[str]) -> frozenset[str]:
    """Return beginnings of what the rule follows, which may begin with any words."""
    return frozenset(each.removesuffix(_END) or _END for each in beginnings)


def _are_apart(
    some: Mapping[str, frozenset[str]], others: Mapping[str, frozenset[str]]
) -> bool:
    """Tell whether no words can begin as both."""
    return all(
        _differ(one, other)
        for these, those in product(some.values(), others.values())
        for one, other in product(these, those)
    )


def _differ(one: str, other: str) -> bool:
    if _ANYTHING in (one, other) or one == other:
        return False
    return not one.startswith(other) and not other.startswith(one)


def _any_of(texts: Collection[str]) -> str:
    some = [text for text in texts if text]
    if len(some) < len(texts):
        return f"[{'|'.join(some)}]" if some else ""
    return f"({'|'.join(some)})" if len(some) > 1 else some[0]
