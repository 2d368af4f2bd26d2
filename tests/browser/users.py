"""Users of a running Home Assistant."""

from tests.real.websocket import Websocket

from .visitor import Person


async def add_user(websocket: Websocket, person: Person) -> None:
    """Add a user who is no administrator."""
    added = await websocket.command(
        "config/auth/create", name=person.name, group_ids=["system-users"]
    )
    await websocket.command(
        "config/auth_provider/homeassistant/create",
        user_id=added["user"]["id"],
        username=person.name,
        password=person.password,
    )
