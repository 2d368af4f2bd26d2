"""The state that script/develop keeps from one start to the next."""

from dataclasses import dataclass
import json
from pathlib import Path
import secrets

OWNER = "develop"


def owner_password(folder: Path) -> str:
    """Return the password of the owner, a new one where there is none yet.

    It isn't the same everywhere: a page in the browser could try it on a lock that is real.
    """
    path = folder / "password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9), "utf-8")
    return path.read_text("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry of Home Assistant, which isn't running now."""

    entry_id: str
    token: str
    base_url: str


def stored_entries(folder: Path, domain: str) -> list[StoredEntry]:
    """Return the entries of our integration, none where Home Assistant has never run."""
    path = folder / ".storage/core.config_entries"
    if not path.exists():
        return []
    return [
        StoredEntry(
            entry_id=entry["entry_id"],
            token=entry["data"]["api_token"],
            base_url=entry["data"]["base_url"],
        )
        for entry in json.loads(path.read_text("utf-8"))["data"]["entries"]
        if entry["domain"] == domain
    ]
