"""The state that script/develop keeps from one start to the next."""

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


def address_of_entry(folder: Path, domain: str) -> str | None:
    """Return the service's address in the entry of Home Assistant, which isn't running now.

    None: there is no entry yet.
    """
    path = folder / ".storage/core.config_entries"
    if not path.exists():
        return None
    for entry in json.loads(path.read_text("utf-8"))["data"]["entries"]:
        if entry["domain"] == domain:
            address: str = entry["data"]["base_url"]
            return address
    return None
