"""A stand-in for the assist pipelines, whose integration needs packages that tests don't have."""

from dataclasses import dataclass
import sys
from types import ModuleType, SimpleNamespace
from typing import Final

import pytest

from homeassistant.const import EVENT_COMPONENT_LOADED
from homeassistant.core import HomeAssistant
from homeassistant.helpers.collection import (
    CHANGE_ADDED,
    CHANGE_REMOVED,
    CHANGE_UPDATED,
    CollectionChange,
    ObservableCollection,
)

_INTEGRATION: Final = "assist_pipeline"


@dataclass(frozen=True)
class Pipeline:
    """The languages of a pipeline, as Home Assistant has them."""

    conversation_language: str
    language: str | None


class Pipelines:
    """The pipelines of a house; none until some are added."""

    def __init__(self, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have them imported in place of Home Assistant's, once they are set up."""
        self._hass = hass
        self.store: ObservableCollection[Pipeline] = ObservableCollection(None)
        module = ModuleType("pipeline")
        module.__dict__["KEY_ASSIST_PIPELINE"] = _INTEGRATION
        monkeypatch.setitem(
            sys.modules, f"homeassistant.components.{_INTEGRATION}.pipeline", module
        )

    async def set_up(self) -> None:
        """Let the integration be set up."""
        self._hass.data[_INTEGRATION] = SimpleNamespace(pipeline_store=self.store)
        self._hass.config.components.add(_INTEGRATION)
        self._hass.bus.async_fire(EVENT_COMPONENT_LOADED, {"component": _INTEGRATION})
        await self._hass.async_block_till_done()

    async def put(
        self, key: str, conversation_language: str, language: str | None = None
    ) -> None:
        """Add a pipeline, or change it; without `language`, both are the same."""
        change = CHANGE_UPDATED if key in self.store.data else CHANGE_ADDED
        pipeline = Pipeline(conversation_language, language or conversation_language)
        self.store.data[key] = pipeline
        await self.store.notify_changes([CollectionChange(change, key, pipeline)])

    async def remove(self, key: str) -> None:
        """Take a pipeline away."""
        pipeline = self.store.data.pop(key)
        await self.store.notify_changes(
            [CollectionChange(CHANGE_REMOVED, key, pipeline)]
        )
