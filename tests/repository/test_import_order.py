"""Which room of the integration may know which, held to the real imports.

A room is a package, or a module at the top; docs/development.md says what each is for.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from .files import INTEGRATION

_GROUND: Final = ("const", "clock")
_LOCK: Final = (*_GROUND, "api", "lock")
_ACCOUNT: Final = (*_LOCK, "failures", "account")
_DEVICES: Final = (*_ACCOUNT, "coordinator", "devices")
_LOADED: Final = (*_DEVICES, "commands", "runtime_data")
_ENTITIES: Final = (*_LOADED, "entity")
_ASSISTANTS: Final = (*_LOADED, "assist", "voice")
_RULES: Final = (*_LOCK, "automation", "event")

# By the room: the others that it may know.
MAY_KNOW: Final = {
    "api": (),
    "const": (),
    "clock": (),
    "lock": (*_GROUND, "api"),
    "failures": (*_GROUND, "api"),
    "account": (*_LOCK, "failures"),
    "coordinator": _ACCOUNT,
    "devices": (*_ACCOUNT, "coordinator"),
    "commands": _DEVICES,
    "runtime_data": (*_DEVICES, "commands"),
    "flows": _LOADED,
    "automation": _LOCK,
    "assist": _LOADED,
    "voice": (*_LOADED, "assist"),
    "entity": _LOADED,
    "binary_sensor": _ENTITIES,
    "button": _ENTITIES,
    "calendar": _ENTITIES,
    "event": _ENTITIES,
    "notify": _ENTITIES,
    "number": _ENTITIES,
    "sensor": _ENTITIES,
    "switch": _ENTITIES,
    "services": _LOADED,
    "config_flow": (*_LOADED, "flows"),
    "repairs": (*_LOADED, "card_resource"),
    "diagnostics": _LOADED,
    "system_health": _LOADED,
    "condition": _RULES,
    "trigger": _RULES,
    "logbook": (*_LOCK, "failures", "event"),
    "intent": _ASSISTANTS,
    "llm": _ASSISTANTS,
    "card_resource": _GROUND,
    "__init__": (*_ENTITIES, "card_resource", "services", "voice"),
}

# It has the type of a loaded entry, which all may name that can be handed one.
TYPE_OF_ENTRIES: Final = "runtime_data"
WITHOUT_ENTRIES: Final = ("api", "const", "clock", "lock")


def rooms_imported(source: str, folder: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield the room behind each import, wherever it stands, and whether it is for types alone.

    folder: the packages of this integration that the module lies in.
    """
    tree = ast.parse(source)
    for_types = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for statement in block.body
        for node in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            assert not any(name.startswith("custom_components") for name in names)
        if not isinstance(node, ast.ImportFrom):
            continue
        assert not (node.module or "").startswith("custom_components")
        if node.level == 0:
            continue
        path = folder[: len(folder) - node.level + 1]
        path += tuple((node.module or "").split(".")) if node.module else ()
        for imported in [path] if path else [(alias.name,) for alias in node.names]:
            yield imported[0], node in for_types


def forbidden(file: Path, source: str) -> list[str]:
    """Return a sentence for each import of a file that its room has no right to.

    file: its path inside the integration.
    """
    folder = file.parent.parts
    room = folder[0] if folder else file.stem
    allowed = MAY_KNOW[room]
    return [
        f"{file} imports from {known}, but {room} may only know "
        f"{', '.join(allowed) or 'itself'}."
        for known, is_for_types in rooms_imported(source, folder)
        if known not in (room, *allowed)
        and not (
            is_for_types and known == TYPE_OF_ENTRIES and room not in WITHOUT_ENTRIES
        )
    ]


FILES: Final = [file.relative_to(INTEGRATION) for file in INTEGRATION.rglob("*.py")]


def test_every_room_has_its_place() -> None:
    rooms = {file.parts[0].removesuffix(".py") for file in FILES}
    assert rooms == MAY_KNOW.keys()


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_file_knows_only_what_its_room_may_know(file: Path) -> None:
    assert not forbidden(file, (INTEGRATION / file).read_text("utf-8"))


@pytest.mark.parametrize(
    ("room", "other"),
    [
        (room, other)
        for room, allowed in MAY_KNOW.items()
        for other in MAY_KNOW
        if other not in (room, "__init__", *allowed)
    ],
)
def test_a_forbidden_import_is_found_wherever_it_stands(room: str, other: str) -> None:
    in_package = (INTEGRATION / room).is_dir()
    file = Path(room, "new.py") if in_package else Path(f"{room}.py")
    up = ".." if in_package else "."
    for line in (
        f"from {up}{other} import something",
        f"from {up} import {other}",
        f"def late():\n    from {up}{other}.part import something",
    ):
        (sentence,) = forbidden(file, line)
        assert sentence.startswith(f"{file} imports from {other}, but {room} may only")


def test_only_the_type_of_entries_is_known_further_down() -> None:
    named = "if TYPE_CHECKING:\n    from ..{} import Name"
    assert not forbidden(Path("devices/new.py"), named.format("runtime_data"))
    assert forbidden(Path("devices/new.py"), named.format("entity"))
    assert forbidden(Path("lock/new.py"), named.format("runtime_data"))
