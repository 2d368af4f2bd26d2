"""The public address of the repository is the same wherever it stands."""

from pathlib import Path
import re
import shutil
import subprocess
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest

from .blueprint_files import blueprints, imported_by, rows
from .files import INTEGRATION, ROOT, manifest, repository_files, texts

_HOST: Final = r"(?:github\.com|raw\.githubusercontent\.com|api\.github\.com/repos)"
_ADDRESS: Final = re.compile(_HOST + r"[/:]([\w.-]+)/([\w-]+(?:\.[\w-]+)*)")
OTHER: Final = ("some-owner", "some-repo")
_MY_LINK: Final = re.compile(
    r"https://my\.home-assistant\.io/redirect/hacs_repository/?\?[^\s)\"'>\]]+"
)


def address(root: Path) -> tuple[str, str]:
    """Return owner and name of the repository as the manifest has them."""
    match = _ADDRESS.search(str(manifest(root)["documentation"]))
    assert match is not None
    return match[1], match[2]


def is_ours(owner: str, name: str, address: tuple[str, str]) -> bool:
    """Tell an address of this project, right or wrong, from one of another project."""
    return (
        owner == address[0]
        or name.removesuffix(".git") == address[1]
        or "chastify" in f"{owner}/{name}".lower()
    )


def named_addresses(root: Path, names: list[str]) -> set[tuple[str, str, str]]:
    """Return file, owner and name of every address of this project."""
    expected = address(root)
    mention = re.compile(rf"(?<![\w.])@({re.escape(expected[0])}|[\w-]*chastify[\w-]*)")
    found: set[tuple[str, str, str]] = set()
    for file, text in texts(root, names):
        found |= {
            (file, match[1], match[2].removesuffix(".git"))
            for match in _ADDRESS.finditer(text)
            if is_ours(match[1], match[2], expected)
        }
        found |= {
            (file, match[1], expected[1])
            for match in mention.finditer(text)
            if file.endswith(("manifest.json", ".md")) or "CODEOWNERS" in file
        }
        for link in _MY_LINK.findall(text):
            parameters = parse_qs(urlsplit(link).query)
            found.add((file, parameters["owner"][0], parameters["repository"][0]))
    return found


def places_that_differ(root: Path, names: list[str]) -> set[tuple[str, str, str]]:
    """Return the addresses that aren't the manifest's."""
    expected = address(root)
    return {
        place for place in named_addresses(root, names) if place[1:] != tuple(expected)
    }


def test_all_places_name_the_address_of_the_manifest() -> None:
    assert not places_that_differ(ROOT, repository_files())


def test_the_manifest_agrees_with_itself() -> None:
    owner, name = address(ROOT)
    content = manifest()
    assert content["documentation"] == f"https://github.com/{owner}/{name}"
    assert content["issue_tracker"] == f"https://github.com/{owner}/{name}/issues"
    assert content["codeowners"] == [f"@{owner}"]


@pytest.mark.parametrize("file", ["README.md", "docs/trouble.md"])
def test_the_pages_name_the_address(file: str) -> None:
    assert (file, *address(ROOT)) in named_addresses(ROOT, [file])


def test_the_link_to_hacs_names_the_address() -> None:
    links = _MY_LINK.findall((ROOT / "README.md").read_text("utf-8"))
    assert len(links) == 1
    parameters = parse_qs(urlsplit(links[0]).query)
    assert parameters == {
        "owner": [address(ROOT)[0]],
        "repository": [address(ROOT)[1]],
        "category": ["integration"],
    }


def test_the_links_to_the_flow_name_the_domain() -> None:
    links = {
        link
        for _, text in texts(ROOT, ["README.md", "docs/setup.md"])
        for link in re.findall(r"my\.home-assistant\.io/redirect/config_flow\S+", text)
    }
    assert links
    assert {
        parse_qs(urlsplit(link.rstrip(").")).query)["domain"][0] for link in links
    } == {INTEGRATION.name}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the repository that has its own index."""
    for name in repository_files():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, timeout=60)
    return tmp_path


def publish_as(root: Path, to: str) -> None:
    """Run the script of a copy."""
    subprocess.run(
        [root / "script" / "publish-as", to], cwd=root, check=True, timeout=60
    )


def contents(root: Path, names: list[str]) -> dict[str, bytes]:
    """Return the content of files by their paths."""
    return {name: (root / name).read_bytes() for name in names}


def test_publish_as_rewrites_every_place(copy: Path) -> None:
    names = repository_files()
    places = {place[0] for place in named_addresses(copy, names)}
    publish_as(copy, "/".join(OTHER))
    assert named_addresses(copy, names) == {(place, *OTHER) for place in places}
    content = manifest(copy)
    assert content["codeowners"] == [f"@{OTHER[0]}"]
    assert content["documentation"] == f"https://github.com/{'/'.join(OTHER)}"
    assert content["issue_tracker"] == f"https://github.com/{'/'.join(OTHER)}/issues"
    assert content["domain"] == INTEGRATION.name
    assert (copy / "custom_components" / INTEGRATION.name / "manifest.json").exists()


def test_publish_as_rewrites_blueprints_and_the_links_that_import_them(
    copy: Path,
) -> None:
    publish_as(copy, "/".join(OTHER))
    folder = f"https://github.com/{'/'.join(OTHER)}/blob/main/blueprints"
    for path, row in rows(copy).items():
        assert imported_by(row) == f"{folder}/{path}"
    for path, blueprint in blueprints(copy).items():
        assert blueprint["source_url"] == f"{folder}/{path}"


def test_publish_as_can_be_taken_back(copy: Path) -> None:
    names = repository_files()
    before = contents(copy, names)
    publish_as(copy, "/".join(OTHER))
    assert contents(copy, names) != before
    publish_as(copy, "/".join(address(ROOT)))
    assert contents(copy, names) == before


@pytest.mark.parametrize("wrong", ["", "owner", "owner/", "/name", "a/b/c", "a b/c"])
def test_publish_as_refuses_what_is_no_address(copy: Path, wrong: str) -> None:
    names = repository_files()
    before = contents(copy, names)
    refused = subprocess.run(
        [copy / "script" / "publish-as", wrong],
        cwd=copy,
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert refused.returncode != 0
    assert refused.stderr
    assert contents(copy, names) == before
