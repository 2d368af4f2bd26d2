"""The layers in docs/development.md are those of the code."""

import re
from typing import Final

from .files import INTEGRATION
from .page_parts import codes, section, table

OF_ALL_LAYERS: Final = {"const", "stored_moment"}
_IMPORT: Final = re.compile(r"^from \.(\w+)", re.MULTILINE)


def layers() -> dict[str, int]:
    """Return the modules with the number of their layer."""
    return {
        file.removesuffix(".py").removesuffix("/"): number
        for number, row in enumerate(table(section("development", "Layout"), "Layer"))
        for file in codes(row[1])
    }


def test_every_module_stands_in_a_layer() -> None:
    modules = {file.stem for file in INTEGRATION.glob("*.py")}
    assert layers().keys() == (modules - OF_ALL_LAYERS) | {"api"}


def test_a_layer_knows_only_those_above_it() -> None:
    known = layers()
    wrong = [
        (file.name, module)
        for file in INTEGRATION.glob("*.py")
        for module in _IMPORT.findall(file.read_text("utf-8"))
        if module not in OF_ALL_LAYERS
        and (file.stem in OF_ALL_LAYERS or known[module] > known[file.stem])
    ]
    assert not wrong
