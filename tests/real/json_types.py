"""Types of JSON as it comes from Home Assistant and the simulator."""

from typing import Any

# Deeper values are read where their shape is known.
type JsonObject = dict[str, Any]
