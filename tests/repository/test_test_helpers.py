"""Helpers of the tests are modules of their own, as near to their users as these allow."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from .files import ROOT

TESTS: Final = ROOT / "tests"
MOST_LINES: Final = 450
FILES: Final = [
    file.relative_to(ROOT)
    for file in sorted(TESTS.rglob("*.py"))
    if "node_modules" not in file.parts
]
# Modules at the root that are no tests, and no fixtures.
SHARED: Final = [
    file
    for file in FILES
    if len(file.parts) == 2
    and not file.name.startswith(("test_", "conftest.", "__init__."))
]


def imported(file: Path, source: str) -> Iterator[tuple[str, ...]]:
    """Yield the path of each module that a file may import, also of a name that is none.

    file: its path in the repository.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            depth = len(file.parts) - node.level
            folder = file.parts[:depth] if node.level else ()
            module = (*folder, *(node.module or "").split("."))
            path = tuple(part for part in module if part)
            yield path
            yield from ((*path, alias.name) for alias in node.names)


def forbidden(file: Path, source: str) -> list[str]:
    """Return a sentence for each import of tests or of fixtures' files."""
    return [
        f"{file} imports from {'/'.join(path)}.py: move what both need into a module."
        for path in imported(file, source)
        if path[0] == "tests"
        and (path[-1] == "conftest" or path[-1].startswith("test_"))
        and (ROOT / Path(*path)).with_suffix(".py").is_file()
    ]


def test_helpers_are_neither_in_tests_nor_in_files_of_fixtures() -> None:
    assert not [
        sentence
        for file in FILES
        for sentence in forbidden(file, (ROOT / file).read_text("utf-8"))
    ]


@pytest.mark.parametrize(
    "line",
    [
        "from .conftest import account",
        "from . import conftest",
        "from tests.repository.conftest import account",
        "import tests.repository.conftest",
        "from ..test_privacy import test_logs",
        "from .test_test_helpers import forbidden",
        "from tests.repository import test_test_helpers",
        "def late():\n    from ..conftest import account",
    ],
)
def test_forbidden_import_is_found_however_it_is_written(line: str) -> None:
    (sentence,) = forbidden(Path("tests/repository/new.py"), line)
    assert sentence.endswith(".py: move what both need into a module.")


def test_modules_at_the_root_are_used_by_more_than_one_folder() -> None:
    users: dict[tuple[str, ...], set[str]] = {
        module.with_suffix("").parts: set() for module in SHARED
    }
    for file in FILES:
        for path in imported(file, (ROOT / file).read_text("utf-8")):
            if path in users:
                users[path].add(file.parts[1] if len(file.parts) > 2 else "the root")
    assert not [
        f"{'/'.join(path)}.py is used by {', '.join(folders) or 'nobody'}: move it."
        for path, folders in users.items()
        if len(folders) < 2
    ]


def test_files_are_not_too_long_to_be_read() -> None:
    lengths = {file: (ROOT / file).read_text("utf-8").count("\n") for file in FILES}
    assert not [
        f"{file} has {lines} lines: split it by behaviour."
        for file, lines in lengths.items()
        if lines > MOST_LINES
    ]
