"""Fixtures: a simulated Chastify on a loopback socket, and accounts in Home Assistant."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from datetime import timedelta
import os
from unittest.mock import PropertyMock, patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_fire_time_changed_exact,
    mock_component,
)
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from custom_components import chastify  # noqa: F401 - or the loader doesn't find it
from homeassistant import runner
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
from homeassistant.util import executor
from tests.acting import settle
from tests.added_account import CONF_BASE_URL, DOMAIN, Account, add
from tests.connected_devices import SESSION, Toy, connected, subentry
from tests.frozen_time import NOW, Advance, PassTime
from tests.simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, Lock, Simulator
from tests.told_events import Events
from tests.translation_check import checked_translations

# When Home Assistant's threads end, one wakes the next; one that is not awake in time is
# interrupted, takes the call for the others with it, and the test fails. So there are few, and
# each has seconds on a busy machine: the time is shared by ten rounds, and then by the threads.
runner.MAX_EXECUTOR_WORKERS = 6
executor.EXECUTOR_SHUTDOWN_TIMEOUT = 600


@pytest.fixture(autouse=True)
def begin_with_recorder(request: pytest.FixtureRequest) -> None:
    """Set up the recorder before Home Assistant; pytest begins with the first name."""
    if "recorder_mock" in request.fixturenames:
        request.getfixturevalue("recorder_mock")


@pytest.fixture(autouse=True)
def check_translations() -> Generator[None]:
    """Fail a test in which a text without a translation is shown."""
    with checked_translations() as missing:
        yield
    assert not missing


@pytest.fixture(autouse=True)
def use_this_integration(
    request: pytest.FixtureRequest,
) -> None:
    """Let Home Assistant find the integration in the tests that have one."""
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture(autouse=True)
def dashboards(request: pytest.FixtureRequest) -> None:
    """Leave out dashboards, which cost each test time; those of the card have them."""
    if "hass" in request.fixturenames:
        mock_component(request.getfixturevalue("hass"), "lovelace")


@pytest.fixture(autouse=True)
async def enable_event_loop_debug(request: pytest.FixtureRequest) -> None:
    """Debug the event loop in the tests marked so, not in all as Home Assistant's plugin does.

    It finds calls from other threads, and more than doubles the time that the tests take.
    """
    is_wanted = os.environ.get("CHASTIFY_LOOP_DEBUG", "1") != "0"
    if is_wanted and request.node.get_closest_marker("loop_debug"):
        asyncio.get_running_loop().set_debug(True)


@pytest.fixture
def all_entities_enabled() -> Generator[None]:
    """Add also the entities that are disabled by default as enabled."""
    name = "entity_registry_enabled_default"
    with patch.object(Entity, name, new_callable=PropertyMock, return_value=True):
        yield


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Keep snapshots as JSON, which all versions of the tools read and write alike."""
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.fixture
def now(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Stop the clock at a whole second."""
    freezer.move_to(NOW)
    return freezer


@pytest.fixture
async def simulator(socket_enabled: None) -> AsyncGenerator[Simulator]:
    """Run a simulated service without a lock."""
    async with Simulator() as running:
        yield running


@pytest.fixture
def entry(simulator: Simulator) -> MockConfigEntry:
    """Return the wearer's account, not yet added."""
    return MockConfigEntry(
        domain=DOMAIN,
        title=simulator.wearer.username,
        data={CONF_API_TOKEN: WEARER_TOKEN, CONF_BASE_URL: simulator.url},
    )


@pytest.fixture
def keyholder_entry(simulator: Simulator) -> MockConfigEntry:
    """Return the keyholder's account, not yet added."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="keyholder",
        data={CONF_API_TOKEN: KEYHOLDER_TOKEN, CONF_BASE_URL: simulator.url},
    )


@pytest.fixture
def advance(hass: HomeAssistant, now: FrozenDateTimeFactory) -> Advance:
    """Return a function that lets seconds pass and waits for all tasks."""

    async def advance(seconds: float) -> None:
        now.tick(timedelta(seconds=seconds))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return advance


@pytest.fixture
def pass_time(hass: HomeAssistant, now: FrozenDateTimeFactory) -> PassTime:
    """Return a function that lets exactly so much time pass and doesn't wait for hanging tasks."""

    async def pass_time(seconds: float) -> None:
        now.tick(timedelta(seconds=seconds))
        async_fire_time_changed_exact(hass)
        for _ in range(5):
            await settle()

    return pass_time


@pytest.fixture
async def account(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> Account:
    """Add the wearer's account, whose lock is running."""
    simulator.start_lock()
    return await add(hass, entry)


@pytest.fixture
def lock(simulator: Simulator, account: Account) -> Lock:
    """Return the lock of the account."""
    assert simulator.lock is not None
    return simulator.lock


@pytest.fixture
def events(account: Account) -> Events:
    """Listen to the events of the account."""
    return Events.of(account)


@pytest.fixture
async def toy(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncGenerator[Toy]:
    """Add an account with a device that its own token reaches."""
    async with connected(hass, simulator, subentry()) as (toy,):
        yield toy


@pytest.fixture
async def session_toy(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncGenerator[Toy]:
    """Add an account with a device that an extension session reaches."""
    async with connected(hass, simulator, subentry(**SESSION)) as (toy,):
        yield toy
