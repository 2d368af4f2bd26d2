"""Forms, names and icons of the triggers and conditions that the code has, and of no others."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from typing import Any, Final

import pytest
import voluptuous as vol

from custom_components.chastify.condition import CONDITIONS
from custom_components.chastify.trigger import TRIGGERS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition as conditions, trigger as triggers
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
from tests.added_account import DOMAIN, Account
from tests.automation.rules import device_of
from tests.translation_check import LANGUAGES, load

from .files import INTEGRATION
from .page_parts import codes, section, table

type Form = Mapping[str, Any]  # as YAML gives it

# A value for each selector of the forms.
VALUES: Final[Mapping[str, object]] = {
    "duration": {"hours": 1},
    "automation_behavior": "all",
}


@dataclass(frozen=True)
class Kind:
    """Triggers or conditions."""

    name: str
    classes: Mapping[str, type]

    @property
    def forms(self) -> dict[str, Form]:
        """The fields of the editor, without the shared ones."""
        content = load_yaml_dict(INTEGRATION / f"{self.name}s.yaml")
        return {
            key: form for key, form in content.items() if not str(key).startswith(".")
        }

    def texts(self, language: str) -> Mapping[str, Any]:
        """Return names and descriptions in a language."""
        found: Mapping[str, Any] = load(language)[f"{self.name}s"]  # type: ignore[assignment] # a tree
        return found


KINDS: Final = (Kind("trigger", TRIGGERS), Kind("condition", CONDITIONS))
EACH: Final = [
    pytest.param(kind, key, id=f"{kind.name}-{key}")
    for kind in KINDS
    for key in kind.classes
]


def value_for(selector: Mapping[str, Any]) -> object:
    """Return a value that a person could enter."""
    (kind,) = selector
    if kind == "select":
        return selector[kind]["options"][-1]
    if kind != "numeric_threshold":
        return VALUES[kind]
    units = selector[kind].get("unit_of_measurement")
    return {
        "type": "above",
        "value": {"number": 2, **({"unit_of_measurement": units[0]} if units else {})},
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_forms_and_icons_stand_for_all_and_no_others(kind: Kind) -> None:
    icons = json.loads((INTEGRATION / "icons.json").read_text("utf-8"))
    assert kind.forms.keys() == kind.classes.keys()
    assert icons[f"{kind.name}s"].keys() == kind.classes.keys()
    for icon in icons[f"{kind.name}s"].values():
        assert icon[kind.name].startswith("mdi:")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_all_and_no_others_are_named_and_differ(kind: Kind, language: str) -> None:
    texts = kind.texts(language)
    assert texts.keys() == kind.classes.keys()
    names = {text["name"].casefold() for text in texts.values()}
    assert len(names) == len(texts)
    assert all(text["description"].endswith(".") for text in texts.values())


@pytest.mark.parametrize(("kind", "key"), EACH)
def test_the_fields_of_a_form_are_named(kind: Kind, key: str) -> None:
    fields = (kind.forms[key] or {}).get("fields", {})
    named = kind.texts("en")[key].get("fields", {})
    assert named.keys() == fields.keys()
    assert all(field["name"] for field in named.values())


@pytest.mark.parametrize(("kind", "key"), EACH)
async def test_what_a_form_gives_is_accepted_and_nothing_else(
    hass: HomeAssistant, account: Account, kind: Kind, key: str
) -> None:
    fields = (kind.forms[key] or {}).get("fields", {})
    entered = {
        "target": device_of(account),
        "options": {
            name: value_for(field["selector"]) for name, field in fields.items()
        },
    }
    validate = kind.classes[key].async_validate_config  # type: ignore[attr-defined] # of both kinds
    assert (await validate(hass, entered))["options"].keys() == fields.keys()
    defaults = {
        name: field["default"] for name, field in fields.items() if "default" in field
    }
    await validate(hass, {**entered, "options": {**entered["options"], **defaults}})
    with pytest.raises(vol.Invalid):
        await validate(hass, {**entered, "options": {"another": 1}})


@pytest.mark.parametrize(("kind", "key"), EACH)
def test_a_form_offers_only_entities_of_ours(kind: Kind, key: str) -> None:
    for entity in kind.forms[key]["target"]["entity"]:
        assert entity["integration"] == DOMAIN
        assert entity["domain"] in {"binary_sensor", "event", "sensor"}


async def test_home_assistant_takes_the_descriptions(
    hass: HomeAssistant, account: Account
) -> None:
    assert await async_setup_component(hass, "automation", {})
    await hass.async_block_till_done()
    described = {
        "trigger": await triggers.async_get_all_descriptions(hass),
        "condition": await conditions.async_get_all_descriptions(hass),
    }
    for kind in KINDS:
        ours = {
            key.removeprefix(f"{DOMAIN}.")
            for key, description in described[kind.name].items()
            if key.startswith(f"{DOMAIN}.") and description is not None
        }
        assert ours == set(kind.classes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_documentation_lists_them_with_their_names_and_options(kind: Kind) -> None:
    rows = table(section("rules", f"{kind.name.capitalize()}s"), kind.name.capitalize())
    listed = {codes(row[0])[0]: row for row in rows}
    assert listed.keys() == {f"{DOMAIN}.{key}" for key in kind.classes}
    for key, text in kind.texts("en").items():
        row = listed[f"{DOMAIN}.{key}"]
        assert text["name"] in row[1]
        assert set(codes(row[2])) == set(text.get("fields", {}))
