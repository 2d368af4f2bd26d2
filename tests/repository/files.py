"""The files of the repository as the tests of this folder look at them."""

from collections.abc import Iterator
import json
from pathlib import Path
import subprocess
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent.parent
INTEGRATION: Final = ROOT / "custom_components" / "chastify"


def repository_files() -> list[str]:
    """Return the paths of all files that are in git or would be added to it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(
        {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
    )


def texts(root: Path, names: list[str]) -> Iterator[tuple[str, str]]:
    """Return path and content of the files that hold text."""
    for name in names:
        content = (root / name).read_bytes()
        if b"\0" not in content:
            yield name, content.decode("utf-8")


def pages() -> list[Path]:
    """Return README and the pages of the documentation."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]


def page_id(page: Path) -> str:
    """Return how a test names a page."""
    return page.relative_to(ROOT).as_posix()


def manifest(root: Path = ROOT) -> dict[str, Any]:
    """Return the integration's manifest."""
    content: dict[str, Any] = json.loads(
        (root / "custom_components" / "chastify" / "manifest.json").read_text("utf-8")
    )
    return content
