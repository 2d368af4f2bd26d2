"""Home Assistant's log of a wrong use is found, so that a real one fails a test."""

from collections.abc import Callable
import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import frame
from homeassistant.helpers.frame import ReportBehavior
from homeassistant.loader import async_suggest_report_issue
from tests.added_account import DOMAIN, add
from tests.real.wrong_uses import wrong_uses

_LOGGER = logging.getLogger(__name__)


def use_wrongly(_hass: HomeAssistant) -> None:
    """Use Home Assistant in a wrong way that it reports itself."""
    frame.report_usage(
        "calls something in the wrong way",
        custom_integration_behavior=ReportBehavior.LOG,
        integration_domain=DOMAIN,
    )


def use_what_is_deprecated(_hass: HomeAssistant) -> None:
    """Use a function that Home Assistant reports as deprecated."""
    frame.report_usage(
        "uses something that ends",
        breaks_in_ha_version="2027.6",
        custom_integration_behavior=ReportBehavior.LOG,
        integration_domain=DOMAIN,
    )


def be_reported_by_a_helper(hass: HomeAssistant) -> None:
    """Log a message of the kind that many parts of Home Assistant log on their own."""
    _LOGGER.warning(
        "Something is wrong, please %s",
        async_suggest_report_issue(hass, integration_domain=DOMAIN),
    )


@pytest.mark.parametrize(
    "misuse", [use_wrongly, use_what_is_deprecated, be_reported_by_a_helper]
)
async def test_wrong_use_is_found_in_the_log(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    misuse: Callable[[HomeAssistant], None],
) -> None:
    await add(hass, entry)
    # That the integration isn't one of Home Assistant's own is logged as well.
    assert wrong_uses(caplog.text) == []
    # Each is reported once in a run.
    monkeypatch.setattr(frame, "_REPORTED_INTEGRATIONS", set())

    misuse(hass)

    assert len(wrong_uses(caplog.text)) == 1


@pytest.mark.parametrize(
    ("line", "is_ours"),
    [
        ("Detected blocking call by custom integration 'chastify' at x.py", True),
        ("please report it to the author of the 'chastify' custom integration", True),
        ("Platform chastify does not generate unique IDs.", True),
        ("We found a custom integration chastify which has not been tested", False),
        ("Detected that custom integration 'other' calls something", False),
    ],
)
def test_line_counts_where_it_is_about_the_integration(
    line: str, is_ours: bool
) -> None:
    assert bool(wrong_uses(line)) is is_ours


def test_slow_machine_is_no_wrong_use() -> None:
    slow = (
        "Updating state for sensor.x (<class 'custom_components.chastify.sensor.Lock'>)"
        " took 0.612 seconds. Please create a bug report at"
        " https://github.com/chastify-home-assistant/chastify/issues"
    )
    assert wrong_uses(slow) == []
