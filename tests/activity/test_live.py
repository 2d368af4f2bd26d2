"""Lines that come while the activity is open are those that are read from the recorder later."""

import pytest

from homeassistant.core import Context, HomeAssistant
from homeassistant.util import dt as dt_util
from tests.acting import read_after
from tests.added_account import Account
from tests.frozen_time import PassTime

from .lines import Activity, Line


@pytest.mark.parametrize(
    "activity_config", [{}, {"exclude": {"domains": ["button"]}}], ids=["all", "few"]
)
async def test_line_of_a_press_comes_at_once(
    hass: HomeAssistant,
    activity: Activity,
    account: Account,
    anna: str,
    pass_time: PassTime,
) -> None:
    client = await activity.connect(hass, activity.access_token)
    await client.send_json_auto_id(
        {"type": "logbook/event_stream", "start_time": dt_util.utcnow().isoformat()}
    )
    assert (await client.receive_json())["success"]
    await pass_time(1)
    await hass.async_block_till_done()

    async with read_after():
        await hass.services.async_call(
            "button",
            "press",
            {"entity_id": account.entity_ids()["button.add_time"]},
            blocking=True,
            context=Context(user_id=anna),
        )
    told: list[Line] = []
    while not told:
        await pass_time(1)
        message = await client.receive_json()
        told = [
            line
            for line in message["event"]["events"]
            if line.get("domain") == "chastify"
        ]

    (line,) = told
    assert line["message"] == "one hour added"
    assert line["context_user_id"] == anna
    await client.close()
