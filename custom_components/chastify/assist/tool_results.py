"""Annotations and answers of tools for language models, for every supported Home Assistant."""

try:
    from homeassistant.helpers.llm import ToolAnnotations, ToolResult
except ImportError:
    # Before 2026.10 tools had no annotations, and their answers were plain dicts.
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
        """The answer of a tool; `error` has no other effect than the data."""

        def __init__(self, data: JsonObjectType, *, error: bool = False) -> None:
            """Hold the data."""
            super().__init__(data)


__all__ = ["ToolAnnotations", "ToolResult"]
