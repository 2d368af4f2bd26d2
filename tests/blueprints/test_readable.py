"""Blueprints are read in a minute, and so are the traces of their runs."""

from collections.abc import Iterator
import re
from typing import Any, Final

from homeassistant.helpers.config_validation import determine_script_action

from .blueprint_file import File, every_file

# Steps of which a trace says enough by itself.
PLAIN: Final = {
    "condition",
    "parallel",
    "sequence",
    "set_conversation_response",
    "stop",
    "variables",
}


def actions(steps: object) -> Iterator[dict[str, Any]]:
    """Return all steps of a sequence, those within others too."""
    for step in steps if isinstance(steps, list) else [steps]:
        if not isinstance(step, dict):
            continue
        yield step
        within = [
            step.get(key) for key in ("then", "else", "default", "sequence", "parallel")
        ]
        within.append(step.get("repeat", {}).get("sequence"))
        within += [option["sequence"] for option in step.get("choose", [])]
        for sequence in within:
            yield from actions(sequence)


def sequence(file: File) -> list[dict[str, Any]]:
    """Return all steps of a blueprint."""
    content = file.content
    return list(actions(content.get("actions", content.get("sequence"))))


@every_file
def test_its_description_is_short_and_leads_to_its_section(file: File) -> None:
    description = file.metadata["description"]
    section = file.metadata["name"].removeprefix("Chastify: ").replace(" ", "-")
    assert f"docs/blueprints.md#{section})" in description
    text = re.sub(r"\]\([^)]*\)", "]", description)
    assert len(re.findall(r"\.(?=\s|$)", text)) <= 3
    assert len(text.split()) <= 60


@every_file
def test_what_most_leave_alone_is_collapsed(file: File) -> None:
    """What is chosen without a default can't be in a collapsed section."""
    for key, given in file.metadata["input"].items():
        if key == "whose_section":
            assert given["collapsed"] is True, key
        if given.get("collapsed"):
            assert all("default" in each for each in given["input"].values()), key


@every_file
def test_its_steps_have_names_in_a_trace(file: File) -> None:
    for step in sequence(file):
        if determine_script_action(step) not in PLAIN:
            assert step.get("alias"), step
        for option in step.get("choose", []):
            assert option.get("alias"), step


@every_file
def test_it_says_durations_as_people_do(file: File) -> None:
    for step, _ in file.own_steps():
        texts = str(step.get("data", {}).get("title", "")).replace(" ", "")
        assert "timedelta(seconds=" not in texts, step
