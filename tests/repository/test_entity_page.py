"""The table in docs/entities.md says what code and translations say."""

from collections.abc import Iterable
from dataclasses import dataclass
import re
from typing import Final

import pytest

from custom_components.chastify.account.options import (
    DEFAULT_DEVICE_DURATIONS,
    DEFAULT_DURATIONS,
)
from custom_components.chastify.api.hardware import DeviceKind
from custom_components.chastify.const import DOMAIN
from custom_components.chastify.devices.connected import (
    CONF_MAX_DURATION,
    CONF_MAX_SHOCK_DURATION,
)
from custom_components.chastify.event import ATTR_SECONDS, ATTR_SOURCE
from custom_components.chastify.lock.changes import LockEventType, Source
from custom_components.chastify.number import (
    DEVICE_NUMBERS,
    MINUTE,
    NUMBERS,
    DeviceNumberEntityDescription,
)
from custom_components.chastify.sensor import DEVICE_SENSORS, SENSORS, TOTALS
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import EntityCategory, Platform
from tests.translation_check import ENGLISH

from .entity_tables import (
    DESCRIPTIONS,
    DEVICE_DESCRIPTIONS,
    LOCK_DESCRIPTIONS,
    Descriptions,
    described_keys,
)
from .page_parts import codes, page, section, table


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


CAPS: Final = {
    DeviceKind.VIBRATION: CONF_MAX_DURATION,
    DeviceKind.SHOCK: CONF_MAX_SHOCK_DURATION,
}
OF_LOCK: Final = "Table of all entities"
OF_DEVICE: Final = "Entities of a connected device"


def rows_below(heading: str) -> list[Row]:
    """Return the rows of the table below a heading."""
    return [
        Row(platform.strip("`"), key.strip("`"), name, meaning, values)
        for platform, key, name, meaning, values in table(
            section("entities", heading), "Platform"
        )
    ]


def rows() -> list[Row]:
    """Return the rows of both tables."""
    return rows_below(OF_LOCK) + rows_below(OF_DEVICE)


def listed(values: Iterable[str]) -> str:
    """Return a state's values as the table lists them."""
    return ", ".join(f"`{value}`" for value in values)


def values_of_sensor(key: str) -> str:
    """Return the table's text for a sensor's values."""
    sensor = next(
        sensor for sensor in (*SENSORS, *TOTALS, *DEVICE_SENSORS) if sensor.key == key
    )
    if sensor.options:
        return listed(sensor.options)
    if sensor.device_class is SensorDeviceClass.TIMESTAMP:
        return "timestamp"
    unit = (
        sensor.suggested_unit_of_measurement
        or sensor.native_unit_of_measurement
        or ENGLISH.get(f"entity.sensor.{key}.unit_of_measurement")
    )
    return unit or "text"


def values_of_number(key: str) -> str:
    """Return the table's text for a number's range and its default."""
    number = next(number for number in NUMBERS if number.key == key)
    default = DEFAULT_DURATIONS[number.duration] / MINUTE
    return (
        f"{number.native_min_value} to {number.native_max_value} "
        f"{number.native_unit_of_measurement}, {default:.0f} at first"
    )


def values_of_device_number(number: DeviceNumberEntityDescription) -> str:
    """Return the table's text for the range of a device's number, which a field caps."""
    unit = number.native_unit_of_measurement
    default = DEFAULT_DEVICE_DURATIONS[number.kind].total_seconds()
    cap = ENGLISH[f"config_subentries.device.step.user.data.{CAPS[number.kind]}"]
    return f"{number.native_min_value} {unit} to *{cap}*, {default:.0f} {unit} at first"


def values_of(platform: str, key: str) -> str:
    """Return the table's text for an entity's values."""
    match platform:
        case Platform.SENSOR:
            return values_of_sensor(key)
        case Platform.NUMBER:
            for number in DEVICE_NUMBERS:
                if number.key == key:
                    return values_of_device_number(number)
            return values_of_number(key)
        case Platform.EVENT:
            return listed(LockEventType)
        # On and off, or the moment of the last use.
        case _:
            return ""


def of_category(category: EntityCategory) -> set[str]:
    """Return the entities of a category."""
    return {
        f"{platform}.{description.key}"
        for platform, descriptions in DESCRIPTIONS.items()
        for description in descriptions
        if description.entity_category is category
    }


@pytest.mark.parametrize(
    ("heading", "of"),
    [(OF_LOCK, LOCK_DESCRIPTIONS), (OF_DEVICE, DEVICE_DESCRIPTIONS)],
)
def test_every_entity_stands_in_its_table_once(heading: str, of: Descriptions) -> None:
    found = [row.entity for row in rows_below(heading)]
    assert sorted(found) == sorted(described_keys(of))


def test_names_are_those_of_the_translations() -> None:
    for row in rows():
        assert row.name == ENGLISH[f"entity.{row.entity}.name"]


def test_values_are_those_of_the_code() -> None:
    for row in rows():
        expected = values_of(row.platform, row.key)
        assert (row.entity, row.values) == (row.entity, expected)


@pytest.mark.parametrize(
    ("category", "remark"),
    [
        (EntityCategory.DIAGNOSTIC, "(diagnostic)"),
        (EntityCategory.CONFIG, "(config)"),
    ],
)
def test_entities_of_a_category_are_called_that(
    category: EntityCategory, remark: str
) -> None:
    called = {row.entity for row in rows() if remark in row.meaning}
    assert called == of_category(category)


def test_entities_that_are_disabled_by_default_are_called_that() -> None:
    called = {row.entity for row in rows() if "(disabled)" in row.meaning}
    assert called == {
        f"{platform}.{description.key}"
        for platform, descriptions in DESCRIPTIONS.items()
        for description in descriptions
        if not description.entity_registry_enabled_default
    }


def test_every_event_is_explained_once() -> None:
    events = [
        event
        for cell, _ in table(section("entities", "Events"), "`event_type`")
        for event in codes(cell)
    ]
    assert sorted(events) == sorted(LockEventType)


def test_every_attribute_of_events_is_explained() -> None:
    explained = codes(section("entities", "Events"))
    assert {ATTR_SECONDS, ATTR_SOURCE, *Source} <= {*explained}


@pytest.mark.parametrize(
    ("flow", "name"),
    [
        ("config", "setup"),
        ("options", "setup"),
        (r"config_subentries\.device", "devices"),
    ],
)
def test_every_field_of_the_forms_is_explained(flow: str, name: str) -> None:
    fields = {
        match[1]: label
        for key, label in ENGLISH.items()
        if (match := re.fullmatch(rf"{flow}\.step\.\w+\.(?:.*\.)?data\.(\w+)", key))
    }
    assert fields
    for key, label in fields.items():
        assert f"| {label} | `{key}` |" in page(name)


def test_repairs_that_are_explained_are_called_so() -> None:
    titles = {
        text
        for key, text in ENGLISH.items()
        if re.fullmatch(r"issues\.\w+\.title", key)
    }
    rows = table(section("trouble", "Repair issues"), "Repair")
    assert not {name.strip("*") for name, _ in rows} - titles


def test_the_lines_of_system_health_are_explained() -> None:
    for key, label in ENGLISH.items():
        if key.startswith("system_health.info."):
            assert f"| {label} |" in page("trouble")


def test_the_debug_log_names_the_logger() -> None:
    assert f"custom_components.{DOMAIN}: debug" in page("trouble")
