"""The table in docs/entities.md says what code and translations say."""

from dataclasses import dataclass
import re

from custom_components.chastify.const import DOMAIN
from custom_components.chastify.sensor import SENSORS
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import EntityCategory
from tests.translation_check import ENGLISH

from .entity_tables import DESCRIPTIONS, described_keys
from .files import ROOT


@dataclass(frozen=True)
class Row:
    """A row of the table."""

    platform: str
    key: str
    name: str
    meaning: str
    values: str

    @property
    def entity(self) -> str:
        """Platform and key, `sensor.role`."""
        return f"{self.platform}.{self.key}"


def rows() -> list[Row]:
    """Return the rows of the table of all entities."""
    page = (ROOT / "docs" / "entities.md").read_text("utf-8")
    section = page.split("## Table of all entities")[1].split("\n## ")[0]
    cells = (
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("| `")
    )
    return [
        Row(platform.strip("`"), key.strip("`"), name, meaning, values)
        for platform, key, name, meaning, values, *_ in cells
    ]


def values_of_sensor(key: str) -> str:
    """Return what the table says of a sensor's values."""
    sensor = next(sensor for sensor in SENSORS if sensor.key == key)
    if sensor.options:
        return ", ".join(f"`{option}`" for option in sensor.options)
    if sensor.device_class is SensorDeviceClass.TIMESTAMP:
        return "timestamp"
    unit = (
        sensor.suggested_unit_of_measurement
        or sensor.native_unit_of_measurement
        or ENGLISH.get(f"entity.sensor.{key}.unit_of_measurement")
    )
    return unit or "text"


def test_every_entity_stands_in_the_table_once() -> None:
    listed = [row.entity for row in rows()]
    assert sorted(listed) == sorted(described_keys())


def test_names_are_those_of_the_translations() -> None:
    for row in rows():
        assert row.name == ENGLISH[f"entity.{row.entity}.name"]


def test_values_are_those_of_the_code() -> None:
    for row in rows():
        expected = values_of_sensor(row.key) if row.platform == "sensor" else "on, off"
        assert (row.entity, row.values) == (row.entity, expected)


def test_diagnostic_entities_are_called_that() -> None:
    diagnostic = {
        f"{platform}.{description.key}"
        for platform, descriptions in DESCRIPTIONS.items()
        for description in descriptions
        if description.entity_category is EntityCategory.DIAGNOSTIC
    }
    assert {row.entity for row in rows() if "(diagnostic)" in row.meaning} == diagnostic


def test_every_field_of_the_form_is_explained() -> None:
    page = (ROOT / "docs" / "setup.md").read_text("utf-8")
    fields = {
        match[1]: label
        for key, label in ENGLISH.items()
        if (match := re.fullmatch(r"config\.step\.\w+\.(?:.*\.)?data\.(\w+)", key))
    }
    assert fields
    for key, label in fields.items():
        assert f"| {label} | `{key}` |" in page


def test_every_message_is_explained() -> None:
    """Those that a reading can't bring are left out; commands will."""
    page = (ROOT / "docs" / "trouble.md").read_text("utf-8")
    not_shown = {
        "exceptions.no_active_lock.message",
        "exceptions.lock_ended.message",
    }
    messages = {
        key: text
        for key, text in ENGLISH.items()
        if re.match(r"config\.(error|abort)\.|exceptions\.|issues\..*\.title", key)
        and key not in not_shown
    }
    assert not [key for key, text in messages.items() if text not in page]


def test_the_lines_of_system_health_are_explained() -> None:
    page = (ROOT / "docs" / "trouble.md").read_text("utf-8")
    for key, label in ENGLISH.items():
        if key.startswith("system_health.info."):
            assert f"| {label} |" in page


def test_the_debug_log_names_the_logger() -> None:
    page = (ROOT / "docs" / "trouble.md").read_text("utf-8")
    assert f"custom_components.{DOMAIN}: debug" in page
