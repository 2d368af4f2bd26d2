"""Prints the requirements of all integrations that Home Assistant sets up at its start.

Run by the Python of an environment that Home Assistant was just installed into, as a file: the
project's own packages are not there.
"""

import json
from pathlib import Path
import sys

from homeassistant import bootstrap, components

CONFIGURED = (
    "automation",
    "calendar",
    "config",
    "conversation",
    "frontend",
    "history",
    "http",
    "logbook",
    "mobile_app",
    "recorder",
    "script",
)


def requirements_at_start() -> list[str]:
    """Return the requirements of what is set up by default or configured by us."""
    folder = Path(components.__path__[0])
    waiting = {
        *bootstrap.CORE_INTEGRATIONS,
        *bootstrap.DEFAULT_INTEGRATIONS,
        *CONFIGURED,
    }
    seen: set[str] = set()
    requirements: set[str] = set()
    while waiting:
        domain = waiting.pop()
        seen.add(domain)
        manifest = json.loads((folder / domain / "manifest.json").read_text("utf-8"))
        requirements.update(manifest.get("requirements", []))
        # As Home Assistant does itself: some import what they only have to come after.
        for kind in ("dependencies", "after_dependencies"):
            waiting.update(set(manifest.get(kind, [])) - seen)
    return sorted(requirements)


if __name__ == "__main__":
    sys.stdout.write("\n".join(requirements_at_start()) + "\n")
