"""Changes of entities that a person makes in the settings of Home Assistant."""

from tests.end_to_end.account import Account


async def change_entity(account: Account, key: str, **changes: object) -> None:
    """Change the registry's entry of an entity, `sensor.role`: its name, id, or `disabled_by`."""
    entity_id = (await account.entity_ids())[key]
    async with account.home.websocket() as websocket:
        await websocket.command(
            "config/entity_registry/update", entity_id=entity_id, **changes
        )


async def disable_entity(account: Account, key: str) -> None:
    """Disable an entity."""
    await change_entity(account, key, disabled_by="user")


async def remove_entity(account: Account, key: str) -> None:
    """Remove an entity."""
    entity_id = (await account.entity_ids())[key]
    async with account.home.websocket() as websocket:
        await websocket.command("config/entity_registry/remove", entity_id=entity_id)
