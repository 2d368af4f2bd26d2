"""Prints the requirements of all integrations that Home Assistant sets up at its start.

With names of integrations as arguments, only of these and of their dependencies. Run as a file
by the Python of an environment that Home Assistant was just installed into: the project's own
packages are not there.
"""

from collections.abc import Iterable
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


AT_START = (
    *bootstrap.CORE_INTEGRATIONS,
    *bootstrap.DEFAULT_INTEGRATIONS,
    *CONFIGURED,
)


def requirements_of(domains: Iterable[str]) -> list[str]:
    """Return the requirements of these integrations and of those that they come after."""
    folder = Path(components.__path__[0])
    waiting = set(domains)
    seen: set[str] = set()
    requirements: set[str] = set()
    while waiting:
        domain = waiting.pop()
        seen.add(domain)
        manifest = json.loads((folder / domain / "manifest.json").read_text("utf-8"))
        requirements.update(manifest.get("requirements", []))
        # As Home Assistant does itself: some import integrations that they only have to come after.
        for kind in ("dependencies", "after_dependencies"):
            waiting.update(set(manifest.get(kind, [])) - seen)
    return sorted(requirements)


if __name__ == "__main__":
    sys.stdout.write("\n".join(requirements_of(sys.argv[1:] or AT_START)) + "\n")
