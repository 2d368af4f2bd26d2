"""Typed, validated access to the fields of a JSON object."""

from collections.abc import Callable
import math
from typing import Self

from .json_types import JsonObject, JsonValue


class InvalidField(Exception):
    """A field is missing or has a wrong value; the text is a sentence that says which."""


class Fields:
    """The fields of one JSON object.

    Every method raises InvalidField where the field is missing or wrong.
    """

    def __init__(self, values: JsonValue, where: str = "The body") -> None:
        """Take the object; `where` names it in the sentences of errors."""
        if not isinstance(values, dict):
            raise InvalidField(f"{where} must be a JSON object.")
        self._values: JsonObject = values
        self._where = where

    def __contains__(self, name: str) -> bool:
        """Return whether the field is there, null included."""
        return name in self._values

    def only(self, *names: str) -> Self:
        """Refuse fields of other names."""
        if unknown := sorted(self._values.keys() - set(names)):
            raise InvalidField(
                f"{self._where} has an unknown field: {', '.join(unknown)}."
            )
        return self

    def value(self, name: str) -> JsonValue:
        """Return a field of any type."""
        if name not in self._values:
            raise InvalidField(f"{name} is required.")
        return self._values[name]

    def nullable[Value](self, name: str, read: Callable[[str], Value]) -> Value | None:
        """Return the field as `read` gives it, None where it is null."""
        return None if self.value(name) is None else read(name)

    def optional[Value, Default](
        self, name: str, read: Callable[[str], Value], default: Default
    ) -> Value | Default:
        """Return the field as `read` gives it, the default where there is none."""
        return read(name) if name in self else default

    def text(self, name: str, shortest: int = 0, longest: int | None = None) -> str:
        """Return a string; the bounds are numbers of characters, both included."""
        value = self.value(name)
        if not isinstance(value, str):
            raise InvalidField(f"{name} must be a string.")
        if len(value) < shortest or (longest is not None and len(value) > longest):
            limits = (
                f"{shortest} to {longest}"
                if longest is not None
                else f"{shortest} or more"
            )
            raise InvalidField(f"{name} must have {limits} characters.")
        return value

    def choice(self, name: str, *choices: str) -> str:
        """Return a string that is one of the choices."""
        value = self.value(name)
        if not isinstance(value, str) or value not in choices:
            raise InvalidField(f"{name} must be one of {', '.join(choices)}.")
        return value

    def number(
        self, name: str, lowest: float | None = None, highest: float | None = None
    ) -> int | float:
        """Return a finite number; the bounds are included."""
        return checked_number(self.value(name), name, lowest, highest)

    def not_negative(self, name: str) -> int | float:
        """Return a number of 0 or more."""
        return self.number(name, lowest=0)

    def positive(self, name: str) -> int | float:
        """Return a number above 0."""
        return positive_number(self.value(name), name)

    def count(self, name: str) -> int:
        """Return a whole number of 0 or more."""
        value = self.not_negative(name)
        if not isinstance(value, int):
            raise InvalidField(f"{name} must be a whole number.")
        return value

    def flag(self, name: str) -> bool:
        """Return a boolean."""
        value = self.value(name)
        if not isinstance(value, bool):
            raise InvalidField(f"{name} must be true or false.")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of strings."""
        value = self.value(name)
        if not isinstance(value, list):
            raise InvalidField(f"{name} must be a list of strings.")
        strings = [item for item in value if isinstance(item, str)]
        if len(strings) != len(value):
            raise InvalidField(f"{name} must be a list of strings.")
        return strings

    def fields(self, name: str) -> Fields:
        """Return an object's fields."""
        return Fields(self.value(name), name)

    def object(self, name: str) -> JsonObject:
        """Return an object as it is."""
        return self.fields(name).values()

    def values(self) -> JsonObject:
        """Return a copy of the whole object."""
        return dict(self._values)


def checked_number(
    value: JsonValue,
    name: str,
    lowest: float | None = None,
    highest: float | None = None,
) -> int | float:
    """Return the value if it is a finite number within the bounds (included)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidField(f"{name} must be a number.")
    try:
        finite = math.isfinite(value)
    except OverflowError:
        finite = False
    if not finite:
        raise InvalidField(f"{name} must be a finite number.")
    if lowest is not None and value < lowest:
        raise InvalidField(f"{name} must be {lowest:g} or more.")
    if highest is not None and value > highest:
        raise InvalidField(f"{name} must be {highest:g} or less.")
    return value


def positive_number(value: JsonValue, name: str) -> int | float:
    """Return the value if it is a finite number above 0."""
    number = checked_number(value, name)
    if number <= 0:
        raise InvalidField(f"{name} must be above 0.")
    return number
