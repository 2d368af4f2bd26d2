"""The shape of answers, as it comes through the control interface."""

from typing import Any, get_args

from .fields import Fields
from .shapes import (
    PLAIN,
    BooleanForm,
    CodeCase,
    CodePlace,
    Envelope,
    LockDataPlace,
    MomentForm,
    NoLockForm,
    NumberForm,
    PeoplePlace,
    Shape,
    Success,
)


def read_shape(fields: Fields) -> Shape:
    """Return a shape; fields that are left out are as documented."""
    fields.only(*Shape.__slots__)
    return Shape(
        envelope=_nullable(fields, "envelope", get_args(Envelope.__value__)),
        success=_nullable(fields, "success", get_args(Success.__value__)),
        lock_data=_one_of(fields, "lock_data", get_args(LockDataPlace.__value__)),
        people=_one_of(fields, "people", get_args(PeoplePlace.__value__)),
        booleans=_one_of(fields, "booleans", get_args(BooleanForm.__value__)),
        numbers=_one_of(fields, "numbers", get_args(NumberForm.__value__)),
        moments=_one_of(fields, "moments", get_args(MomentForm.__value__)),
        no_lock=_one_of(fields, "no_lock", get_args(NoLockForm.__value__)),
        code=_one_of(fields, "code", get_args(CodePlace.__value__)),
        code_case=_one_of(fields, "code_case", get_args(CodeCase.__value__)),
        errors_in_envelope=fields.optional(
            "errors_in_envelope", fields.flag, PLAIN.errors_in_envelope
        ),
    )


# Any: get_args has no types, and the fields of Shape give them to the results.
def _one_of(fields: Fields, name: str, choices: tuple[Any, ...]) -> Any:
    """Return one of the choices, the first where the field is left out."""
    return fields.choice(name, *choices) if name in fields else choices[0]


def _nullable(fields: Fields, name: str, choices: tuple[Any, ...]) -> Any:
    """Return one of the choices, None where the field is null or left out."""
    if name not in fields or fields.value(name) is None:
        return None
    return fields.choice(name, *choices)
