"""Names and icons of the entities that the tables in the code list, and of no others."""

import json
from typing import Final

import pytest

from custom_components.chastify import PLATFORMS
from tests.translation_check import LANGUAGES, Tree, load

from .entity_tables import (
    LOCK_DESCRIPTIONS,
    OF_A_DEVICE,
    Descriptions,
    described_keys,
    options,
)
from .files import INTEGRATION

KEYS: Final = sorted(described_keys())


def tree_at(tree: Tree, path: str) -> Tree:
    """Return a part of a tree."""
    for key in path.split("."):
        part = tree[key]
        assert isinstance(part, dict)
        tree = part
    return tree


def entity_keys(tree: Tree) -> set[str]:
    """Return the entities that a file names, `sensor.role`."""
    return {
        f"{platform}.{key}"
        for platform in tree_at(tree, "entity")
        for key in tree_at(tree, f"entity.{platform}")
    }


def icons() -> Tree:
    """Return the content of icons.json."""
    content: Tree = json.loads((INTEGRATION / "icons.json").read_text("utf-8"))
    return content


def test_the_tables_cover_all_platforms() -> None:
    assert set(LOCK_DESCRIPTIONS) == set(PLATFORMS)


def test_no_key_is_that_of_two_devices() -> None:
    """Names and icons are found by platform and key."""
    of_lock, of_device = map(described_keys, OF_A_DEVICE)
    assert not of_lock & of_device


def test_names_stand_for_all_entities_and_no_others() -> None:
    assert entity_keys(load("en")) == described_keys()


def test_icons_stand_for_all_entities_and_no_others() -> None:
    assert entity_keys(icons()) == described_keys()


@pytest.mark.parametrize("entity", KEYS)
def test_an_entity_has_a_name(entity: str) -> None:
    assert tree_at(load("en"), f"entity.{entity}")["name"]


@pytest.mark.parametrize("entity", KEYS)
def test_an_entity_has_an_icon(entity: str) -> None:
    default = tree_at(icons(), f"entity.{entity}")["default"]
    assert isinstance(default, str)
    assert default.startswith("mdi:")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", OF_A_DEVICE, ids=["lock", "device"])
def test_names_differ_within_a_platform(of: Descriptions, language: str) -> None:
    tree = load(language)
    for platform, descriptions in of.items():
        names = [
            tree_at(tree, f"entity.{platform}.{description.key}")["name"]
            for description in descriptions
        ]
        assert len(names) == len({str(name).casefold() for name in names})


@pytest.mark.parametrize("entity", KEYS)
def test_translated_states_are_the_ones_that_exist(entity: str) -> None:
    """All options of an enumeration; of yes and no both or neither."""
    platform, key = entity.split(".")
    existing = options(platform, key)
    translated = set(tree_at(load("en"), f"entity.{entity}").get("state", {}))
    if platform == "sensor":
        assert translated == (existing or set())
    else:
        assert translated in (set(), existing or set())


@pytest.mark.parametrize("entity", KEYS)
def test_icons_of_states_name_states_that_exist(entity: str) -> None:
    platform, key = entity.split(".")
    named = set(tree_at(icons(), f"entity.{entity}").get("state", {}))
    # Each entity may be that.
    assert named - {"unavailable"} <= (options(platform, key) or set())
