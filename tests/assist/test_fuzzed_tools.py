"""Generated arguments for every tool: an answer in words, and nothing sent that isn't in range."""

from datetime import date
from typing import Final

from freezegun.api import FrozenDateTimeFactory
from hypothesis import strategies as st
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.util.json import JsonObjectType, JsonValueType
from tests.acting import bodies, sent, settle
from tests.connected_devices import connected, subentry
from tests.generated_values import generated
from tests.simulator import Simulator
from tests.voice.speaking import expose

from .tools import COMMANDS, TOOLS, allowing

CALLS: Final = 150

pytestmark = pytest.mark.filterwarnings("ignore:It looks like `register_random`")

WHATEVER: st.SearchStrategy[JsonValueType] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, -1, 1.9, 10**400, float("inf"), float("nan")])
    | st.floats()
    | st.text(max_size=300)
    | st.text(alphabet=st.characters(categories=["Cs", "Cc"]), max_size=5)
    | st.sampled_from(["", " ", "60", "1e3", "inf", "on", "x" * 20_000, "shock.start"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
TEXTS: Final = st.text(min_size=1, max_size=40)

# Valid values of each argument, so that many of the calls are carried out.
FITTING: Final[dict[str, st.SearchStrategy[JsonValueType]]] = {
    "duration": st.integers(min_value=1, max_value=90) | st.just(3600),
    "seconds": st.integers(min_value=-4000, max_value=4000),
    "reason": TEXTS,
    "task": TEXTS,
    "points": st.integers(min_value=0, max_value=50),
    "verification_required": st.booleans(),
    "successful": st.booleans(),
    "title": TEXTS,
    "description": TEXTS,
    "role": st.sampled_from(["extension", "wearer", "keyholder"]),
    "message": TEXTS,
    "target": st.sampled_from(["wearer", "keyholder", "both"]),
    "device": st.just("Toy"),
    "start": st.dates().map(date.isoformat),
    "end": st.dates().map(date.isoformat),
}
# People read the texts that these send, so any words are allowed.
TELLING: Final = ("write_log", "send_notification")
LONGEST: Final = {"freeze": 86_400, "toggle_freeze": 86_400, "device_command": 30}
UNKNOWN: Final = ("lock", "command", "params", "device_id", "config_entry_id", "x")


def calls(takes: str) -> st.SearchStrategy[JsonObjectType]:
    """Generate arguments: all fit, or some are odd, missing or unknown."""
    names = takes.replace("?", "").split()
    fitting = {name: FITTING[name] for name in names}
    mixed = {name: FITTING[name] | WHATEVER for name in names}
    odd = dict.fromkeys(UNKNOWN, WHATEVER)
    return (
        st.fixed_dictionaries(fitting)
        | st.fixed_dictionaries(mixed)
        | st.fixed_dictionaries({}, optional={**odd, **mixed})
    )


def numbers(value: JsonValueType) -> list[float]:
    """Return the numbers of a body; yes and no are none."""
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers(item)]
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return [value] if is_number else []  # type: ignore[list-item] # it was just asked


@pytest.mark.parametrize("name", TOOLS)
async def test_any_arguments_are_answered_and_sent_once_or_not_at_all(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator, name: str
) -> None:
    async with connected(hass, simulator, subentry(cooldown=0)) as (toy,):
        hass.config_entries.async_update_entry(
            toy.account.entry, options={"daily_time_limit": None}
        )
        model = await allowing(toy.account, *COMMANDS)
        expose(toy.account)
        lock = simulator.start_lock(remaining=10**9)
        done = 0
        takes = TOOLS[name][1]
        for number, arguments in enumerate(generated(calls(takes), CALLS)):
            if number % 25 == 0:
                now.tick(61)
                # Planned stops are sent meanwhile.
                await settle()
                await hass.async_block_till_done(wait_background_tasks=True)
            lock.end_hygiene()
            lock.assign_task("x")
            simulator.clear_requests()

            answer = await model.call(name, arguments)

            effects = [request.effect for request in sent(simulator)]
            if "error" in answer:
                assert answer["error"]
                assert effects in ([], [False])
            else:
                done += 1
                assert effects == [True] * (name not in ("get_lock", "get_history"))
            for path, body in bodies(simulator):
                longest = LONGEST.get(name, 315_360_000)
                assert all(abs(number) <= longest for number in numbers(body)), body
                assert "shock" not in f"{path} {body}" or name in TELLING

    # Both happened, or the generated arguments have lost their point; no stop is refused.
    assert 0 < done < CALLS or (name == "stop_devices" and done == CALLS)
