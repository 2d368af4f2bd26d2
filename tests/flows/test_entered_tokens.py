"""Pasted tokens: invisible characters are removed, others that can't be sent are told."""

import pytest

from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests.added_account import CONF_BASE_URL, Account
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Simulator

from .account_forms import form, refuse_running_account, start, submit

UNSEEN = {
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "left-to-right isolate": "\u2066",
    "end of an isolate": "\u2069",
    "left-to-right embedding": "\u202a",
    "end of an embedding": "\u202c",
    "variation selector": "\ufe0f",
    "combining grapheme joiner": "\u034f",
    "Hangul filler": "\u3164",
    "Mongolian vowel separator": "\u180e",
    "tag": "\U000e0020",
    "null": "\0",
    "escape": "\x1b",
    "delete": "\x7f",
    "line feed": "\n",
    "carriage return and line feed": "\r\n",
    "line separator": "\u2028",
    "next line": "\x85",
    "line break with an indentation": " \n    ",
}
FIRST, SECOND = WEARER_TOKEN[:7], WEARER_TOKEN[7:]

ENTERED = [
    f"  {WEARER_TOKEN}\n",
    f"\u00a0{WEARER_TOKEN}\u3000",
    f'"{WEARER_TOKEN}"',
    f"'{WEARER_TOKEN}'",
    f"„{WEARER_TOKEN}“",
    f"« {WEARER_TOKEN} »",
    f"`{WEARER_TOKEN}`",
    f"Bearer {WEARER_TOKEN}",
    f' "bearer  {WEARER_TOKEN}" ',
    f"Bearer '{WEARER_TOKEN}'",
    f"Bearer Bearer {WEARER_TOKEN}",
    f"Bearer\u00a0{WEARER_TOKEN}",
    f"Bearer\n{WEARER_TOKEN}",
    f"Authorization: Bearer {WEARER_TOKEN}",
    f"authorization:bearer\t{WEARER_TOKEN}",
    f"Authorization: {WEARER_TOKEN}",
    f'"Authorization": "Bearer {WEARER_TOKEN}"',
    f"\u200bAutho\u00adrization:\u200e Bea\u200brer \u202a{WEARER_TOKEN}\u202c\r\n",
]


@pytest.mark.parametrize(
    "entered",
    [
        *ENTERED,
        *(FIRST + unseen + SECOND for unseen in UNSEEN.values()),
        *(unseen + WEARER_TOKEN + unseen for unseen in UNSEEN.values()),
    ],
    ids=ascii,
)
async def test_what_copying_brings_along_is_taken_off_the_token(
    hass: HomeAssistant, simulator: Simulator, entered: str
) -> None:
    result = await submit(hass, await start(hass), form(entered, simulator.url))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_API_TOKEN] == WEARER_TOKEN


UNSENDABLE = [
    "",
    '""',
    "\u200b",
    "Bearer ",
    "Authorization:",
    "two words",
    "tab\ttab",
    "tökén",
    "日本",
]


@pytest.mark.parametrize("token", UNSENDABLE, ids=ascii)
async def test_what_can_not_be_sent_is_not_told_as_a_refusal(
    hass: HomeAssistant, simulator: Simulator, token: str
) -> None:
    flow_id = await start(hass)

    result = await submit(hass, flow_id, form(token, simulator.url))

    assert result["errors"] == {"base": "invalid_token_characters"}
    assert not simulator.requests
    result = await submit(hass, flow_id, form(WEARER_TOKEN, simulator.url))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_new_token_is_cleaned_when_it_is_asked_for(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    flow_id = await refuse_running_account(hass, simulator, account, advance)
    simulator.restore(WEARER_TOKEN)
    simulator.clear_requests()

    result = await submit(hass, flow_id, {CONF_API_TOKEN: "tökén"})
    assert result["errors"] == {"base": "invalid_token_characters"}
    assert not simulator.requests

    entered = f"Authorization: Bearer {FIRST}\u00ad\r\n{SECOND}\u200b"
    result = await submit(hass, flow_id, {CONF_API_TOKEN: entered})
    assert result["reason"] == "reauth_successful"
    assert account.entry.data[CONF_API_TOKEN] == WEARER_TOKEN


async def test_token_is_cleaned_where_it_is_changed(
    hass: HomeAssistant, simulator: Simulator, account: Account
) -> None:
    flow_id = (await account.entry.start_reconfigure_flow(hass))["flow_id"]
    simulator.clear_requests()

    result = await submit(hass, flow_id, form("two words", simulator.url))
    assert result["errors"] == {"base": "invalid_token_characters"}
    assert not simulator.requests

    # Nothing can be seen in the field, so it is an empty one.
    result = await submit(hass, flow_id, form("\u200b\u2060", simulator.url))
    assert result["reason"] == "reconfigure_successful"
    assert account.entry.data == {
        CONF_API_TOKEN: WEARER_TOKEN,
        CONF_BASE_URL: simulator.url,
    }
