"""The frozen clock, and the fixtures' functions that let time pass."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

type Advance = Callable[[float], Awaitable[None]]
type PassTime = Callable[[float], Coroutine[Any, Any, None]]

NOW = "2026-06-01 12:00:00+00:00"
