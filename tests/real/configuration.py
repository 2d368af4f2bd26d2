"""The configuration directory that a real Home Assistant starts from."""

from datetime import UTC, datetime
import json
from pathlib import Path

from .ports import LOOPBACK

ROOT = Path(__file__).parents[2]

# The parts that are shown, and none that look for devices or talk to the internet.
_CONFIGURATION = """\
homeassistant:
  name: Chastify
  latitude: 52.37
  longitude: 4.9
  elevation: 0
  unit_system: metric
  currency: EUR
  country: NL
  time_zone: {time_zone}

config:
conversation:
frontend:
history:
logbook:
mobile_app:
recorder:
  commit_interval: 1
automation: !include automations.yaml
script: !include scripts.yaml
logger:
  default: warning
  logs:
    custom_components.chastify: debug
"""


def prepare(
    folder: Path, port: int, time_zone: str, components: Path, more: str
) -> None:
    """Make the directory, or mend what it needs; what Home Assistant keeps in it stays.

    `more` follows in configuration.yaml.
    """
    storage = folder / ".storage"
    storage.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    _write_new(
        folder / "configuration.yaml",
        _CONFIGURATION.format(time_zone=time_zone) + more,
    )
    _write_new(folder / "automations.yaml", "[]\n")
    _write_new(folder / "scripts.yaml", "{}\n")
    _link(folder / "custom_components", components)
    # File by file, since Home Assistant looks into no folder that is a link.
    for blueprint in (ROOT / "blueprints").glob("**/*.yaml"):
        _link(folder / blueprint.relative_to(ROOT), blueprint)
    _write_listener(storage / "http", port)
    onboarding = storage / "onboarding"
    if not onboarding.exists():
        # Only the user is left; the other steps would want the internet.
        done = ["core_config", "analytics", "integration"]
        _write_stored(onboarding, "onboarding", 4, 1, {"done": done})


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(target, target_is_directory=target.is_dir())


def _write_listener(path: Path, port: int) -> None:
    """Write where to listen as if it had been set in the user interface.

    As `http:` in configuration.yaml it would be tried for five minutes only, after which Home
    Assistant restarts on port 8123 of all interfaces.
    """
    listener = {
        "server_host": [LOOPBACK],
        "server_port": port,
        "cors_allowed_origins": ["https://cast.home-assistant.io"],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": datetime.now(UTC).isoformat(),
        "error": None,
        "error_message": None,
    }
    content = {"stable": listener, "pending": None, "yaml_migration_done": True}
    _write_stored(path, "http", 2, 2, content)


def _write_stored(
    path: Path, key: str, version: int, minor_version: int, data: object
) -> None:
    content = {
        "version": version,
        "minor_version": minor_version,
        "key": key,
        "data": data,
    }
    path.write_text(json.dumps(content), "utf-8")


def _write_new(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text, "utf-8")
