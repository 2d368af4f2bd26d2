"""People in an answer: fields with the role in front, and objects."""

from datetime import UTC, datetime

import pytest

from custom_components.chastify.api import (
    ChastifyClient,
    JsonObject,
    JsonValue,
    Session,
)
from tests.simulator import Fault, Simulator

ENVELOPES = [None, "data", "result", "session"]
THE_MOMENT = datetime(2025, 2, 15, 17, 28, 25, 123000, UTC)
PERSON: JsonObject = {
    "username": "cat",
    "displayName": "Cat",
    "level": 3,
    "lastSeenTimestamp": 1739640505123,
    "lastSeen": "yesterday",
    "last_seen_at": 5,
    "LastSeenText": "5 minutes ago",
    "badges": ["a"],
}


async def read(
    client: ChastifyClient, simulator: Simulator, body: JsonValue
) -> Session:
    """Return what the client makes of an answer with that body."""
    simulator.order(Fault(body=body))
    return await client.get_session()


@pytest.mark.parametrize("role", ["wearer", "keyholder"])
@pytest.mark.parametrize("place", ["session", "lock", "lockData", "lockData in lock"])
@pytest.mark.parametrize("envelope", ENVELOPES)
async def test_person_is_read_from_an_object(
    client: ChastifyClient,
    simulator: Simulator,
    envelope: str | None,
    place: str,
    role: str,
) -> None:
    person: JsonObject = {role: PERSON}
    bodies: dict[str, JsonObject] = {
        "session": {"lock": {}, **person},
        "lock": {"lock": person, "lockData": {}},
        "lockData": {"lockData": person},
        "lockData in lock": {"lock": {"lockData": person}},
    }

    body: JsonObject = bodies[place]
    if envelope is not None:
        body = {envelope: body}
    session = await read(client, simulator, body)

    lock_data = session.lock_data
    found = lock_data.wearer if role == "wearer" else lock_data.keyholder
    assert (found.username, found.last_seen) == ("cat", THE_MOMENT)
    assert found.details == {"display_name": "Cat", "level": 3}
    assert not session.unknown_fields
    assert not lock_data.unknown_fields


@pytest.mark.parametrize(
    ("flat", "username", "last_seen"),
    [
        ({}, "cat", THE_MOMENT),
        ({"wearerUsername": " cat "}, "cat", THE_MOMENT),
        ({"wearerUsername": "dog"}, None, THE_MOMENT),
        ({"wearerUsername": None}, None, THE_MOMENT),
        ({"wearerLastSeenTimestamp": "1739640505.123"}, "cat", THE_MOMENT),
        # Null is a word too: that person hides it.
        ({"wearerLastSeenTimestamp": None}, "cat", None),
    ],
)
@pytest.mark.parametrize("place", ["session", "lock", "lockData"])
async def test_object_and_fields_of_a_person_have_to_agree(
    client: ChastifyClient,
    simulator: Simulator,
    place: str,
    flat: JsonObject,
    username: str | None,
    last_seen: datetime | None,
) -> None:
    lock_data = flat | {"wearerLevel": 4, "wearerMood": "good"}
    person: JsonObject = {"wearer": PERSON}
    bodies: dict[str, JsonObject] = {
        "session": {"lockData": lock_data, **person},
        "lock": {"lockData": lock_data, "lock": person},
        "lockData": {"lockData": lock_data | person},
    }

    found = (await read(client, simulator, bodies[place])).lock_data.wearer

    assert (found.username, found.last_seen) == (username, last_seen)
    assert found.details == {"display_name": "Cat", "mood": "good"}


@pytest.mark.parametrize("person", ["cat", 5, ["cat"], None])
async def test_person_that_is_no_object_is_an_unknown_field(
    client: ChastifyClient, simulator: Simulator, person: JsonValue
) -> None:
    body: JsonObject = {"lockData": {"wearer": person}, "wearer": person}
    session = await read(client, simulator, body)

    assert session.lock_data.wearer.username is None
    assert session.unknown_fields == {"wearer": person}
    assert session.lock_data.unknown_fields == {"wearer": person}
