import json
import struct

from awesomeversion import AwesomeVersion
import pytest

from .files import INTEGRATION, ROOT, manifest


def test_keys_stand_in_the_order_that_hassfest_wants() -> None:
    keys = list(manifest())
    assert keys == ["domain", "name", *sorted(set(keys) - {"domain", "name"})]


def test_what_a_custom_integration_needs_is_there() -> None:
    content = manifest()
    assert {
        "domain",
        "name",
        "codeowners",
        "config_flow",
        "documentation",
        "integration_type",
        "iot_class",
        "issue_tracker",
        "version",
    } <= content.keys()
    assert content["domain"] == INTEGRATION.name
    assert AwesomeVersion(content["version"]).valid


def test_nothing_has_to_be_installed() -> None:
    assert manifest()["requirements"] == []


def test_readme_names_the_minimum_that_hacs_asks_for() -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text("utf-8"))
    assert hacs["name"] == manifest()["name"]
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"Home Assistant {hacs['homeassistant']} or newer is needed." in readme


@pytest.mark.parametrize(("name", "pixels"), [("icon.png", 256), ("icon@2x.png", 512)])
def test_the_icon_has_its_size(name: str, pixels: int) -> None:
    content = (INTEGRATION / "brand" / name).read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (pixels, pixels)
    assert len(content) < 20_000
