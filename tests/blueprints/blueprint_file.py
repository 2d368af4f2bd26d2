"""The blueprints as they stand in their files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from homeassistant.components.automation.helpers import (
    async_get_blueprints as automation_blueprints,
)
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.components.script.helpers import (
    async_get_blueprints as script_blueprints,
)
from homeassistant.core import HomeAssistant
from homeassistant.util import yaml as yaml_util

from .house import BLUEPRINTS


@dataclass(frozen=True)
class File:
    """A blueprint as it stands in its file."""

    path: Path

    @property
    def name(self) -> str:
        """Its name in the address."""
        return self.path.stem

    @property
    def domain(self) -> str:
        """The domain of its instances: automation or script."""
        return self.path.relative_to(BLUEPRINTS).parts[0]

    @property
    def content(self) -> dict[str, Any]:
        """Everything that stands in it."""
        return yaml_util.load_yaml_dict(str(self.path))

    @property
    def metadata(self) -> dict[str, Any]:
        """Its name, description and inputs, as Home Assistant shows them."""
        metadata: dict[str, Any] = self.content["blueprint"]
        return metadata

    @property
    def rules(self) -> dict[str, Any]:
        """Its triggers, conditions and actions."""
        return {key: part for key, part in self.content.items() if key != "blueprint"}

    def inputs(self) -> dict[str, dict[str, Any]]:
        """Return the inputs by their keys, those in sections too."""
        found: dict[str, dict[str, Any]] = {}
        for key, given in self.metadata["input"].items():
            found |= given.get("input", {key: given})
        return found

    def sections(self) -> list[dict[str, Any]]:
        """Return the groups of inputs."""
        return [given for given in self.metadata["input"].values() if "input" in given]

    def steps(self) -> list[tuple[dict[str, Any], bool]]:
        """Return every step that calls an action, and whether the rule survives its failure."""
        return list(_steps(self.rules, survives=False))

    def own_steps(self) -> list[tuple[dict[str, Any], bool]]:
        """Return the steps that call actions of the integration."""
        return [
            (step, survives)
            for step, survives in self.steps()
            if step["action"].startswith("chastify.")
        ]

    def own_actions(self) -> set[str]:
        """Return the names of the actions of the integration that are called."""
        return {step["action"] for step, _ in self.own_steps()}

    async def load(self, hass: HomeAssistant) -> Blueprint:
        """Load it as Home Assistant does."""
        load = (
            automation_blueprints if self.domain == "automation" else script_blueprints
        )
        path = self.path.relative_to(BLUEPRINTS / self.domain)
        return await load(hass).async_get_blueprint(path.as_posix())


def _steps(part: object, *, survives: bool) -> Iterator[tuple[dict[str, Any], bool]]:
    if isinstance(part, dict):
        survives = survives or part.get("continue_on_error") is True
        if isinstance(part.get("action"), str):
            yield part, survives
        for each in part.values():
            yield from _steps(each, survives=survives)
    elif isinstance(part, list):
        for each in part:
            yield from _steps(each, survives=survives)


FILES: Final = [File(path) for path in sorted(BLUEPRINTS.glob("**/*.yaml"))]
every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
