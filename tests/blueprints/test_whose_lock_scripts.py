"""Scripts that are kept to the locks of one role or of one wearer."""

import pytest

from tests.simulator import Fault

from .house import PHONE, House
from .whose_lock import Whose, another, lock_of_berta, meant, nothing_happened, own

ANOTHER_LOCK = (
    "Nothing was done, since the lock is another one than this script is for."
)
TITLES = {"penalty": "15 minutes added", "reward": "15 minutes removed"}

both = pytest.mark.parametrize("script", TITLES)


async def call(house: House, script: str) -> object:
    """Call a script as a dashboard does; returns its answer in a sentence."""
    answer = await house.hass.services.async_call(
        "script", script, {}, blocking=True, return_response=True
    )
    await house.settled()
    assert isinstance(answer, dict)
    assert answer["done"] is (answer["message"] == TITLES[script])
    return answer["message"]


@both
@meant
async def test_lock_that_is_meant(house: House, script: str, whose: Whose) -> None:
    await house.use_script(script, **whose)
    assert await call(house, script) == TITLES[script]
    assert len(house.commands()) == 1
    assert len(house.log()) == 1


@both
@another
async def test_another_lock_is_left_alone(
    house: House, script: str, whose: Whose
) -> None:
    await house.use_script(script, told=[PHONE], **whose)
    assert await call(house, script) == ANOTHER_LOCK
    assert nothing_happened(house)


@both
@own
async def test_lock_that_another_wearer_has_by_now(
    house: House, script: str, whose: Whose
) -> None:
    """The entities don't show it yet."""
    await house.use_script(script, told=[PHONE], **whose)
    lock_of_berta(house)
    assert await call(house, script) == ANOTHER_LOCK
    assert nothing_happened(house)


@both
@own
@pytest.mark.parametrize("field", ["role", "wearerUsername"])
async def test_what_is_not_shown_is_not_meant(
    house: House, script: str, whose: Whose, field: str
) -> None:
    await house.use_script(script, told=[PHONE], **whose)
    house.simulator.overrides[field] = None
    house.simulator.session_overrides[field] = None
    is_hidden = ("only_as" in whose) is (field == "role")
    answer = await call(house, script)
    assert answer == (ANOTHER_LOCK if is_hidden else TITLES[script])
    assert nothing_happened(house) is is_hidden


@both
@own
async def test_lock_that_can_not_be_read_is_told(
    house: House, script: str, whose: Whose
) -> None:
    await house.use_script(script, told=[PHONE], **whose)
    house.simulator.order(Fault(status=503), times=None, match="GET")
    told = f"The lock could not be read. No {script} was sent."
    assert await call(house, script) == told
    assert house.notices() == [told]
    assert not house.sent()
