"""The blueprints that can be kept to some locks ask for it, and decide it, in the same words."""

from pathlib import Path
from typing import Final

import pytest

from homeassistant.util.yaml import load_yaml_dict

from .house import BLUEPRINTS

SECTION: Final = "whose_section"
DECISION: Final = (
    "is_meant: >- {{ only_as in ('either', session.lock.role) and only_wearer | trim | lower"
    " in ('', (session.lock.wearer or '') | trim | lower) }}"
)


def inputs(path: Path) -> dict[str, object]:
    """Return inputs and sections of a blueprint, in the order of the form."""
    found: dict[str, object] = load_yaml_dict(str(path))["blueprint"]["input"]
    return found


KEPT: Final = [
    path for path in sorted(BLUEPRINTS.glob("**/*.yaml")) if SECTION in inputs(path)
]
every_file = pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)


def test_all_that_change_a_lock_can_be_kept_to_some() -> None:
    every = {path.stem for path in BLUEPRINTS.glob("**/*.yaml")}
    assert {path.stem for path in KEPT} == every - {"mirror_state", "safe_word"}


@every_file
def test_the_form_asks_for_it_before_log_and_messages(path: Path) -> None:
    assert inputs(path)[SECTION] == inputs(KEPT[0])[SECTION]
    sections = list(inputs(path))
    assert sections[sections.index(SECTION) + 1] == "telling_section"


@every_file
def test_it_is_decided_in_the_same_words(path: Path) -> None:
    assert DECISION in " ".join(path.read_text("utf-8").split())
