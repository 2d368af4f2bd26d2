"""The client library stands alone: it knows nothing of Home Assistant or of the integration."""

import ast
from collections.abc import Iterator
from pathlib import Path
import sys

import pytest

from custom_components.chastify import api

FOLDER = Path(api.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))


def imports(module: Path) -> Iterator[tuple[int, str]]:
    """Yield level and name of every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


def test_there_are_modules() -> None:
    assert "client" in {module.stem for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_client_imports_only_itself_aiohttp_and_the_standard_library(
    module: Path,
) -> None:
    for level, name in imports(module):
        if level:
            assert level == 1
            assert (FOLDER / f"{name}.py").is_file()
        else:
            root = name.partition(".")[0]
            assert root == "aiohttp" or root in sys.stdlib_module_names
            assert root != "importlib"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_client_imports_nothing_by_a_computed_name(module: Path) -> None:
    names = {
        node.id
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name)
    }

    assert not names & {"__import__", "exec", "eval"}
