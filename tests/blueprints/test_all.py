"""Rules that hold for every blueprint."""

from collections.abc import Generator
from dataclasses import dataclass
import json
import logging
from pathlib import Path
import re
from typing import Any, Final

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import selector
from homeassistant.util import yaml as yaml_util
from tests.added_account import Account
from tests.connected_devices import Toy
from tests.repository.files import ROOT, manifest
from tests.simulator import Lock

from .blueprint_file import FILES, File, every_file
from .house import BLUEPRINTS, House
from .phone import Phone

NAMES: Final = {
    "automation": {
        "daily_check_in",
        "device_reaction",
        "freeze_schedule",
        "habit_reward",
        "hygienic_opening",
        "keep_within_bounds",
        "milestones",
        "mirror_state",
        "rule_broken",
        "scheduled_task",
        "weekly_summary",
    },
    "script": {"penalty", "reward", "safe_word"},
}
# Actions that change nothing of the lock.
HARMLESS: Final = {
    "chastify.get_session",
    "chastify.get_history",
    "chastify.write_log",
    "chastify.send_notification",
    "chastify.device_command",
    "chastify.stop_devices",
}
HAPPENS: Final = "it_happens"
THING: Final = "thing"
SUNDAY: Final = "2026-06-07 12:00"
FILTERS: Final = {"integration", "domain", "device_class"}


@every_file
async def test_home_assistant_loads_it(
    hass: HomeAssistant, blueprint_folder: Path, file: File
) -> None:
    blueprint = await file.load(hass)
    assert blueprint.validate() is None
    assert blueprint.domain == file.domain
    assert blueprint.inputs.keys() == file.inputs().keys()


@every_file
def test_it_says_what_it_is_and_where_it_comes_from(file: File) -> None:
    metadata = file.metadata
    assert metadata["name"].startswith("Chastify: ")
    assert metadata["author"] == "Chastify for Home Assistant"
    assert metadata["domain"] == file.domain
    address = manifest()["documentation"]
    path = file.path.relative_to(ROOT).as_posix()
    assert metadata["source_url"] == f"{address}/blob/main/{path}"
    assert path == f"blueprints/{file.domain}/chastify/{file.name}.yaml"


@every_file
def test_it_wants_the_version_that_the_integration_wants(file: File) -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text("utf-8"))
    assert file.metadata["homeassistant"] == {"min_version": hacs["homeassistant"]}


@every_file
def test_texts_are_sentences_and_names_are_none(file: File) -> None:
    described = [file.metadata, *file.inputs().values(), *file.sections()]
    described += file.content.get("fields", {}).values()
    for each in described:
        assert each["name"].strip() == each["name"] != ""
        assert not each["name"].endswith(".")
        if "description" in each:
            assert each["description"].endswith(".")
            assert "  " not in each["description"]
    for section in file.sections():
        assert section["icon"].startswith("mdi:")


@every_file
def test_inputs_have_selectors_and_defaults_that_fit_them(file: File) -> None:
    for key, given in file.inputs().items():
        chooses: Any = selector(given["selector"])
        if "default" not in given:
            continue
        default = given["default"]
        if default is None:  # it can be left empty
            continue
        (kind,) = given["selector"]
        if kind in ("entity", "device", "target"):
            is_several = (given["selector"][kind] or {}).get("multiple", False)
            assert default == ([] if is_several else ""), key
        else:
            assert chooses(default) == default, key


@every_file
def test_every_input_is_used(file: File) -> None:
    assert yaml_util.extract_inputs(file.rules) == set(file.inputs())


@every_file
def test_only_what_fits_is_offered(file: File) -> None:
    for key, given in file.inputs().items():
        for kind in ("device", "entity"):
            if kind not in given["selector"]:
                continue
            filters = given["selector"][kind]["filter"]
            assert filters, key
            for each in filters if isinstance(filters, list) else [filters]:
                assert FILTERS & each.keys(), key


@every_file
def test_lock_is_chosen_by_what_only_locks_have(file: File) -> None:
    if lock := file.inputs().get("lock"):
        assert lock["selector"] == {
            "device": {
                "filter": [{"integration": "chastify"}],
                "entity": [{"integration": "chastify", "domain": "calendar"}],
            }
        }
        assert "default" not in lock


@every_file
def test_what_changes_the_lock_can_be_written_and_its_failure_told(file: File) -> None:
    if not file.own_actions():
        return
    told = file.inputs()["told"]
    assert told["default"] == []
    assert told["selector"] == {
        "entity": {"multiple": True, "filter": [{"domain": "notify"}]}
    }
    assert "persistent_notification.create" in {
        step["action"] for step, _ in file.steps()
    }
    if file.own_actions() - HARMLESS:
        write_log = file.inputs()["write_log"]
        assert write_log["default"] is True
        assert write_log["selector"] == {"boolean": {}} or write_log["selector"] == {
            "boolean": None
        }
        assert "chastify.write_log" in file.own_actions()


