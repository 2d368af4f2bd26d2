"""The layers in docs/development.md are those of the code."""

from collections.abc import Iterator
from pathlib import Path
import re
from typing import Final

from .files import INTEGRATION
from .page_parts import codes, section, table

OF_ALL_LAYERS: Final = {"const", "clock"}
_IMPORT: Final = re.compile(r"^from (\.+)([\w.]+)", re.MULTILINE)


def layers() -> dict[str, int]:
    """Return the modules with the number of their layer."""
    return {
        file.removesuffix(".py").removesuffix("/"): number
        for number, row in enumerate(table(section("development", "Layout"), "Layer"))
        for file in codes(row[1])
    }


def module(file: Path) -> str:
    """Return the name of a module, that of the client as a whole."""
    parts = file.relative_to(INTEGRATION).with_suffix("").parts
    return "api" if parts[0] == "api" else "/".join(parts)


MODULES: Final = {
    module(file): file
    for file in INTEGRATION.rglob("*.py")
    if file.name != "__init__.py" or file.parent == INTEGRATION
}


def imports(name: str) -> Iterator[str]:
    """Return the modules that a module imports."""
    for dots, rest in _IMPORT.findall(MODULES[name].read_text("utf-8")):
        package = name.split("/")[:-1] if len(dots) == 1 else []
        parts = [*package, *rest.split(".")]
        yield "api" if parts[0] == "api" else "/".join(parts)


def test_every_module_stands_in_a_layer() -> None:
    assert layers().keys() == MODULES.keys() - OF_ALL_LAYERS


def test_a_layer_knows_only_those_above_it() -> None:
    known = layers()
    wrong = [
        (name, imported)
        for name in MODULES.keys() - {"api"}
        for imported in imports(name)
        if imported not in OF_ALL_LAYERS
        and (name in OF_ALL_LAYERS or known[imported] > known[name])
    ]
    assert not wrong
