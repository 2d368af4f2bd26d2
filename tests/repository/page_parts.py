"""Parts of the documentation's pages: sections, tables and yaml blocks."""

from pathlib import Path
import re
from typing import Any, Final

from homeassistant.util.yaml import parse_yaml

from .files import ROOT

_BLOCK: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"`([^`]+)`")
_FENCE: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def prose(file: Path) -> str:
    """Return a page without its code blocks."""
    return _FENCE.sub("", file.read_text("utf-8"))


def anchors(file: Path) -> set[str]:
    """Return the anchors that GitHub makes of the headings."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", prose(file), re.MULTILINE):
        text = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        name, number = text, 0
        while name in found:
            number += 1
            name = f"{text}-{number}"
        found.add(name)
    return found


def page(name: str) -> str:
    """Return the text of a page in docs/."""
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


def section(name: str, heading: str) -> str:
    """Return the text of a page in docs/ below a heading of the second level."""
    return page(name).split(f"\n## {heading}\n")[1].split("\n## ")[0]


def table(text: str, columns: str) -> list[list[str]]:
    """Return the rows of the table whose head begins with these columns."""
    lines = text.splitlines()
    begin = next(
        number for number, line in enumerate(lines) if line.startswith(f"| {columns} |")
    )
    rows: list[list[str]] = []
    for line in lines[begin + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip()[1:-1].split("|")])
    return rows


def codes(text: str) -> list[str]:
    """Return the parts of a text that are code."""
    return _CODE.findall(text)


def block_languages(file: Path) -> set[str]:
    """Return the languages of a page's code blocks."""
    return {language for language, _ in _BLOCK.findall(file.read_text("utf-8"))}


def examples(file: Path) -> list[Any]:
    """Return the content of a page's yaml blocks."""
    return [
        parse_yaml(code)
        for language, code in _BLOCK.findall(file.read_text("utf-8"))
        if language == "yaml"
    ]
