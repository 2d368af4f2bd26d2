"""The Home Assistant that tests run as a process."""

from datetime import UTC, datetime
import os
from pathlib import Path

import pytest

from .configuration import ROOT


def tested_environment() -> Path:
    """Return the environment of the version that script/test names; skip where it names none."""
    version = os.environ.get("CHASTIFY_END_TO_END")
    if not version:
        pytest.skip("run by script/test --end-to-end VERSION or --browser")
    return ROOT / ".venvs" / f"hass-{version}"


def zone_at_midday() -> str:
    """Return a time zone in which no day ends while a test runs."""
    behind = datetime.now(UTC).hour - 12
    return f"Etc/GMT{behind:+d}"
