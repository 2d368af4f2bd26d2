"""What tools for language models say of themselves and answer, on every supported Home Assistant."""

try:
    from homeassistant.helpers.llm import ToolAnnotations, ToolResult
except ImportError:
    # Before 2026.10 tools had no annotations, and their answers were plain objects.
    from dataclasses import dataclass

    from homeassistant.util.json import JsonObjectType, JsonValueType

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ToolAnnotations:  # type: ignore[no-redef] # only where Home Assistant has none
        """Properties of a tool."""

        read_only: bool = False
        destructive: bool = True
        idempotent: bool = False
        open_world: bool = True

    class ToolResult(dict[str, JsonValueType]):  # type: ignore[no-redef] # the same
        """The answer of a tool."""

        def __init__(self, data: JsonObjectType, *, error: bool = False) -> None:
            """Be the object; an error is told by what is in it."""
            super().__init__(data)


__all__ = ["ToolAnnotations", "ToolResult"]
