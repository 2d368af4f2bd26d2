"""docs/development.md shows the packages and files that there are."""

import re
from typing import Final

import pytest

from .files import INTEGRATION, ROOT
from .page_parts import codes, section, table

PAGE: Final = (ROOT / "docs" / "development.md").read_text("utf-8")
MOST_WORDS: Final = 1100
# Where the files stand that the page names: those of the integration without its folder.
FOLDERS: Final = (INTEGRATION, ROOT, ROOT / "docs", INTEGRATION / "frontend")


def test_each_package_has_its_question() -> None:
    packages = {f"{file.parent.name}/" for file in INTEGRATION.glob("*/__init__.py")}
    rows = table(section("development", "The house"), "Package")
    assert sorted(code for row in rows for code in codes(row[0])) == sorted(packages)
    assert all(row[1].partition("?")[1] for row in rows)


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"`([\w/.-]+\.(?:json|js|py|toml|txt|yaml))`", PAGE)))
)
def test_a_file_that_is_named_is_there(name: str) -> None:
    # LL stands for each language.
    name = name.replace("LL.", "en.")
    assert any((folder / name).is_file() for folder in FOLDERS)


def test_the_page_is_read_in_one_sitting() -> None:
    assert len(PAGE.split()) <= MOST_WORDS
