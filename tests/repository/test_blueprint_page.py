"""The table in docs/blueprints.md lists the files, and its links import them."""

import json
from typing import Final

import pytest

from .blueprint_files import blueprints, imported_by, name_of, rows
from .files import ROOT, manifest
from .page_parts import section

FILES: Final = blueprints(ROOT)
LISTED: Final = rows(ROOT)


def test_the_page_lists_the_files_and_no_others() -> None:
    assert FILES.keys() == LISTED.keys()


@pytest.mark.parametrize("path", LISTED)
def test_a_link_imports_the_file_of_its_row(path: str) -> None:
    folder = f"{manifest()['documentation']}/blob/main/blueprints"
    assert imported_by(LISTED[path]) == f"{folder}/{path}"


@pytest.mark.parametrize("path", FILES)
def test_a_blueprint_names_the_address_from_which_it_is_imported(path: str) -> None:
    assert FILES[path]["source_url"] == imported_by(LISTED[path])


@pytest.mark.parametrize("path", FILES)
def test_a_blueprint_is_called_as_on_the_page_and_has_a_section(path: str) -> None:
    (name, _, anchor) = LISTED[path][0].strip("[)").partition("](#")
    assert name.lower() == name_of(FILES[path]).lower()
    assert anchor == name.lower().replace(" ", "-")
    assert section("blueprints", name).strip()


@pytest.mark.parametrize("path", FILES)
def test_a_blueprint_is_of_its_folder_and_for_what_the_integration_needs(
    path: str,
) -> None:
    oldest = json.loads((ROOT / "hacs.json").read_text("utf-8"))["homeassistant"]
    assert FILES[path]["domain"] == path.partition("/")[0]
    assert str(FILES[path]["homeassistant"]["min_version"]) == oldest
