"""The lock that is meant where there are several, and its names."""

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, intent
from tests.acting import sent
from tests.added_account import Account
from tests.second_account import Other
from tests.simulator import Simulator

from .speaking import allow, expose, said

QUESTION = "How long am I still locked?"
ALL_NAMES = "Which lock do you mean? Say one of these names with it: sim_wearer, Berta."
HERE = "seven hours and 43 minutes."
THERE = "two hours."


def call(account: Account, name: str) -> None:
    """Give the device of a lock a name, as a person does."""
    dr.async_get(account.hass).async_update_device(
        account.entry.runtime_data.lock_device_id, name_by_user=name
    )


@pytest.fixture
def exposed(account: Account, other: Other) -> None:
    """Let assistants know everything about both locks."""
    expose(account)
    expose(other.account)


async def test_name_is_asked_for_where_two_locks_could_answer(
    hass: HomeAssistant, exposed: None
) -> None:
    assert await said(hass, QUESTION) == ALL_NAMES


async def test_account_is_named_where_locks_are_called_alike(
    hass: HomeAssistant, exposed: None
) -> None:
    told = {
        text: await said(hass, text)
        for text in (
            "How much time is left on the lock of Berta?",
            "how much time is left on Berta's lock",
            "how much time is left on the lock of sim_wearer",
            # As a recognizer of speech writes it.
            "how much time is left on the lock of Sim Wearer",
        )
    }
    assert [*told.values()] == [
        f"Berta: The time runs for another {THERE}",
        f"Berta: The time runs for another {THERE}",
        f"sim_wearer: The time runs for another {HERE}",
        f"sim_wearer: The time runs for another {HERE}",
    ]


async def test_name_that_a_person_gave_the_device_is_understood_and_told(
    hass: HomeAssistant, account: Account, exposed: None
) -> None:
    call(account, "Anna's little lock")

    assert await said(hass, QUESTION) == (
        "Which lock do you mean? Say one of these names with it:"
        " Anna's little lock, Berta."
    )
    # A name is understood though a part is missing or written otherwise.
    for name in ("Anna", "ANNA", "little Ánna", "Anna's little"):
        assert await said(hass, f"How much time is left on the lock of {name}?") == (
            f"Anna's little lock: The time runs for another {HERE}"
        )
    # The account's name stays one.
    assert await said(hass, "How much time is left on the lock of sim_wearer?") == (
        f"Anna's little lock: The time runs for another {HERE}"
    )


async def test_name_of_no_lock_is_told_with_those_that_there_are(
    hass: HomeAssistant, exposed: None
) -> None:
    assert await said(hass, "How much time is left on the lock of Zoe?") == (
        'No lock is called "Zoe". The names are: sim_wearer, Berta.'
    )


async def test_name_that_two_locks_share_is_asked_for_again(
    hass: HomeAssistant, account: Account, other: Other, exposed: None
) -> None:
    call(account, "Anna blue")
    call(other.account, "Anna red")

    assert await said(hass, "How much time is left on the lock of Anna?") == (
        "Which lock do you mean? Say one of these names with it: Anna blue, Anna red."
    )
    assert await said(hass, "How much time is left on the lock of Anna red?") == (
        f"Anna red: The time runs for another {THERE}"
    )


async def test_whole_name_comes_before_a_part_of_another(
    hass: HomeAssistant, account: Account, other: Other, exposed: None
) -> None:
    call(account, "Anna")
    call(other.account, "Anna Berta")

    assert await said(hass, "How much time is left on the lock of Anna?") == (
        f"Anna: The time runs for another {HERE}"
    )


async def test_only_lock_that_is_exposed_needs_no_name(
    hass: HomeAssistant, account: Account, other: Other
) -> None:
    expose(other.account, ["sensor.time_remaining"])

    assert await said(hass, QUESTION) == f"Berta: The time runs for another {THERE}"
    assert await said(hass, "How much time is left on the lock of sim_wearer?") == (
        "Assistants are not told this about the lock. Expose its entity in"
        ' the settings of Home Assistant, under "Voice assistants", "Expose".'
    )


async def test_only_lock_may_be_named_and_is_not_in_the_answer(
    hass: HomeAssistant, account: Account
) -> None:
    expose(account)
    call(account, "Anna")

    for text in (QUESTION, "How much time is left on the lock of Anna?"):
        assert await said(hass, text) == f"The time runs for another {HERE}"
    assert await said(hass, "How much time is left on the lock of Zoe?") == (
        'No lock is called "Zoe". The names are: Anna.'
    )


