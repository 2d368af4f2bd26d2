"""The card's page, its modules and its texts agree."""

from collections.abc import Iterable
import re
from typing import Final

import pytest

from tests.translation_check import ENGLISH

from .files import INTEGRATION, ROOT
from .page_parts import codes, page, table

FOLDER: Final = INTEGRATION / "frontend"
SOURCES: Final = {file.name: file.read_text("utf-8") for file in FOLDER.iterdir()}
TYPES: Final = (ROOT / "tests" / "frontend" / "types" / "card.d.ts").read_text("utf-8")

LARGEST_SOURCE: Final = 80_000  # bytes, of all modules
LARGEST_START: Final = (
    40_000  # bytes, of those that are loaded before the first countdown
)
# A browser has 6 connections: the modules after the first come in two waves of answers.
MOST_MODULES: Final = 1 + 2 * 6
LARGEST_PICTURE: Final = 150_000  # bytes

# Texts whose keys are put together of these and something else.
PREFIXES: Final = ("dashboard_", "editor_", "stop_")
ACTIONS_OF_HOME_ASSISTANT: Final = {"button.press", "switch.turn_on"}
# The texts of phases that are no state of an entity.
PHASES: Final = {"missing", "loading", "unavailable"}


def options(card: str = "Key") -> dict[str, list[str]]:
    """Return the keys of a card's configuration on the page, with the code beside them."""
    rows = table(page("card"), card)
    return {codes(key)[0]: codes(meaning) for key, _, meaning in rows}


def actions() -> list[str]:
    """Return the keys of the buttons in the order of the card."""
    return re.findall(r'\{ key: "(\w+)"', SOURCES["actions.js"])


@pytest.mark.parametrize(
    ("card", "config"), [("Key", "CardConfig"), ("Weeks card", "WeeksConfig")]
)
def test_the_page_has_all_keys_of_the_configuration(card: str, config: str) -> None:
    interface = re.search(rf"interface {config} \{{(.*?)\n\}}", TYPES, re.DOTALL)
    assert interface is not None
    keys = set(re.findall(r"^  (\w+)\?:", interface[1], re.MULTILINE))
    assert set(options(card)) == keys - {"type"}


def test_the_page_has_all_buttons() -> None:
    assert options()["actions"] == actions()


def test_every_button_is_one_of_the_integration() -> None:
    assert all(f"entity.button.{key}.name" in ENGLISH for key in actions())


def test_every_text_of_the_card_is_used_and_every_used_one_is_there() -> None:
    texts = {
        key.removeprefix("config_panel.card.")
        for key in ENGLISH
        if key.startswith("config_panel.card.")
    }
    # A unit test of the dashboard looks at its own.
    source = "\n".join(text for name, text in SOURCES.items() if name != "dashboard.js")
    assert set(re.findall(r'\b(?:text|said)\((?:hass, )?"(\w+)"', source)) <= texts
    unused = texts - PHASES - set(re.findall(r'"(\w+)"', source))
    assert [key for key in unused if not key.startswith(PREFIXES)] == []


def test_every_named_entity_is_one_of_the_integration() -> None:
    source = "\n".join(SOURCES.values())
    entity = r'"((?:binary_sensor|button|number|sensor|switch)\.\w+)"'
    named = set(re.findall(entity, source)) - ACTIONS_OF_HOME_ASSISTANT
    assert "sensor.unlock_time" in named
    assert [key for key in named if f"entity.{key}.name" not in ENGLISH] == []


def size(modules: Iterable[str]) -> int:
    """Return the bytes of modules."""
    return sum(len(SOURCES[module].encode()) for module in modules)


def imported_by(module: str) -> list[str]:
    """Return the modules that a module imports at once."""
    return re.findall(r'^import .*?"\./([\w-]+\.js)";', SOURCES[module], re.MULTILINE)


def loaded_with(module: str) -> set[str]:
    """Return a module and all that is imported at once by it and by those."""
    found: set[str] = set()
    left = [module]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += imported_by(name)
    return found


def test_the_card_is_small() -> None:
    assert size(SOURCES) < LARGEST_SOURCE
    assert size(loaded_with("chastify-card.js")) < LARGEST_START


def test_the_card_is_loaded_in_one_round_of_requests() -> None:
    first = "chastify-card.js"
    assert {first, *imported_by(first)} == loaded_with(first)
    assert len(loaded_with(first)) <= MOST_MODULES


def test_what_is_used_later_is_loaded_later() -> None:
    later = loaded_with("weeks-card.js") - loaded_with("chastify-card.js")
    assert {"weeks-card.js", "weeks-pictures.js"} <= later
    assert "card-form.js" not in loaded_with("chastify-card.js")
    assert "dashboard.js" not in loaded_with("chastify-card.js")


@pytest.mark.parametrize(
    ("name", "pages"),
    [("card.png", ("README.md", "docs/card.md")), ("weeks.png", ("docs/card.md",))],
)
def test_the_picture_is_small(name: str, pages: tuple[str, ...]) -> None:
    for shown_on in pages:
        assert f"images/{name})" in (ROOT / shown_on).read_text("utf-8")
    picture = ROOT / "docs" / "images" / name
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < LARGEST_PICTURE
