"""A wrong use of Home Assistant stands in its log in a form that the other tests look for."""

from pathlib import Path
from shutil import copytree, ignore_patterns

from aiohttp import ClientSession

from tests.real.configuration import ROOT
from tests.real.home_assistant import HomeAssistant, running
from tests.real.integration import add_entry
from tests.real.ports import free_port
from tests.real.simulator import WEARER_TOKEN, SimulatorProcess
from tests.real.wrong_uses import wrong_uses

_SETUP = "    await async_serve_card(hass)\n"


async def test_blocking_call_is_found(
    session: ClientSession,
    environment: Path,
    simulator: SimulatorProcess,
    tmp_path: Path,
) -> None:
    components = tmp_path / "custom_components"
    copytree(
        ROOT / "custom_components", components, ignore=ignore_patterns("__pycache__")
    )
    module = components / "chastify" / "__init__.py"
    text = module.read_text("utf-8")
    assert text.count(_SETUP) == 1
    module.write_text(text.replace(_SETUP, f"    open(__file__).close()\n{_SETUP}"))
    home = HomeAssistant(
        session,
        environment=environment,
        folder=tmp_path / "configuration",
        port=free_port(),
        name="owner",
        password="of the tests",
        components=components,
    )

    async with running(home):
        await add_entry(home, WEARER_TOKEN, simulator.url)

    [found] = wrong_uses(home.program.log.read_text("utf-8", "replace"))
    assert "blocking call to open" in found
