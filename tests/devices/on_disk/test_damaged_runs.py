"""A single stored run is damaged: it is stopped all the same."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from tests.acting import until
from tests.added_account import add
from tests.connected_devices import Toy, enabled, toys_of
from tests.devices.devices_file import (
    NOTHING,
    STOP_ALL,
    STOP_ALL_OF_SESSION,
    Sent,
    hold_up,
    is_told_lost,
    run_of,
    sent_before_reading,
    sent_to_devices,
)
from tests.devices.starting_and_stopping import refused
from tests.frozen_time import Advance
from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_SESSION_ID,
    KEYHOLDER_TOKEN,
    Lock,
    Simulator,
    person_named,
)
from tests.stored_files import StoredFile, restarted

# `...`: the field is missing.
MISTYPED: list[object] = [..., None, "", 7, True, [], {}]
STOP = "vibration.stop"
STOP_OF_SESSION = Sent(STOP, DEVELOPER_KEY, EXTENSION_SESSION_ID)


@pytest.fixture
def lock(entry: MockConfigEntry, simulator: Simulator) -> Lock:
    """Return the lock at which something runs."""
    assert simulator.lock is not None
    return simulator.lock


@pytest.fixture
def other_account(hass: HomeAssistant, keyholder_entry: MockConfigEntry) -> None:
    """Have an account with another token."""
    keyholder_entry.add_to_hass(hass)


def store(file: StoredFile, *runs: object) -> bytes:
    """Write runs to the file; return its bytes."""
    return file.store(NOTHING | {"runs": [*runs]})


async def assert_stopped(hass: HomeAssistant, simulator: Simulator, *toys: Toy) -> None:
    """See that nothing runs, and that nobody says so."""
    await until(lambda: not any(toy.is_running() for toy in toys))
    assert not simulator.device.running


@pytest.mark.parametrize("value", MISTYPED, ids=repr)
@pytest.mark.parametrize(
    "field", ["name", "lock_id", "wearer", "since", "ends_at", "token", "base_url"]
)
async def test_run_is_stopped_though_a_field_is_missing(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    field: str,
    value: object,
) -> None:
    store(file, run_of(entry, **{field: value}))
    hold_up(simulator)

    toy, other = toys_of(await add(hass, entry), simulator)

    assert sent_before_reading(simulator) == [Sent(STOP)]
    assert toy.is_running()
    assert not other.is_running()
    simulator.clear_faults()
    await toy.press("stop")
    await assert_stopped(hass, simulator, toy)
    assert enabled(toy) == "on"
    assert not is_told_lost(hass, entry)
    assert not file.copies
    await toy.start(1)
    assert toy.kinds() == ["vibration"]


@pytest.mark.parametrize("value", [*MISTYPED, "vibration.start", "nothing"], ids=repr)
async def test_run_whose_stop_is_not_known_is_stopped_with_everything(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    value: object,
) -> None:
    store(file, run_of(entry, stop=value))

    toy, _ = toys_of(await add(hass, entry), simulator)

    assert sent_before_reading(simulator) == [STOP_ALL]
    await assert_stopped(hass, simulator, toy)
    assert enabled(toy) == "on"


@pytest.mark.parametrize("value", MISTYPED, ids=repr)
@pytest.mark.parametrize("field", ["entry_id", "subentry_id"])
async def test_run_that_does_not_say_whose_it_is_is_stopped_by_its_token(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
    field: str,
    value: object,
) -> None:
    store(file, run_of(entry, **{field: value}))
    hold_up(simulator)

    await add(hass, entry)

    assert sent_before_reading(simulator) == [Sent(STOP)]
    simulator.clear_faults()
    for _ in range(2):
        await advance(1.5)
    assert not simulator.device.running
    assert file.data["runs"] == []


@pytest.mark.parametrize("value", MISTYPED, ids=repr)
@pytest.mark.parametrize("field", ["main_token", "developer_key", "token", "base_url"])
async def test_run_of_a_session_is_stopped_with_the_keys_of_its_device(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    field: str,
    value: object,
) -> None:
    store(file, run_of(entry, 1, **{field: value}))

    _, other = toys_of(await add(hass, entry), simulator)

    await assert_stopped(hass, simulator, other)
    assert STOP_OF_SESSION in sent_to_devices(simulator)
    assert {each.session for each in sent_to_devices(simulator)} == {
        EXTENSION_SESSION_ID
    }


async def test_pin_is_kept_and_without_one_the_service_picks_the_lock(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    lock: Lock,
    file: StoredFile,
) -> None:
    current = simulator.add_lock(wearer=person_named("somebody_else", None))
    current.device.run("shock.start", {})
    simulator.choose(current)
    without_pin = run_of(entry, lock_id=..., stop="shock.stop")
    store(file, run_of(entry, lock_id=lock.lock_id), without_pin)

    toy, _ = toys_of(await add(hass, entry), simulator)

    await assert_stopped(hass, simulator, toy)
    assert not lock.device.running
    sent = sent_before_reading(simulator)
    assert sorted(sent, key=str) == sorted(
        [Sent(STOP, pin=lock.lock_id), Sent("shock.stop")], key=str
    )


# Nobody can tell where it is


@pytest.mark.parametrize(
    "value", [value for value in MISTYPED if value is not None], ids=repr
)
async def test_run_without_a_route_stops_and_latches_its_entry_alone(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    other_account: None,
    keyholder_entry: MockConfigEntry,
    file: StoredFile,
    value: object,
) -> None:
    damaged = store(file, run_of(entry, session_id=value))
    hold_up(simulator)

    toy, other = toys_of(await add(hass, entry), simulator)

    assert set(sent_to_devices(simulator)) == {STOP_ALL, STOP_ALL_OF_SESSION}
    assert toy.is_running()
    assert other.is_running()
    simulator.clear_faults()
    for each in (toy, other):
        await each.press("stop")
    await assert_stopped(hass, simulator, toy, other)
    assert file.copies == [damaged]
    assert file.data["latched"] == [entry.entry_id]
    assert is_told_lost(hass, entry)
    assert not is_told_lost(hass, keyholder_entry)
    assert await refused(toy, lambda toy: toy.start(1)) == "devices_latched"


@pytest.mark.parametrize("entry_id", [..., None, 7, "of_nobody"])
@pytest.mark.parametrize("field", ["token", "base_url"])
async def test_run_that_names_neither_entry_nor_token_stops_everything(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    other_account: None,
    keyholder_entry: MockConfigEntry,
    file: StoredFile,
    entry_id: object,
    field: str,
) -> None:
    damaged = store(file, run_of(entry, entry_id=entry_id, **{field: ...}))

    toy, other = toys_of(await add(hass, entry), simulator)

    await assert_stopped(hass, simulator, toy, other)
    assert set(sent_to_devices(simulator)) == {
        STOP_ALL,
        STOP_ALL_OF_SESSION,
        Sent("all.stop", KEYHOLDER_TOKEN),
    }
    assert file.copies == [damaged]
    for each in (entry, keyholder_entry):
        assert each.entry_id in file.data["latched"]
        assert is_told_lost(hass, each)
    assert await refused(toy, lambda toy: toy.start(1)) == "devices_latched"


async def test_runs_beside_a_damaged_one_are_stopped_where_they_are(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    lock: Lock,
    file: StoredFile,
) -> None:
    simulator.choose(simulator.add_lock())
    store(file, {"stop": STOP}, run_of(entry, lock_id=lock.lock_id))
    hold_up(simulator)
    await add(hass, entry)
    simulator.clear_faults()
    simulator.clear_requests()

    async with restarted(hass, entry) as after:
        await assert_stopped(after.hass, simulator, *toys_of(after, simulator))

    assert not lock.device.running
    assert Sent(STOP, pin=lock.lock_id) in sent_before_reading(simulator)
    assert {STOP_ALL, STOP_ALL_OF_SESSION} <= set(sent_before_reading(simulator))
    assert len(file.copies) == 1
