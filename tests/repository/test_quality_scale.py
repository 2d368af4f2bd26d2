import json
from pathlib import Path
import re
from typing import Final

from homeassistant import components
from homeassistant.util.yaml import load_yaml_dict

from .entity_tables import DESCRIPTIONS
from .files import INTEGRATION, ROOT, manifest
from .page_parts import anchors

NEEDS_COMMENT = {"exempt", "todo"}
TIERS: Final = ["bronze", "silver", "gold", "platinum"]
PLACE: Final = re.compile(r"\b((?:README|docs/\w+)\.md)(?:#([a-z-]+))?")


def rules(folder: Path) -> dict[str, object]:
    """Return the rules of an integration's quality scale."""
    found = load_yaml_dict(folder / "quality_scale.yaml")["rules"]
    assert isinstance(found, dict)
    return found


def installed_rules() -> set[str]:
    """Return the rules that the platinum integrations of this Home Assistant name."""
    return {
        rule
        for folder in components.__path__
        for manifest in Path(folder).glob("*/manifest.json")
        if json.loads(manifest.read_bytes()).get("quality_scale") == "platinum"
        and (manifest.parent / "quality_scale.yaml").exists()
        for rule in rules(manifest.parent)
    }


def status(value: object) -> object:
    """Return the status of a rule, which may be written short."""
    return value["status"] if isinstance(value, dict) else value


def comment(value: object) -> str:
    """Return the comment on a rule, "" where there is none."""
    return str(value.get("comment", "")) if isinstance(value, dict) else ""


def rules_by_tier() -> dict[str, list[str]]:
    """Return the rules below the comments that name the tiers."""
    text = (INTEGRATION / "quality_scale.yaml").read_text("utf-8")
    parts = re.split(r"^  # (\w+)$", text, flags=re.MULTILINE)[1:]
    return {
        name.lower(): re.findall(r"^  ([\w-]+):", part, re.MULTILINE)
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }


def test_every_rule_has_a_status_and_no_other_rule_is_named() -> None:
    ours = rules(INTEGRATION)
    assert len(ours) >= 54
    assert ours.keys() == installed_rules()
    assert {status(value) for value in ours.values()} <= {"done", "exempt", "todo"}


def test_what_is_not_done_says_why() -> None:
    for rule, value in rules(INTEGRATION).items():
        if status(value) in NEEDS_COMMENT:
            assert isinstance(value, dict), rule
            comment = value.get("comment")
            assert isinstance(comment, str), rule
            assert comment.strip(), rule


def test_nothing_is_exempt_for_lack_of_what_exists() -> None:
    """Actions, triggers, conditions and options come with files that can be looked for."""
    config_flow = (INTEGRATION / "config_flow.py").read_text("utf-8")
    exists = {
        "action-setup": (INTEGRATION / "services.yaml").exists(),
        "action-exceptions": (INTEGRATION / "services.yaml").exists(),
        "docs-actions": (INTEGRATION / "services.yaml").exists(),
        "docs-triggers": (INTEGRATION / "triggers.yaml").exists(),
        "docs-conditions": (INTEGRATION / "conditions.yaml").exists(),
        "docs-configuration-parameters": "OptionsFlow" in config_flow,
        "dynamic-devices": "ConfigSubentryFlow" in config_flow,
        "stale-devices": "ConfigSubentryFlow" in config_flow,
        "repair-issues": (INTEGRATION / "failures" / "issues.py").exists(),
        "diagnostics": (INTEGRATION / "diagnostics.py").exists(),
    }
    ours = rules(INTEGRATION)
    wrong = [
        rule
        for rule, is_there in exists.items()
        if is_there and status(ours[rule]) == "exempt"
    ]
    assert not wrong


def test_the_manifest_claims_the_tier_that_is_reached() -> None:
    ours, tiers = rules(INTEGRATION), rules_by_tier()
    assert list(tiers) == TIERS
    assert {rule for named in tiers.values() for rule in named} == ours.keys()

    reached = None
    for tier in TIERS:
        if any(status(ours[rule]) == "todo" for rule in tiers[tier]):
            break
        reached = tier
    assert manifest().get("quality_scale") == reached


def test_dependencies_are_transparent_or_there_are_none() -> None:
    """The rule asks for packages of the package index, so it can't be done without any."""
    is_exempt = status(rules(INTEGRATION)["dependency-transparency"]) == "exempt"
    assert is_exempt == (manifest()["requirements"] == [])


def test_entities_are_disabled_by_default_where_the_rule_says_so() -> None:
    """The rule knows no exceptions."""
    disabled = [
        description.key
        for descriptions in DESCRIPTIONS.values()
        for description in descriptions
        if not description.entity_registry_enabled_default
    ]
    is_done = status(rules(INTEGRATION)["entity-disabled-by-default"]) == "done"
    assert is_done == bool(disabled)


def test_what_is_documented_names_its_place() -> None:
    wrong = {}
    for rule, value in rules(INTEGRATION).items():
        if not rule.startswith("docs-") or status(value) != "done":
            continue
        places = PLACE.findall(comment(value))
        if not places or not all(
            (page := ROOT / name).exists() and (not anchor or anchor in anchors(page))
            for name, anchor in places
        ):
            wrong[rule] = places
    assert not wrong
