"""The abilities of hardware, as the answer of a session lists them.

The form is not documented: the lists are looked for in the answer and in its `device`.
"""

from dataclasses import dataclass
from typing import Self

from ..api import JsonValue
from ..api.hardware import DEVICE_COMMANDS, STARTS, DeviceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """Capabilities and commands; None where the answer lists none that we know."""

    capabilities: frozenset[str] | None = None
    commands: frozenset[str] | None = None

    @classmethod
    def of(cls, answer: JsonValue) -> Self:
        """Read the answer of a session."""
        return cls(
            capabilities=_known(_names(answer, "capabilities"), frozenset(DeviceKind)),
            commands=_known(
                _names(answer, "supportedCommands"), frozenset(DEVICE_COMMANDS)
            ),
        )

    def supports(self, command: str) -> bool:
        """Tell whether a start command may be supported; it may be where nothing is known."""
        if self.commands is not None:
            return command in self.commands
        if self.capabilities is not None:
            return STARTS[command].kind in self.capabilities
        return True

    def can(self, kind: DeviceKind) -> bool:
        """Tell whether a start command of a kind may be supported."""
        return any(
            self.supports(name) for name, start in STARTS.items() if start.kind is kind
        )


def _known(names: frozenset[str], ours: frozenset[str]) -> frozenset[str] | None:
    """Return the names that we know, None where there are none, as without a device."""
    return names & ours or None


def _names(answer: JsonValue, field: str) -> frozenset[str]:
    """Return the texts of a list in the answer."""
    if not isinstance(answer, dict):
        return frozenset()
    for source in (answer.get("device"), answer):
        listed = source.get(field) if isinstance(source, dict) else None
        if isinstance(listed, list):
            return frozenset(
                name.strip().lower() for name in listed if isinstance(name, str)
            )
    return frozenset()