async def test_account_that_is_not_loaded_keeps_its_name(
    hass: HomeAssistant,
    account: Account,
    other: Other,
    exposed: None,
    simulator: Simulator,
) -> None:
    call(account, "Anna Lena")
    call(other.account, "Anna")
    for each in (account, other.account):
        allow(each, "add_time")
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(other.account.entry.entry_id)

    assert await said(hass, "How much time is left on the lock of Anna?") == (
        "Anna: Chastify can't be reached at the moment. Ask again later."
    )
    assert "is not loaded" in await said(hass, "Add ten minutes to Anna's lock")
    assert "Which lock do you mean?" in await said(hass, "Add ten minutes")
    assert not sent(simulator) + sent(other.simulator)


async def test_name_that_is_written_as_said_comes_before_one_that_sounds_alike(
    hass: HomeAssistant, account: Account, other: Other, exposed: None
) -> None:
    call(account, "Jona")
    call(other.account, "Jonas")
    allow(account, "add_time")
    await hass.async_block_till_done()

    assert await said(hass, "How much time is left on the lock of Jonas?") == (
        f"Jonas: The time runs for another {THERE}"
    )
    # The one that is meant doesn't allow it.
    assert "may not send" in await said(hass, "Add ten minutes to the lock of Jonas")


async def test_accounts_that_nothing_tells_apart_are_numbered(
    hass: HomeAssistant, account: Account, other: Other, exposed: None
) -> None:
    for each in (account, other.account):
        hass.config_entries.async_update_entry(each.entry, title="Chastify")
    await hass.async_block_till_done()

    assert "Chastify 1, Chastify 2" in await said(hass, QUESTION)
    assert (
        await said(hass, "How much time is left on the lock called Chastify 2")
    ).startswith("Chastify 2: ")


async def test_names_are_not_told_where_nothing_else_is(
    hass: HomeAssistant, account: Account, other: Other
) -> None:
    for text in (QUESTION, "How much time is left on the lock of Zoe?"):
        assert "are not told" in await said(hass, text)


@pytest.mark.parametrize(
    ("here", "title_here", "there", "title_there", "names"),
    [
        # The device of one lock is called as the account of the other.
        ("Berta", "Anna", "Chastify lock", "Berta", ["Anna", "Chastify lock"]),
        ("Berta", "Berta", "Chastify lock", "Berta", ["Berta 1", "Chastify lock"]),
        ("Chastify lock", "Berta", "Berta", "Anna", ["Chastify lock", "Anna"]),
        # The number of one is the name of the other.
        ("Anna", "Anna", "Anna", "Anna 1", ["Anna 2", "Anna 1"]),
        # Names that sound the same are the same.
        ("Anna", "x", "ánna!", "y", ["x", "y"]),
        ("Anna", "Zoe", "anna", "zoé", ["Zoe 1", "zoé 2"]),
        # Some can't be said at all.
        ("🔒", "Anna", "🔑", "Berta", ["Anna", "Berta"]),
        ("🔒", "🔒", "!", "?", ["🔒 1", "? 2"]),
    ],
)
async def test_every_lock_has_a_name_that_means_it_alone(
    hass: HomeAssistant,
    account: Account,
    other: Other,
    exposed: None,
    here: str,
    title_here: str,
    there: str,
    title_there: str,
    names: list[str],
) -> None:
    for each, device, title in (
        (account, here, title_here),
        (other.account, there, title_there),
    ):
        call(each, device)
        hass.config_entries.async_update_entry(each.entry, title=title)
    await hass.async_block_till_done()

    assert await said(hass, QUESTION) == (
        "Which lock do you mean? Say one of these names with it:"
        f" {names[0]}, {names[1]}."
    )
    for name, left in zip(names, (HERE, THERE), strict=True):
        response = await intent.async_handle(
            hass,
            "test",
            "ChastifyGetLock",
            {"question": {"value": "remaining"}, "name": {"value": name}},
            language="en",
            assistant="conversation",
        )
        assert response.speech["plain"]["speech"] == (
            f"{name}: The time runs for another {left}"
        )


@pytest.mark.parametrize("name", ["", " ", "!", "🔒", "’s"])
async def test_name_that_names_nothing_is_asked_for_and_nothing_is_sent(
    hass: HomeAssistant,
    account: Account,
    other: Other,
    exposed: None,
    simulator: Simulator,
    name: str,
) -> None:
    for each in (account, other.account):
        allow(each, "add_time")
    await hass.async_block_till_done()
    for intent_type, slots in (
        ("ChastifyGetLock", {}),
        ("ChastifyAddTime", {"minutes": {"value": 10}}),
    ):
        response = await intent.async_handle(
            hass,
            "test",
            intent_type,
            {**slots, "name": {"value": name}},
            language="en",
            assistant="conversation",
        )
        assert response.error_code is intent.IntentResponseErrorCode.FAILED_TO_HANDLE
        assert response.speech["plain"]["speech"] == ALL_NAMES
    assert not sent(simulator) + sent(other.simulator)
