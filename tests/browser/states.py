"""The states of the card: how the account and a page get into each, and what is seen then."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
import re

from playwright.async_api import Locator, expect

from tests.end_to_end.device import LONGEST_DURATION, Device
from tests.real.integration import reload_entry
from tests.real.simulator import WEARER_TOKEN

from .scene import REMAINING, Scene, start_lock
from .texts import card_text

_COMMANDS = "POST /api/apps/v1/"


type AtHome = Callable[[Device], AbstractAsyncContextManager[None]]
type OnPage = Callable[[Scene], AbstractAsyncContextManager[None]]


async def _read(device: Device) -> None:
    """Let Home Assistant read the lock at once."""
    await reload_entry(device.account.home, device.account.entry_id)


@asynccontextmanager
async def _as_it_is(_: object) -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def _running(device: Device) -> AsyncIterator[None]:
    await device.start(LONGEST_DURATION)
    yield
    await device.account.act("device_command", command="all.stop")


@asynccontextmanager
async def _overdue(device: Device) -> AsyncIterator[None]:
    await device.start(2)
    await device.account.simulator.order_fault(status=503, times=None, match="POST")
    yield
    await device.account.simulator.clear_faults()
    await device.account.act("stop_devices")
    await device.account.act("enable_devices")


@asynccontextmanager
async def _latched(device: Device) -> AsyncIterator[None]:
    await device.account.act("stop_devices")
    yield
    await device.account.act("enable_devices")


@asynccontextmanager
async def _frozen(device: Device) -> AsyncIterator[None]:
    await device.account.act("freeze", duration={"hours": 1})
    yield
    await device.account.act("unfreeze")


@asynccontextmanager
async def _unlockable(device: Device) -> AsyncIterator[None]:
    await device.account.simulator.change_lock(remaining=0)
    await _read(device)
    yield
    await device.account.simulator.change_lock(remaining=REMAINING)
    await _read(device)


@asynccontextmanager
async def _unreachable(device: Device) -> AsyncIterator[None]:
    await device.account.simulator.order_fault(status=503, times=None)
    await _read(device)
    yield
    await device.account.simulator.clear_faults()
    await _read(device)


@asynccontextmanager
async def _refused(device: Device) -> AsyncIterator[None]:
    await device.account.simulator.change_token(WEARER_TOKEN, revoked=True)
    await _read(device)
    yield
    await device.account.simulator.change_token(WEARER_TOKEN, revoked=False)
    await _read(device)


@asynccontextmanager
async def _starting(device: Device) -> AsyncIterator[None]:
    account = device.account
    entity_ids = await account.entity_ids()
    for key in ("sensor.lock_state", "binary_sensor.active", "sensor.unlock_time"):
        await account.home.rest.delete(f"/api/states/{entity_ids[key]}")
    yield
    await _read(device)


@asynccontextmanager
async def _no_lock(device: Device) -> AsyncIterator[None]:
    await device.account.simulator.end_lock()
    await _read(device)
    yield
    await start_lock(device.account.simulator)
    await _read(device)


@asynccontextmanager
async def _hinting(scene: Scene) -> AsyncIterator[None]:
    await scene.part.button("add_time").click()
    yield
    await _tell_nothing(scene)


@asynccontextmanager
async def _sending(scene: Scene) -> AsyncIterator[None]:
    simulator = scene.device.account.simulator
    await simulator.order_fault(hang=True, match=_COMMANDS)
    await scene.part.hold("add_time")
    yield
    await simulator.clear_faults()
    await expect(scene.part.status).to_have_text(re.compile("done"))
    await _tell_nothing(scene)


@asynccontextmanager
async def _done(scene: Scene) -> AsyncIterator[None]:
    await scene.part.hold("remove_time")
    await expect(scene.part.status).to_have_text(re.compile("done"))
    yield
    await _tell_nothing(scene)


@asynccontextmanager
async def _failed(scene: Scene) -> AsyncIterator[None]:
    await scene.device.account.simulator.order_fault(status=403, match=_COMMANDS)
    await scene.part.hold("freeze")
    yield
    await _tell_nothing(scene)


async def _tell_nothing(scene: Scene) -> None:
    await scene.full.evaluate("card => { card.notice = undefined }")


def _configured(**options: object) -> OnPage:
    @asynccontextmanager
    async def configured(scene: Scene) -> AsyncIterator[None]:
        config = await scene.full.evaluate_handle("card => card.config")
        await scene.full.evaluate(
            "(card, options) => card.setConfig({ ...card.config, ...options })", options
        )
        yield
        await scene.full.evaluate("(card, config) => card.setConfig(config)", config)

    return configured


@asynccontextmanager
async def _offline(scene: Scene) -> AsyncIterator[None]:
    await scene.connection.cut()
    await expect(scene.full.locator("ha-card.offline")).to_be_visible()
    await scene.full.locator("[data-name=stop] button").click()
    yield


@dataclass(frozen=True, kw_only=True)
class State:
    """A state of the card, in which a scene is for the length of both blocks."""

    name: str
    seen: str
    """A selector of what the full card shows only then."""
    at_home: AtHome = _as_it_is
    on_page: OnPage = _as_it_is
    is_for_guests: bool = False
    """Whether somebody who is no administrator sees something else."""
    is_of_one_card: bool = False
    """Whether the other parts of a scene stay as they were."""

    def is_for(self, scene: Scene) -> bool:
        """Tell whether the person of a scene gets to see it."""
        return scene.is_owner or self.is_for_guests

    @asynccontextmanager
    async def shown_on(self, scene: Scene) -> AsyncIterator[Locator]:
        """Let a page be in it, when the account is; yields the full card."""
        async with self.on_page(scene):
            await expect(scene.full.locator(self.seen)).to_be_visible()
            yield scene.full


STATES: tuple[State, ...] = (
    State(name="locked", seen=".locked [data-fact*=task_assigned]"),
    State(name="running", at_home=_running, seen=".stop.loud"),
    State(
        name="overdue", at_home=_overdue, seen=".stop > [role=alert]:has-text('Toy')"
    ),
    State(name="latched", at_home=_latched, seen=".latched"),
    State(
        name="hint",
        on_page=_hinting,
        is_of_one_card=True,
        seen=".told.hint [role=status]",
    ),
    State(
        name="sending",
        on_page=_sending,
        is_of_one_card=True,
        seen=".told.running [role=status]",
    ),
    State(
        name="done", on_page=_done, is_of_one_card=True, seen=".told.done [role=status]"
    ),
    State(
        name="failed",
        on_page=_failed,
        is_of_one_card=True,
        seen=".told.failed [role=alert]",
    ),
    State(name="frozen", at_home=_frozen, seen="ha-card.frozen [data-name=unfreeze]"),
    State(name="unlockable", at_home=_unlockable, seen="ha-card.unlockable .clock"),
    State(
        name="refused",
        at_home=_refused,
        seen=".problem:not(:empty)",
        is_for_guests=True,
    ),
    State(
        name="unreachable",
        at_home=_unreachable,
        seen=f".phase:has-text('{card_text('unreachable')}')",
    ),
    State(name="starting", at_home=_starting, seen="ha-card.loading"),
    State(
        name="missing",
        on_page=_configured(device_id="gone"),
        is_of_one_card=True,
        seen=".problem:not(:empty)",
    ),
    State(
        name="mistaken",
        on_page=_configured(actions=["fly"]),
        is_of_one_card=True,
        seen=".problem:not(:empty)",
    ),
    State(name="no lock", at_home=_no_lock, seen="ha-card.no_lock"),
    State(name="offline", on_page=_offline, seen=".stop [role=alert]:not(:empty)"),
)
"""In the order in which pages go through them; the last leaves them without a connection."""
