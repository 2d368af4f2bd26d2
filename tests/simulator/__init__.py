"""A simulator of the service's web API, for tests and for trying things by hand."""

from .accounts import Person, person_named
from .device import Device, Interval
from .extension_session import ExtensionSession
from .faults import Fault
from .json_types import JsonObject, JsonValue
from .lock import Lock, Task
from .recorded import RecordedRequest
from .shapes import ENVELOPED, EVERY_SHAPE, PLAIN, Shape
from .simulator import Simulator
from .state import (
    DEVELOPER_KEY,
    EXTENSION_MAIN_TOKEN,
    EXTENSION_SESSION_ID,
    KEYHOLDER_TOKEN,
    WEARER_TOKEN,
)

__all__ = [
    "DEVELOPER_KEY",
    "ENVELOPED",
    "EVERY_SHAPE",
    "EXTENSION_MAIN_TOKEN",
    "EXTENSION_SESSION_ID",
    "KEYHOLDER_TOKEN",
    "PLAIN",
    "WEARER_TOKEN",
    "Device",
    "ExtensionSession",
    "Fault",
    "Interval",
    "JsonObject",
    "JsonValue",
    "Lock",
    "Person",
    "RecordedRequest",
    "Shape",
    "Simulator",
    "Task",
    "person_named",
]
