"""A release: the content of its zip, and that it isn't public before its zip and its tests."""

import json
from pathlib import Path
import subprocess
from typing import Any, Final
from zipfile import ZipFile

from awesomeversion import AwesomeVersion
import pytest

from homeassistant.util.yaml import load_yaml_dict

from .files import ROOT, manifest

_WORKFLOWS: Final = ROOT / ".github" / "workflows"
_FOLDER: Final = "custom_components/chastify"
# YAML reads "on" as true.
_ON: Final[Any] = True


def git(*arguments: str) -> str:
    """Return the output of git in the repository."""
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def make_zip(tag: str, file: Path) -> subprocess.CompletedProcess[str]:
    """Make the zip of a tag, from another folder than the repository's."""
    return subprocess.run(
        [ROOT / "script" / "zip", tag, file.name],
        cwd=file.parent,
        check=False,
        capture_output=True,
        text=True,
    )


def workflow(name: str) -> dict[Any, Any]:
    """Return a workflow of the continuous integration."""
    return load_yaml_dict(_WORKFLOWS / f"{name}.yml")


def commands(job: dict[str, Any]) -> str:
    """Return the commands of the steps of a job."""
    return "\n".join(step.get("run", "") for step in job["steps"])


@pytest.mark.parametrize("version", ["1.2.3", "0.10.0", "1.2.3-beta.4"])
def test_the_zip_holds_the_integration_with_the_version_and_the_licence(
    tmp_path: Path, version: str
) -> None:
    status = git("status", "--porcelain")
    file = tmp_path / "chastify.zip"
    file.write_text("of another release")

    made = make_zip(f"v{version}", file)

    assert made.returncode == 0, made.stderr
    with ZipFile(file) as packed:
        assert packed.testzip() is None
        content = {
            name: packed.read(name)
            for name in packed.namelist()
            if not name.endswith("/")
        }
    committed = git("ls-tree", "-r", "--name-only", f"HEAD:{_FOLDER}").split()
    assert set(content) == {*committed, "LICENSE"}
    assert content["LICENSE"].decode() == git("show", "HEAD:LICENSE")
    assert json.loads(content["manifest.json"]) == {**manifest(), "version": version}
    assert AwesomeVersion(version).valid
    assert git("status", "--porcelain") == status


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "latest",
        "v",
        "vnext",
        "1.2.3",
        "v1.2",
        "v1.2.3.4",
        "v01.2.3",
        "v1.2.3-",
        "v1.2.3-beta",
        "v1.2.3x",
        "v1.2.3\n",
        "v1.2.3/../../x",
        'v1.2.3"',
    ],
)
def test_a_tag_that_is_no_version_is_refused(tmp_path: Path, tag: str) -> None:
    file = tmp_path / "chastify.zip"

    made = make_zip(tag, file)

    assert made.returncode != 0
    assert "is no version" in made.stderr
    assert not file.exists()


def test_a_release_is_made_by_a_tag_and_after_the_tests() -> None:
    release = workflow("release")
    jobs = release["jobs"]

    assert release[_ON] == {"push": {"tags": ["v*"]}}
    assert jobs["release"]["needs"] == "test"
    assert jobs["test"]["uses"] == "./.github/workflows/test.yml"
    # A tag that is no version runs no tests.
    assert jobs["test"]["needs"] == "version"
    assert "script/zip" in commands(jobs["version"])
    assert "workflow_call" in workflow("test")[_ON]


def test_a_release_is_public_only_with_its_zip() -> None:
    run = commands(workflow("release")["jobs"]["release"])
    name = json.loads((ROOT / "hacs.json").read_text("utf-8"))["filename"]

    made, drafted, published = (
        run.index(command)
        for command in ("script/zip", "gh release create", "gh release edit")
    )
    assert made < drafted < published
    assert "--draft" in run[:drafted]
    assert f"/{name}" in run[drafted:published]
    assert "--draft=false" in run[published:]


def test_only_what_publishes_may_write() -> None:
    found = {
        (file.stem, job)
        for file in _WORKFLOWS.glob("*.yml")
        for job, content in workflow(file.stem)["jobs"].items()
        if "write" in content["permissions"].values()
    }
    assert found == {("release", "release")}
    assert all(workflow(f.stem)["permissions"] == {} for f in _WORKFLOWS.glob("*.yml"))
