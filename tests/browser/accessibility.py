"""Violations that axe finds."""

from playwright.async_api import Locator

from tests.real.configuration import ROOT
from tests.real.json_types import JsonObject

_AXE = ROOT / "tests" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


async def violations(part: Locator) -> list[str]:
    """Return where a part of a page breaks WCAG 2.2 AA, as far as axe can tell."""
    if not await part.page.evaluate("'axe' in globalThis"):
        await part.page.add_script_tag(path=_AXE)
    found: JsonObject = await part.evaluate(
        "(part, tags) => axe.run(part, {runOnly: tags})", _WCAG_2_2_AA
    )
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
