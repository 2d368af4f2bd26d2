"""The files of the repository, and names that none of them holds."""

import os
from pathlib import Path
import re
from typing import Final

import pytest

from .files import ROOT, repository_files, texts

TOP_LEVEL: Final = {
    "LICENSE",
    "README.md",
    "blueprints",
    "custom_components",
    "docs",
    "hacs.json",
    "pyproject.toml",
    "requirements_test.txt",
    "script",
    "tests",
}

# Put together here, so that this file doesn't name them.
REGISTRY_HOSTS: Final = [
    ".".join(labels)
    for labels in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
        ("crates", "io"),
        ("anaconda", "org"),
        ("proxy", "golang", "org"),
    )
]
PATH_OF_A_MACHINE: Final = re.compile(r"(?<![\w.$}])/(?:work|root|home|Users)/\w")


def scripts() -> list[str]:
    """Return the files in script/ and the workflows that run them."""
    return [
        name
        for name in repository_files()
        if name.startswith("script/") or name == ".ci/run"
    ]


def is_sourced(name: str) -> bool:
    """Tell whether a file is read by another script and never run."""
    return any(
        re.search(rf"^source {re.escape(name)}$", text, re.MULTILINE)
        for _, text in texts(ROOT, scripts())
    )


def executables() -> list[str]:
    """Return the files that are run."""
    return [name for name in scripts() if not is_sourced(name)]


def test_the_top_level_holds_nothing_else() -> None:
    top = {Path(name).parts[0] for name in repository_files()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_no_file_names_the_host_of_a_package_registry() -> None:
    found = [
        (name, host)
        for name, text in texts(ROOT, repository_files())
        for host in REGISTRY_HOSTS
        if host in text
    ]
    assert not found


def test_no_file_names_a_path_of_a_machine() -> None:
    found = [
        (name, match[0])
        for name, text in texts(ROOT, repository_files())
        for match in PATH_OF_A_MACHINE.finditer(text)
    ]
    found += [
        (name, str(ROOT))
        for name, text in texts(ROOT, repository_files())
        if str(ROOT) in text
    ]
    assert not found


@pytest.mark.parametrize("name", executables())
def test_a_script_can_be_run_from_anywhere(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    text = (ROOT / name).read_text("utf-8")
    shebang = text.splitlines()[0]
    assert shebang in ("#!/usr/bin/env bash", "#!/usr/bin/env python3")
    if shebang.endswith("bash"):
        assert "\nset -euo pipefail\n" in text
        assert '\ncd "$(dirname "$0")/.."\n' in text


def test_a_file_that_scripts_read_is_not_run() -> None:
    for name in set(scripts()) - set(executables()):
        assert not os.access(ROOT / name, os.X_OK)
