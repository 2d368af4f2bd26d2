"""People who are described through the control interface."""

from .accounts import Person, person_named
from .fields import Fields


def read_person(fields: Fields, current: Person | None) -> Person:
    """Return a person; fields that are left out are as they are with the current one.

    Without a current one the username is required.
    """
    fields.only("username", "last_seen", "hides_last_seen", "profile")
    if current is None:
        current = person_named(fields.text("username"), None)
    return Person(
        username=fields.optional("username", fields.text, current.username),
        last_seen=(
            fields.nullable("last_seen", fields.number)
            if "last_seen" in fields
            else current.last_seen
        ),
        hides_last_seen=fields.optional(
            "hides_last_seen", fields.flag, current.hides_last_seen
        ),
        profile=fields.optional("profile", fields.object, current.profile),
    )
