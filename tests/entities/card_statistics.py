"""The statistics of an account as the cards of Home Assistant ask for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.auth.models import RefreshToken
from homeassistant.components.recorder.core import Recorder
from homeassistant.util import dt as dt_util
from tests.added_account import Account

# Local days in Berlin begin at 22:00 in UTC.
BEFORE: Final = "2026-05-31T22:00:00+00:00"


@dataclass(frozen=True)
class Statistics:
    """What a card is told of the statistics of an account."""

    account: Account
    recorder: Recorder
    open_page: WebSocketGenerator
    session: RefreshToken

    async def ask(self, message: Mapping[str, object]) -> Any:
        """Return the answer to a message of the card."""
        await self.recorder.async_block_till_done()
        hass = self.account.hass
        token = hass.auth.async_create_access_token(self.session)
        page = await self.open_page(hass, token)
        await page.send_json_auto_id({**message})
        received = await page.receive_json()
        assert received["success"], received
        return received["result"]

    async def of(self, key: str, period: str, kind: str) -> dict[str, float]:
        """Return the values of a total by the local beginning of their period, without zeros."""
        entity_id = self.account.entity_ids()[f"sensor.{key}"]
        found = await self.ask(
            {
                "type": "recorder/statistics_during_period",
                "start_time": BEFORE,
                "statistic_ids": [entity_id],
                "period": period,
                "types": [kind],
                "units": {"duration": "h"},
            }
        )
        return {
            f"{dt_util.as_local(begun):%d %H}": row[kind]
            for row in found[entity_id]
            if row[kind]
            for begun in [dt_util.utc_from_timestamp(row["start"] / 1000)]
        }

    async def changes(self, key: str, period: str = "hour") -> dict[str, float]:
        """Return how much came to a total in each hour or day."""
        return await self.of(key, period, "change")
