"""Which lock is meant where there are several, and by what names."""

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from tests.account import Account
from tests.acting import sent
from tests.simulator import Simulator

from .conftest import Other
from .speaking import expose, said

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
        f"Berta: Still locked for {THERE}",
        f"Berta: Still locked for {THERE}",
        f"sim_wearer: Still locked for {HERE}",
        f"sim_wearer: Still locked for {HERE}",
    ]


async def test_name_that_a_person_gave_the_device_is_understood_and_told(
    hass: HomeAssistant, account: Account, exposed: None
) -> None:
    call(account, "Anna's little lock")

    assert await said(hass, QUESTION) == (
        "Which lock do you mean? Say one of these names with it:"
        " Anna's little lock, Chastify lock."
    )
    # What is missing from a name or written otherwise leaves it clear.
    for name in ("Anna", "ANNA", "little Ánna", "Anna's little"):
        assert await said(hass, f"How much time is left on the lock of {name}?") == (
            f"Anna's little lock: Still locked for {HERE}"
        )
    # The account's name stays one.
    assert await said(hass, "How much time is left on the lock of sim_wearer?") == (
        f"Anna's little lock: Still locked for {HERE}"
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
        f"Anna red: Still locked for {THERE}"
    )


async def test_whole_name_comes_before_a_part_of_another(
    hass: HomeAssistant, account: Account, other: Other, exposed: None
) -> None:
    call(account, "Anna")
    call(other.account, "Anna Berta")

    assert await said(hass, "How much time is left on the lock of Anna?") == (
        f"Anna: Still locked for {HERE}"
    )


async def test_only_lock_that_is_exposed_needs_no_name(
    hass: HomeAssistant, account: Account, other: Other
) -> None:
    expose(other.account, ["sensor.time_remaining"])

    assert await said(hass, QUESTION) == f"Berta: Still locked for {THERE}"
    assert await said(hass, "How much time is left on the lock of sim_wearer?") == (
        "Assistants are not told this about the lock sim_wearer. Expose its entity in"
        ' the settings of Home Assistant, under "Voice assistants", "Expose".'
    )


async def test_only_lock_may_be_named_and_is_not_in_the_answer(
    hass: HomeAssistant, account: Account
) -> None:
    expose(account)
    call(account, "Anna")

    for text in (QUESTION, "How much time is left on the lock of Anna?"):
        assert await said(hass, text) == f"Still locked for {HERE}"
    assert await said(hass, "How much time is left on the lock of Zoe?") == (
        'No lock is called "Zoe". The names are: Anna.'
    )


async def test_account_that_is_not_loaded_is_none_of_several(
    hass: HomeAssistant,
    account: Account,
    other: Other,
    exposed: None,
    simulator: Simulator,
) -> None:
    await hass.config_entries.async_unload(other.account.entry.entry_id)

    assert await said(hass, QUESTION) == f"Still locked for {HERE}"
    assert not sent(simulator) + sent(other.simulator)
