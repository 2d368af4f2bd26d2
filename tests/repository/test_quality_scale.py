import json
from pathlib import Path

from homeassistant import components
from homeassistant.util.yaml import load_yaml_dict

from .files import INTEGRATION

NEEDS_COMMENT = {"exempt", "todo"}


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
        "repair-issues": (INTEGRATION / "issues.py").exists(),
        "diagnostics": (INTEGRATION / "diagnostics.py").exists(),
    }
    ours = rules(INTEGRATION)
    wrong = [
        rule
        for rule, is_there in exists.items()
        if is_there and status(ours[rule]) == "exempt"
    ]
    assert not wrong
