"""Prints the costs of the first sentence that is said after our sentences were registered.

Run as a process of its own, with languages: `python -m tests.benchmarks.first_sentence en de`. The
test prints what it finds for people; this prints JSON.
"""

import asyncio
from dataclasses import asdict, dataclass
import gc
import json
import os
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from time import thread_time

from hassil.recognize import RecognizeResult

from custom_components.chastify.voice.sentences import Sentences
from homeassistant.components.conversation.agent_manager import (
    AgentManager,
    get_agent_manager,
)
from homeassistant.components.conversation.default_agent import DefaultAgent
from homeassistant.components.conversation.models import ConversationInput
from homeassistant.core import Context, HomeAssistant


@dataclass(frozen=True)
class Costs:
    """Times are CPU time, so that other processes don't count.

    templates: the number of sentences that Home Assistant has from us.
    first: milliseconds of the event loop for the first sentence.
    floor: the same where a single sentence is registered.
    read: milliseconds of the executor to read our sentences.
    megabytes: what the process has grown by after both.
    """

    templates: int
    first: float
    floor: float
    read: float
    megabytes: float


async def no_answer(_input: ConversationInput, _result: RecognizeResult) -> None:
    """Answer nothing: only what is before the answer is measured."""


def megabytes() -> float:
    """Return the memory of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def first_time(
    manager: AgentManager, agent: DefaultAgent, templates: list[str]
) -> float:
    """Register sentences; return the milliseconds of what is said then."""
    manager.register_trigger(templates, no_answer)
    said = ConversationInput(
        text="turn on the light",
        context=Context(),
        conversation_id=None,
        device_id=None,
        satellite_id=None,
        language="en",
        agent_id="conversation.home_assistant",
    )
    began = thread_time()
    await agent.async_recognize_sentence_trigger(said)
    return (thread_time() - began) * 1000


async def measure(folder: str, languages: frozenset[str]) -> Costs:
    """Measure in this process, which mustn't have read sentences before."""
    hass = HomeAssistant(folder)
    manager = get_agent_manager(hass)
    agent = DefaultAgent(hass)
    await agent.async_added_to_hass()
    floor = await first_time(manager, agent, ["stop everything"])
    before = megabytes()
    began = thread_time()
    sentences = Sentences.load(languages)
    read = (thread_time() - began) * 1000
    first = await first_time(manager, agent, sentences.templates)
    return Costs(
        templates=len(sentences.templates),
        first=first,
        floor=floor,
        read=read,
        megabytes=megabytes() - before,
    )


def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as folder:
        costs = asyncio.run(measure(folder, frozenset(sys.argv[1:])))
    sys.stdout.write(json.dumps(asdict(costs)))


if __name__ == "__main__":
    main()
