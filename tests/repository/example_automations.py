"""The automations in README and documentation."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from .files import pages
from .page_parts import examples

type Add = Callable[[dict[str, Any]], Awaitable[None]]


def automations(of: Iterable[Path]) -> list[dict[str, Any]]:
    """Return the examples that are automations."""
    return [
        example
        for page in of
        for example in examples(page)
        if isinstance(example, dict) and "triggers" in example
    ]


def completed(example: Any, chosen: Mapping[str, str]) -> Any:
    """Return an example with what a person has to choose in place of its placeholders."""
    match example:
        case dict():
            return {key: completed(value, chosen) for key, value in example.items()}
        case list():
            return [completed(value, chosen) for value in example]
        case str():
            return chosen.get(example, example)
    return example


def device(command: str) -> tuple[str, dict[str, Any]]:
    """Return path and body of a device command on the route of the account's token."""
    return "/device-command", {"command": command, "params": {}}


def named(alias: str) -> dict[str, Any]:
    """Return the automation of that name."""
    return next(found for found in automations(pages()) if found["alias"] == alias)
