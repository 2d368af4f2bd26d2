"""The views for copying name entities that exist, and nothing is sent at one tap but a stop."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from homeassistant.const import Platform
from homeassistant.util.yaml import parse_yaml
from tests.added_account import Account

from .files import ROOT
from .page_parts import examples, page

FOLDER: Final = ROOT / "docs" / "dashboards"
VIEWS: Final[dict[str, Any]] = {
    file.stem: parse_yaml(file.read_text("utf-8"))
    for file in sorted(FOLDER.glob("*.yaml"))
}
SECTIONS: Final[dict[str, Any]] = {
    **VIEWS,
    "page": {"sections": examples(ROOT / "docs" / "dashboards.md")},
}
SENDING: Final = (Platform.BUTTON, Platform.NOTIFY, Platform.SWITCH)
STOPS: Final = ("button.chastify_lock_stop_devices", "button.my_device_stop")
LARGEST_PICTURE: Final = 200_000  # bytes

type Card = dict[str, Any]  # as YAML gives it


def cards(sections: dict[str, Any]) -> list[Card]:
    """Return the cards of a view in the order in which a phone shows them."""
    return [card for section in sections["sections"] for card in section["cards"]]


def entity_ids(part: object) -> Iterator[str]:
    """Return the entities that a part of a view names."""
    match part:
        case dict():
            for key, value in part.items():
                if key in ("entity", "entity_id", "entities") and isinstance(
                    value, str
                ):
                    yield value
                yield from entity_ids(value)
        case list():
            for item in part:
                if isinstance(item, str):
                    yield item
                yield from entity_ids(item)


def tiles_that_send(sections: dict[str, Any]) -> list[Card]:
    """Return the tiles of entities that send commands, the stops left out."""
    return [
        card
        for card in cards(sections)
        if card.get("entity", "").partition(".")[0] in SENDING
        and card["entity"] not in STOPS
    ]


def test_there_are_two_views() -> None:
    assert VIEWS.keys() == {"wearer", "keyholder"}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_made_of_sections_of_stock_cards(name: str) -> None:
    view = VIEWS[name]
    assert view["type"] == "sections"
    assert view["path"] == name
    assert {section["type"] for section in view["sections"]} == {"grid"}
    assert not [card for card in cards(view) if card["type"].startswith("custom:")]


@pytest.mark.parametrize("name", VIEWS)
async def test_the_entities_of_a_view_exist(account: Account, name: str) -> None:
    named = {
        found for found in entity_ids(VIEWS[name]["sections"]) if "chastify" in found
    }
    assert named
    assert not named - set(account.entity_ids().values())


@pytest.mark.parametrize("name", SECTIONS)
def test_what_sends_asks_first_and_only_there(name: str) -> None:
    sending = tiles_that_send(SECTIONS[name])
    assert sending
    for card in sending:
        if card["tap_action"]["action"] == "more-info":
            assert card["icon_tap_action"] == {"action": "more-info"}
            continue
        assert card["tap_action"]["confirmation"]["text"].endswith(("?", '?"'))
        assert card["icon_tap_action"] == {"action": "none"}
        assert "features" not in card


@pytest.mark.parametrize("name", SECTIONS)
def test_no_other_card_sends(name: str) -> None:
    allowed = [*tiles_that_send(SECTIONS[name])]
    for card in cards(SECTIONS[name]):
        if card not in allowed and card.get("entity") not in STOPS:
            assert not {"tap_action", "icon_tap_action", "hold_action"} & card.keys()
            features = {feature["type"] for feature in card.get("features", ())}
            assert features <= {"numeric-input", "trend-graph"}


@pytest.mark.parametrize("name", SECTIONS)
def test_the_stop_comes_first_and_asks_nothing(name: str) -> None:
    first = next(card for card in cards(SECTIONS[name]) if card["type"] != "heading")
    assert first["entity"] in STOPS
    assert "confirmation" not in first["tap_action"]


@pytest.mark.parametrize("name", VIEWS)
def test_the_page_leads_to_a_view_and_shows_it(name: str) -> None:
    assert f"](dashboards/{name}.yaml)" in page("dashboards")
    assert f"](images/{name}.png)" in page("dashboards")
    picture = ROOT / "docs" / "images" / f"{name}.png"
    assert picture.stat().st_size < LARGEST_PICTURE
