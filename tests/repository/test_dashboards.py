"""The page of the dashboard that makes itself names what the dialogs call it."""

from typing import Final

import pytest

from tests.translation_check import ENGLISH

from .files import INTEGRATION, ROOT
from .page_parts import page

PICTURES: Final = ("wearer", "keyholder")
LARGEST_PICTURE: Final = 200_000  # bytes
STRATEGY: Final = "custom:chastify"


def card_text(key: str) -> str:
    """Return a text of the card's modules."""
    return ENGLISH[f"config_panel.card.{key}"]


def test_the_page_names_the_dashboard_as_the_dialog_does() -> None:
    assert f"**{card_text('dashboard_name')}**" in page("dashboards")


def test_the_page_names_the_strategy_that_the_first_module_defines() -> None:
    module = (INTEGRATION / "frontend" / "chastify-card.js").read_text("utf-8")
    assert "`ll-strategy-dashboard-${DOMAIN}`" in module
    assert f"type: {STRATEGY}" in page("dashboards")


@pytest.mark.parametrize("key", ["durations", "tasks", "rules", "activity"])
def test_the_page_names_each_part_by_its_heading(key: str) -> None:
    assert f"*{card_text(f'dashboard_{key}')}*" in page("dashboards")


def test_nothing_is_left_to_paste() -> None:
    assert not (ROOT / "docs" / "dashboards").exists()


@pytest.mark.parametrize("name", PICTURES)
def test_the_page_shows_both_views(name: str) -> None:
    assert f"](images/{name}.png)" in page("dashboards")
    picture = ROOT / "docs" / "images" / f"{name}.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < LARGEST_PICTURE
