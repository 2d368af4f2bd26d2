"""The card is there."""

import pytest

from .opening import OpenCard
from .visitor import PHONE, Visitor


@pytest.mark.usefixtures("lock")
@pytest.mark.parametrize("visitor", [Visitor(), PHONE, Visitor(is_owner=False)])
async def test_card_is_shown_on_a_dashboard(
    open_card: OpenCard, visitor: Visitor
) -> None:
    card = await open_card(visitor)

    await card.locator("ha-card").wait_for()
