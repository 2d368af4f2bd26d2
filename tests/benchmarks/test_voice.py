"""The time and memory that our sentences cost Home Assistant's own assistant.

Run by `script/test tests/benchmarks -s -n 0`. It prints; no figure fails a run.
"""

from collections.abc import Awaitable
import json
from pathlib import Path
from statistics import median
import subprocess
import sys
import time

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chastify.failures.texts import LANGUAGES
from homeassistant.components.conversation import ConversationInput
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.core import Context, HomeAssistant
from homeassistant.setup import async_setup_component
from tests.added_account import add
from tests.simulator import Simulator
from tests.voice.built_in import BuiltIn
from tests.voice.speaking import said

from .first_sentence import Costs

ROOT = Path(__file__).parents[2]
UTTERANCES = 200
RUNS = 5

ENGLISH_GOAL = 45.0
OTHER_GOAL = 100.0
TWO_GOAL = 130.0


@pytest.mark.parametrize(
    ("languages", "goal"),
    [
        (("en",), ENGLISH_GOAL),
        *(((language,), OTHER_GOAL) for language in LANGUAGES[1:]),
        *((("en", language), TWO_GOAL) for language in LANGUAGES[1:]),
        (LANGUAGES, None),
    ],
)
def test_first_sentence_after_a_start_or_a_change(
    languages: tuple[str, ...], goal: float | None
) -> None:
    # Each in a process of its own, in which nothing has been read.
    runs = [
        Costs(
            **json.loads(
                subprocess.check_output(
                    [
                        sys.executable,
                        "-m",
                        "tests.benchmarks.first_sentence",
                        *languages,
                    ],
                    cwd=ROOT,
                )
            )
        )
        for _ in range(RUNS)
    ]
    first = [run.first for run in runs]
    print(
        f"\nThe first sentence in {' and '.join(languages)}, with all stops:"
        f" {runs[0].templates} templates"
        f"\n  ms: least {min(first):.0f}, median {median(first):.0f},"
        f" longest {max(first):.0f}{'' if goal is None else f', goal {goal:.0f}'};"
        f" with a single template {median(run.floor for run in runs):.2f}"
        f"\n  before it, in the executor, ms: {median(run.read for run in runs):.0f};"
        f" memory, MB: {median(run.megabytes for run in runs):.1f}"
    )


async def milliseconds(call: Awaitable[object]) -> float:
    """Return how long a call takes."""
    began = time.perf_counter()
    await call
    return (time.perf_counter() - began) * 1000


async def test_time_that_our_sentences_add_to_one_of_home_assistants(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    simulator.start_lock()
    await add(hass, entry)
    await hass.async_block_till_done()
    manager = get_agent_manager(hass)
    agent = manager.default_agent
    assert agent is not None
    # The sentences of triggers are looked through by this alone, before all others.
    recognize = agent.async_recognize_sentence_trigger
    utterances = [
        ConversationInput(
            text=text,
            context=Context(),
            conversation_id=None,
            device_id=None,
            satellite_id=None,
            language="en",
            agent_id="conversation.home_assistant",
        )
        for text in BuiltIn("en").each()[:UTTERANCES]
    ]
    count = len(manager.trigger_sentences)
    first = await milliseconds(recognize(utterances[0]))
    added = [await milliseconds(recognize(each)) for each in utterances]
    whole = await milliseconds(said(hass, "what time is it"))
    again = await milliseconds(said(hass, "what date is it"))
    print(
        f"\n{count} templates of English and all stops, {len(utterances)} sentences of Home Assistant"
        f"\n  added, ms: median {median(added):.2f}, longest {max(added):.2f};"
        f" for 100 templates {median(added) / count * 100:.2f}"
        f"\n  once after a change of the sentences: {first:.0f}"
        f"\n  an answer of Home Assistant, ms: the first {whole:.0f}, another {again:.1f}"
    )
