"""The languages that are spoken in a house: its own, and those of its assist pipelines."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from homeassistant.const import (
    EVENT_COMPONENT_LOADED,
    EVENT_CORE_CONFIG_UPDATE,
    MATCH_ALL,
)
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.setup import EventComponentLoaded

from ..failures.texts import our_language

if TYPE_CHECKING:
    from homeassistant.components.assist_pipeline.pipeline import (
        PipelineStorageCollection,
    )

_PIPELINES: Final = "assist_pipeline"


@callback
def async_spoken_languages(hass: HomeAssistant) -> frozenset[str]:
    """Return those of our languages in which somebody may speak."""
    return frozenset(our_language(language) for language in _languages(hass))


@callback
def async_follow_languages(
    hass: HomeAssistant, changed: Callable[[], None]
) -> CALLBACK_TYPE:
    """Call when other languages may be spoken, until the returned function is called."""

    @callback
    def house_changed(_event: Event[Mapping[str, object]]) -> None:
        changed()

    async def pipeline_changed(_change: str, _id: str, _item: object) -> None:
        changed()

    @callback
    def is_pipelines(event_data: EventComponentLoaded) -> bool:
        return event_data["component"] == _PIPELINES

    @callback
    def pipelines_are_set_up(_event: Event[EventComponentLoaded]) -> None:
        follow_pipelines()
        changed()

    @callback
    def follow_pipelines() -> None:
        if (pipelines := _pipelines(hass)) is not None:
            ends.append(pipelines.async_add_listener(pipeline_changed))

    @callback
    def end() -> None:
        for end_one in ends:
            end_one()

    ends: list[CALLBACK_TYPE] = [
        hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, house_changed),
        # async_when_setup can't be ended.
        hass.bus.async_listen(
            EVENT_COMPONENT_LOADED, pipelines_are_set_up, event_filter=is_pipelines
        ),
    ]
    follow_pipelines()
    return end


def _languages(hass: HomeAssistant) -> Iterator[str]:
    yield hass.config.language
    if (pipelines := _pipelines(hass)) is None:
        return
    for pipeline in pipelines.async_items():
        for language in (pipeline.conversation_language, pipeline.language):
            # In any language means in that of the house.
            if language and language != MATCH_ALL:
                yield language


def _pipelines(hass: HomeAssistant) -> PipelineStorageCollection | None:
    """Return the assist pipelines; None until they are set up, or where they are left out."""
    if _PIPELINES not in hass.config.components:
        return None
    # It needs packages that are installed with it, and is imported where it is set up.
    from homeassistant.components.assist_pipeline.pipeline import KEY_ASSIST_PIPELINE  # noqa: PLC0415 # see above

    return hass.data[KEY_ASSIST_PIPELINE].pipeline_store