@every_file
def test_only_one_starts_a_device_and_none_gives_a_shock(file: File) -> None:
    commands = {
        step["data"]["command"]
        for step, _ in file.own_steps()
        if step["action"] == "chastify.device_command"
    }
    starts = {"vibration.start"} if file.name == "device_reaction" else set()
    assert commands == starts
    assert "chastify.perform_action" not in file.own_actions()
    # Neither by a button nor by a switch.
    called = {
        step["action"].split(".")[0]
        for step, _ in file.steps()
        if step["action"] != "homeassistant.save_persistent_states"
    }
    assert not called & {"button", "switch", "homeassistant", "rest_command"}
    assert "shock" not in file.path.read_text("utf-8").lower()


@every_file
def test_actions_go_to_an_account_and_their_failure_is_survived(file: File) -> None:
    for step, survives in file.own_steps():
        assert survives, step
        if step["action"] != "chastify.stop_devices":
            assert "config_entry_id" in step["data"], step


@pytest.fixture
async def account(toy: Toy) -> Account:
    """Let the house have a connected device."""
    return toy.account


class Complaints(logging.Handler):
    """Warnings and errors of Home Assistant about rules."""

    def __init__(self) -> None:
        """Hear of warnings too: a template warns of undefined variables."""
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the records about rules."""
        if record.levelno >= logging.ERROR or record.name.startswith(
            (
                "homeassistant.components.automation",
                "homeassistant.components.script",
                "homeassistant.helpers.template",
                "homeassistant.helpers.script",
            )
        ):
            self.messages.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture
def complaints() -> Generator[list[str]]:
    """Return the complaints that are logged during a test."""
    handler = Complaints()
    logging.getLogger().addHandler(handler)
    yield handler.messages
    logging.getLogger().removeHandler(handler)


@dataclass(frozen=True)
class Day:
    """A house in which time passes."""

    house: House
    phone: Phone
    toy: Toy

    def value_for(self, given: dict[str, Any]) -> object:
        """Return a value for a required input."""
        ((kind, config),) = given["selector"].items()
        match kind:
            case "trigger":
                return [{"trigger": "event", "event_type": HAPPENS}]
            case "device" if {"integration": "mobile_app"} in config["filter"]:
                return self.phone.id
            case "device" if config["entity"][0]["domain"] == "binary_sensor":
                return self.toy.device_id
            case "device":
                return self.house.lock
            case "entity":
                domains = config["filter"][0]["domain"]
                domain = domains if isinstance(domains, str) else domains[0]
                thing = f"{domain}.{THING}"
                return [thing] if config.get("multiple") else thing
            case "text":
                return "Something"
            case "time":
                return "18:00:00"
            case "duration":
                return {"minutes": 30}
            case "number":
                return config["min"]
        raise NotImplementedError(kind)

    def required(self, file: File) -> dict[str, object]:
        """Return values for the inputs that have no default."""
        return {
            key: self.value_for(given)
            for key, given in file.inputs().items()
            if "default" not in given
        }

    async def pass_hours(self, hours: int) -> None:
        """Let time pass, an hour at once."""
        for _ in range(hours):
            await self.house.wait(3600)

    def work(self) -> int:
        """Return how much was sent, told or asked."""
        return (
            len(self.house.sent())
            + len(self.house.messages)
            + len(self.phone.notifications)
            + len(self.house.notices())
        )


@pytest.fixture
async def day(house: House, phone: Phone, toy: Toy, lock: Lock) -> Day:
    """Return a Sunday on which the lock lasts."""
    await house.wait_until(SUNDAY)
    lock.max_remaining = 14 * 86400
    lock.remaining = 7 * 86400
    await house.wait(30)
    house.forget()
    return Day(house, phone, toy)


# These do something only in a state that isn't there, or with inputs that are optional.
NOTHING_TO_DO: Final = {
    "freeze_schedule",
    "keep_within_bounds",
    "milestones",
    "mirror_state",
}


@every_file
async def test_it_works_with_the_required_inputs_alone(
    day: Day, complaints: list[str], file: File
) -> None:
    hass = day.house.hass
    if file.domain == "script":
        await day.house.use_script(file.name, **day.required(file))
        await hass.services.async_call("script", file.name)
    else:
        required = day.required(file)
        things = re.findall(rf"\w+\.{THING}", str(required))
        for thing in things:
            hass.states.async_set(thing, "off")
        await day.house.use(file.name, **required)
        for thing in things:
            hass.states.async_set(thing, "on")
        hass.bus.async_fire(HAPPENS)
    await day.house.settled()
    await day.pass_hours(26)
    assert day.work() or file.name in NOTHING_TO_DO
    assert not complaints


@pytest.mark.parametrize(
    "file",
    [file for file in FILES if file.domain == "automation"],
    ids=lambda f: f.name,
)
async def test_its_actions_can_be_run_by_hand(
    day: Day, complaints: list[str], file: File
) -> None:
    """There is no trigger then, and no condition is tested."""
    entity_id = await day.house.use(file.name, **day.required(file))
    await day.house.run_by_hand(entity_id)
    assert not complaints


def test_these_are_all() -> None:
    assert {
        domain: {file.name for file in FILES if file.domain == domain}
        for domain in NAMES
    } == NAMES
    assert {file.path.parent for file in FILES} == {
        BLUEPRINTS / domain / "chastify" for domain in NAMES
    }
