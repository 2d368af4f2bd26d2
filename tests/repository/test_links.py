"""Links in README and documentation to files of the repository lead somewhere."""

from pathlib import Path
import re
from typing import Final

import pytest

from .files import ROOT, manifest, page_id, pages
from .page_parts import anchors, prose

_LINK: Final = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)")
_SCRIPT: Final = re.compile(r"(?<![\w/-])script/([a-z][a-z-]*)")


def local_target(link: str, page: Path) -> tuple[Path, str] | None:
    """Return file and anchor of a link into the repository, None for any other."""
    path, _, anchor = link.partition("#")
    own = re.escape(str(manifest()["documentation"]))
    if match := re.fullmatch(rf"{own}/(?:blob|tree|raw)/[^/]+/(.+)", path):
        return ROOT / match[1], anchor
    if re.match(r"[a-z]+:", path):
        return None
    return (page.parent / path).resolve() if path else page, anchor


def links(page: Path) -> list[str]:
    """Return the targets of a page's links and pictures."""
    return _LINK.findall(prose(page))


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    missing = [
        link
        for link in links(page)
        if (target := local_target(link, page)) and not target[0].exists()
    ]
    assert not missing


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_anchors_are_headings(page: Path) -> None:
    missing = [
        link
        for link in links(page)
        if (target := local_target(link, page))
        and target[1]
        and target[0].suffix == ".md"
        and target[1] not in anchors(target[0])
    ]
    assert not missing


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_scripts_that_a_page_names_exist(page: Path) -> None:
    named = set(_SCRIPT.findall(page.read_text("utf-8")))
    assert not [name for name in sorted(named) if not (ROOT / "script" / name).exists()]


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_other_links_are_encrypted(page: Path) -> None:
    assert not [link for link in links(page) if link.startswith("http:")]


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_page_does_not_say_that_a_version_lacks_something(page: Path) -> None:
    """Such a sentence stays when the thing has come."""
    assert not re.search(r"version (?:has|brings|knows|offers) no\b", prose(page))


def test_readme_leads_to_every_page() -> None:
    reached = {
        target[0]
        for link in links(ROOT / "README.md")
        if (target := local_target(link, ROOT / "README.md"))
    }
    assert not [page_id(page) for page in pages()[1:] if page not in reached]
