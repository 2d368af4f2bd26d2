"""Its entry: another version than ours, and other data."""

from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult


class FormerConfigFlow(ConfigFlow, domain="chastify"):
    """Takes a token."""

    VERSION = 19

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Make the entry of the wearer's token."""
        await self.async_set_unique_id("chastify")
        return self.async_create_entry(
            title="Chastify - jonny5509",
            data={"token": "sim-wearer-token"},
            options={"daily_congratulations": True},
        )
