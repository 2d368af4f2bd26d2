"""A start that waits for another command is checked again when it is sent."""

import asyncio
from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from tests.acting import act, key_of, settle, until
from tests.connected_devices import SESSION, Toy, consent, device_commands
from tests.devices.starting_and_stopping import STARTS, Call, every_start
from tests.simulator import Fault, Lock, Simulator

from .confirmed import confirmed, somebody_else

BOTH = {"vibrate": STARTS["vibrate"], "shock.start": STARTS["shock.start"]}


async def started_behind_a_hanging_command(
    toy: Toy, start: Call
) -> tuple[asyncio.Task[None], asyncio.Task[None]]:
    """Return a command that hangs, and a start that waits for it."""
    before = len(toy.simulator.requests)
    toy.simulator.order(Fault(hang=True), match="POST /api/apps/v1/action")
    hanging = asyncio.create_task(act(toy.hass, "end_pillory"))
    await until(lambda: len(toy.simulator.requests) > before)
    waiting = asyncio.create_task(start(toy))
    await settle()
    assert not waiting.done()
    return hanging, waiting


@every_start
async def test_start_that_waits_goes_out_where_the_lock_stays(
    toy: Toy, simulator: Simulator, start: Call
) -> None:
    hanging, waiting = await started_behind_a_hanging_command(toy, start)

    simulator.clear_faults()
    await asyncio.gather(hanging, waiting)

    assert toy.kinds()


@every_start
async def test_start_that_waits_reaches_nobody_else(
    toy: Toy, simulator: Simulator, start: Call
) -> None:
    hanging, waiting = await started_behind_a_hanging_command(toy, start)
    somebody_else(simulator)
    await act(toy.hass, "get_session")

    simulator.clear_faults()
    await asyncio.gather(hanging, waiting, return_exceptions=True)

    assert not simulator.device.intervals


async def test_start_that_waits_is_refused_once_the_session_is_another(
    hass: HomeAssistant, simulator: Simulator, lock: Lock
) -> None:
    async with confirmed(hass, simulator, lock, **SESSION) as toy:
        entry = toy.account.entry
        hanging, waiting = await started_behind_a_hanging_command(
            toy, STARTS["shock.start"]
        )
        kept = entry.subentries[toy.subentry_id]
        hass.config_entries.async_update_subentry(
            entry,
            kept,
            data={
                **kept.data,
                "consent": consent(session_id="another", wearer="sim_wearer"),
            },
        )

        simulator.clear_faults()
        with pytest.raises(ServiceValidationError) as caught:
            await waiting
        await hanging
        assert key_of(caught.value) == "device_not_confirmed"
        assert not device_commands(simulator)


@pytest.mark.parametrize("start", BOTH.values(), ids=BOTH)
@pytest.mark.parametrize("kind", ["no id", "session", "pins not heeded"])
async def test_start_that_waits_is_refused_where_the_lock_is_somebody_else_s_by_then(
    hass: HomeAssistant,
    simulator: Simulator,
    lock: Lock,
    kind: str,
    start: Call,
) -> None:
    settings: dict[str, Any] = SESSION if kind == "session" else {}
    if kind == "no id":
        simulator.session_overrides["lock"] = Simulator.MISSING
    simulator.heeds_pins = kind != "pins not heeded"
    async with confirmed(hass, simulator, lock, **settings) as toy:
        hanging, waiting = await started_behind_a_hanging_command(toy, start)
        somebody_else(simulator)
        await act(hass, "get_session")

        simulator.clear_faults()
        _, outcome = await asyncio.gather(hanging, waiting, return_exceptions=True)

        assert not simulator.device.intervals
        assert isinstance(outcome, ServiceValidationError)
        assert key_of(outcome) == (
            "lock_not_shown" if kind == "pins not heeded" else "device_not_confirmed"
        )
        assert not device_commands(simulator)
