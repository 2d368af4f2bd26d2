"""The blueprints as files, and as the page of blueprints lists them."""

from pathlib import Path
import re
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from homeassistant.util.yaml import load_yaml_dict

from .page_parts import codes, table

FOLDER: Final = "blueprints"

_IMPORT: Final = "https://my.home-assistant.io/redirect/blueprint_import/"
_LINK: Final = re.compile(r"\((" + re.escape(_IMPORT) + r"[^)\s]*)\)")


def blueprints(root: Path) -> dict[str, dict[str, Any]]:
    """Return the metadata of each blueprint, by its path below the folder."""
    folder = root / FOLDER
    return {
        file.relative_to(folder).as_posix(): load_yaml_dict(file)["blueprint"]
        for file in sorted(folder.glob("**/*.yaml"))
    }


def name_of(blueprint: dict[str, Any]) -> str:
    """Return the name of a blueprint without that of the project."""
    return str(blueprint["name"]).removeprefix("Chastify: ")


def rows(root: Path) -> dict[str, list[str]]:
    """Return the rows of the page's table by the path of their blueprint."""
    page = (root / "docs" / "blueprints.md").read_text("utf-8")
    listed = table(page, "Blueprint")
    found = {codes(row[1])[0].removeprefix(f"{FOLDER}/"): row for row in listed}
    assert len(found) == len(listed)
    return found


def imported_by(row: list[str]) -> str:
    """Return the address that the link of a row imports."""
    (link,) = _LINK.findall(row[3])
    query = parse_qs(urlsplit(str(link)).query)
    assert query.keys() == {"blueprint_url"}
    return query["blueprint_url"][0]
