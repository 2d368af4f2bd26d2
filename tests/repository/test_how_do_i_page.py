"""docs/how-do-i.md leads from each wish to a page."""

import re
from typing import Final

import pytest

from .files import ROOT
from .page_parts import page, table

FEWEST: Final = 28
WISHES: Final = re.findall(r"^- (.+)$", page("how-do-i"), re.MULTILINE)


def test_there_is_a_line_for_most_wishes() -> None:
    assert len(WISHES) >= FEWEST


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_has_a_link_to_its_answer(wish: str) -> None:
    wanted, _, answer = wish.partition(": ")
    assert "](" not in wanted
    assert re.search(r"\]\([\w-]+\.md(#[\w-]+)?\)", answer)


def test_it_is_the_first_page_of_the_table_in_readme() -> None:
    first, _ = table((ROOT / "README.md").read_text("utf-8"), "Page")[0]
    assert "](docs/how-do-i.md)" in first
