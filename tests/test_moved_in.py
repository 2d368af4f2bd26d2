"""The repair that tells once what changed with the integration that was there before."""

from collections.abc import Generator
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from tests.account.former_home import FORMER_ENTITIES, former_entry, leave_rows
from tests.added_account import DOMAIN
from tests.fix_flows import confirm_fix, open_fix
from tests.simulator import Simulator
from tests.translation_check import ENGLISH

FORMER_CARD = "/chastify/chastify-card.js"


@pytest.fixture(autouse=True)
def dashboards(hass: HomeAssistant, hass_storage: dict[str, Any]) -> None:
    """Let dashboards be kept, in memory, with the card that was there before."""
    hass_storage["lovelace_resources"] = {
        "version": 1,
        "key": "lovelace_resources",
        "data": {"items": [{"id": "former", "type": "module", "url": FORMER_CARD}]},
    }


@pytest.fixture(autouse=True)
def service(simulator: Simulator) -> Generator[None]:
    """Let the simulator stand for the service."""
    with patch(
        "custom_components.chastify.account.former_entry.DEFAULT_BASE_URL",
        simulator.url,
    ):
        yield


async def move_in(hass: HomeAssistant) -> MockConfigEntry:
    """Set up an entry that was another integration's, in a home with its rules."""
    assert await async_setup_component(hass, "repairs", {})
    entry = former_entry()
    entry.add_to_hass(hass)
    leave_rows(hass, entry)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def open_repair(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Open the repair; return what its form is given."""
    result: Any = await open_fix(hass, f"moved_in_{entry.entry_id}")
    assert result["type"] is FlowResultType.FORM
    return {"flow": result, **result["description_placeholders"]}


def step(action: str, **fields: object) -> dict[str, object]:
    """Return a call of an action as it is written in YAML."""
    return {"action": f"{DOMAIN}.{action}", "data": fields}


async def test_rules_with_former_names_are_listed(hass: HomeAssistant) -> None:
    rules: dict[str, list[dict[str, Any]]] = {
        "plain": [step("action", name="add_time", params=60)],
        "nested": [
            {
                "choose": [
                    {
                        "conditions": "{{ true }}",
                        "sequence": [{"parallel": [step("log_custom", title="x")]}],
                    }
                ]
            }
        ],
        "fields": [{"service": f"{DOMAIN}.freeze", "data": {"duration_seconds": 600}}],
        "ours": [step("add_time", duration="01:00:00"), step("freeze")],
        "foreign": [{"action": "other.action", "data": {"seconds": 5}}],
    }
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": [
                {
                    "id": name,
                    "alias": name,
                    "triggers": {"trigger": "event", "event_type": name},
                    "actions": actions,
                }
                for name, actions in rules.items()
            ]
        },
    )
    assert await async_setup_component(
        hass,
        "script",
        {"script": {"clean": {"sequence": [step("hygienic_unlock")]}}},
    )

    given = await open_repair(hass, await move_in(hass))

    assert given["rules"] == (
        "\n- clean (script.clean)"
        "\n- fields (automation.fields)"
        "\n- nested (automation.nested)"
        "\n- plain (automation.plain)"
    )


async def test_where_nothing_is_to_be_changed_a_dash_says_so(
    hass: HomeAssistant,
) -> None:
    given = await open_repair(hass, await move_in(hass))

    assert given["rules"] == given["statistics"] == "–"


async def test_entities_that_are_gone_are_listed(hass: HomeAssistant) -> None:
    given = await open_repair(hass, await move_in(hass))

    assert given["entities"] == "\n- button.session_archive\n- sensor.session_lock_type"


@pytest.mark.usefixtures("recorder_mock")
async def test_statistics_that_end_are_listed(hass: HomeAssistant) -> None:
    entity_id = FORMER_ENTITIES["sensor.lock_type"]
    async_import_statistics(
        hass,
        {
            "source": "recorder",
            "statistic_id": entity_id,
            "name": None,
            "unit_of_measurement": None,
            "unit_class": None,
            "has_sum": False,
            "mean_type": StatisticMeanType.ARITHMETIC,
        },
        [{"start": dt_util.utcnow().replace(minute=0, second=0, microsecond=0)}],
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    given = await open_repair(hass, await move_in(hass))

    assert given["statistics"] == f"\n- {entity_id}"


async def test_former_card_is_taken_away_when_a_person_confirms(
    hass: HomeAssistant,
) -> None:
    entry = await move_in(hass)
    given = await open_repair(hass, entry)
    assert given["resources"] == f"\n- {FORMER_CARD}"

    await confirm_fix(hass, given["flow"])

    resources = hass.data[LOVELACE_DATA].resources
    assert isinstance(resources, ResourceStorageCollection)
    (ours,) = resources.async_items()
    assert ours["url"].startswith("/chastify_static/")
    assert not ir.async_get(hass).async_get_issue(DOMAIN, f"moved_in_{entry.entry_id}")


def test_text_names_the_repository_that_would_overwrite_ours() -> None:
    text = ENGLISH["issues.moved_in.fix_flow.step.confirm.description"]

    assert "HACS" in text
    assert "jonny5509/Chastify-ha" in text
