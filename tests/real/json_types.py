"""Types of JSON as it comes from Home Assistant and the simulator."""

from typing import Any

# What lies deeper is read where its shape is known.
type JsonObject = dict[str, Any]
