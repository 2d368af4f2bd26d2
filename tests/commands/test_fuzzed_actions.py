"""Generated fields for every action: two kinds of errors, and nothing sent on a refusal."""

from datetime import date, datetime, time, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from hypothesis import strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import act, answer, sent, settle
from tests.added_account import DOMAIN, add
from tests.connected_devices import Toy, connected, subentry
from tests.generated_values import generated
from tests.simulator import Simulator

CALLS = 200
OUR_DEVICE = "our device"

pytestmark = pytest.mark.filterwarnings("ignore:It looks like `register_random`")

WHATEVER: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(2**80), max_value=2**80)
    | st.floats()
    | st.text(max_size=300)
    | st.text(alphabet=st.characters(categories=["Cs", "Cc"]), max_size=5)
    | st.binary(max_size=5)
    | st.sampled_from(
        [
            timedelta.max,
            timedelta(hours=-1),
            date(2026, 1, 1),
            datetime(2026, 1, 1),
            time(1),
            "",
            "0",
            "-1",
            "1e3",
            "١٢",
            "00:00",
            "99:99:99",
            "x" * 20_000,
            {"minutes": float("inf")},
            {"hours": "{{ x }}"},
            {"hours": None},
            object(),
            1 + 2j,
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3)
    ),
    max_leaves=6,
)
DAYS: st.SearchStrategy[Any] = st.dates() | st.dates().map(date.isoformat)
DURATIONS: st.SearchStrategy[Any] = (
    st.integers(min_value=1, max_value=90_000)
    | st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=2))
    | st.fixed_dictionaries({"minutes": st.integers(min_value=1, max_value=600)})
    | st.sampled_from(["00:01", "10:00:00"])
)
TEXTS = st.text(min_size=1, max_size=40)

# Valid values of each field, so that many of the calls are carried out.
FITTING: dict[str, st.SearchStrategy[Any]] = {
    "start": DAYS,
    "end": DAYS,
    "before": DAYS,
    "duration": DURATIONS,
    "seconds": st.integers(min_value=-4000, max_value=4000),
    "reason": TEXTS,
    "settings": st.dictionaries(TEXTS, st.integers() | TEXTS, max_size=3),
    "task": TEXTS,
    "points": st.integers(min_value=0, max_value=50),
    "verification_required": st.booleans(),
    "actor": st.sampled_from(["extension", "wearer"]),
    "successful": st.booleans() | st.sampled_from(["on", "off"]),
    "title": TEXTS,
    "description": TEXTS,
    "role": st.sampled_from(["extension", "wearer", "keyholder"]),
    "icon": TEXTS,
    "color": st.sampled_from(["#fff", "#00ff00"])
    | st.lists(st.integers(min_value=0, max_value=255), min_size=3, max_size=3),
    "message": TEXTS,
    "target": st.sampled_from(["wearer", "keyholder", "both"]),
    "show_page_overlay": st.booleans(),
    "name": st.sampled_from(
        ["add_time", "freeze", "unfreeze", "pillory", "wheel.turn", "shock.start"]
    ),
    # Stands for the id that the device gets.
    "device_id": st.just(OUR_DEVICE),
    "command": st.sampled_from(["vibration.start", "shock.start", "all.stop"]),
    "params": st.integers(min_value=-9, max_value=900)
    | st.fixed_dictionaries({"durationSeconds": st.integers(max_value=90_000)}),
}
ACTIONS: dict[str, tuple[str, ...]] = {
    "get_session": (),
    "add_time": ("duration",),
    "remove_time": ("duration",),
    "apply_time": ("seconds",),
    "freeze": ("duration",),
    "unfreeze": (),
    "toggle_freeze": ("duration",),
    "start_pillory": ("duration", "reason"),
    "end_pillory": (),
    "patch_settings": ("settings",),
    "assign_task": ("task", "points", "verification_required", "duration", "actor"),
    "start_task_timer": (),
    "complete_task": ("successful",),
    "start_hygienic_unlock": ("duration",),
    "write_log": ("title", "description", "role", "icon", "color"),
    "send_notification": ("title", "message", "target", "show_page_overlay"),
    "perform_action": ("name", "params"),
    "device_command": ("device_id", "command", "duration", "params"),
    "stop_devices": (),
    "enable_devices": (),
    "get_history": ("start", "end"),
    "clear_history": ("before",),
}

SENDS_NOTHING = ("get_session", "enable_devices", "get_history", "clear_history")


def calls(action: str) -> st.SearchStrategy[dict[str, Any]]:
    """Generate the fields of an action: all fit, or some are odd, missing or unknown."""
    fitting = {name: FITTING[name] for name in ACTIONS[action]}
    mixed = {name: FITTING[name] | WHATEVER for name in ACTIONS[action]}
    odd = {"config_entry_id": WHATEVER, "unknown": WHATEVER}
    return (
        st.fixed_dictionaries(fitting)
        | st.fixed_dictionaries(mixed)
        | st.fixed_dictionaries({}, optional=mixed | odd)
    )


async def test_every_action_is_fuzzed(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await add(hass, entry)

    assert hass.services.async_services_for_domain(DOMAIN).keys() == ACTIONS.keys()


@pytest.mark.parametrize("action", ACTIONS)
async def test_any_fields_are_sent_once_or_refused_in_words(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    action: str,
) -> None:
    async with connected(hass, simulator, subentry(cooldown=0)) as (toy,):
        hass.config_entries.async_update_entry(
            toy.account.entry,
            options={"daily_time_limit": None, "disabled_commands": []},
        )
        await hass.async_block_till_done()
        await send_any_fields(toy, now, action)


async def send_any_fields(toy: Toy, now: FrozenDateTimeFactory, action: str) -> None:
    """Make many calls of an action, and check the result of each."""
    hass, simulator = toy.hass, toy.simulator
    lock = simulator.start_lock(remaining=10**9)
    device_id = toy.device_id
    posts = 0 if action in SENDS_NOTHING else 1
    send = answer if action == "get_history" else act
    carried_out = 0
    number = 0

    for number, data in enumerate(generated(calls(action), CALLS)):
        if number % 25 == 0:
            now.tick(61)
            # Planned stops are sent meanwhile.
            await settle()
            await hass.async_block_till_done(wait_background_tasks=True)
        if lock.task is None and action != "assign_task":
            lock.assign_task("x")
        simulator.clear_requests()
        if data.get("device_id") == OUR_DEVICE:
            data["device_id"] = device_id
        error: HomeAssistantError | None = None
        try:
            await send(hass, action, **data)
        except HomeAssistantError as err:
            error = err
        if error is None:
            carried_out += 1
            effects = [request.effect for request in sent(simulator)]
            if data.get("command") == "all.stop" and len(effects) == 2:
                # Without a device: with the pin of the lock, and without one.
                effects = effects[1:]
            assert effects == [True] * posts
        elif type(error) is ServiceValidationError:
            # The reading after a stop is not awaited, and may come during the next call.
            assert not sent(simulator)
        else:
            # Only the service knows the state of its lock, and the names of its actions.
            assert type(error) is HomeAssistantError
            assert [request.effect for request in sent(simulator)] == [False]
        assert error is None or str(error)

    # Both happened, or the generated fields have lost their point.
    assert 0 < carried_out < number
