"""Lines of Home Assistant's log that say that the integration uses it wrongly."""

import json
import re
from typing import Final

from .configuration import ROOT

_MANIFEST: Final = ROOT / "custom_components" / "chastify" / "manifest.json"
# A busy machine is slow, which is no wrong use.
_SLOW: Final = re.compile(r"Updating state for \S+ .* took ")


def wrong_uses(log: str) -> list[str]:
    """Return the lines that report a wrong or deprecated use by the integration.

    They call it a custom integration, or ask for a report at its issue tracker.
    """
    manifest = json.loads(_MANIFEST.read_text("utf-8"))
    domain, tracker = map(re.escape, (manifest["domain"], manifest["issue_tracker"]))
    reported = re.compile(
        rf"custom integration '{domain}'|'{domain}' custom integration|{tracker}"
        rf"|Platform {domain} does not generate unique IDs"
    )
    return [
        line
        for line in log.splitlines()
        if reported.search(line) and not _SLOW.search(line)
    ]
