"""A daily check-in, its question and its log entries, for the tests of the blueprint."""

from tests.acting import named

from .house import House
from .phone import Phone

QUESTION = "Is everything as it should be?"
PENALTY = named("add_time", 900)
MISSED = {
    "title": "Check-in missed, 15 minutes added",
    "description": f"Question: {QUESTION}",
}
ANSWERED = {"title": "Check-in answered", "description": f"Question: {QUESTION}"}
RULE = "automation.daily_check_in_0"
TAG = f"CHASTIFY_CHECK_IN_{RULE.removeprefix('automation.')}"
CLEAR = "clear_notification"


async def use(house: House, phone: Phone, **inputs: object) -> str:
    """Set up the check-in."""
    return await house.use("daily_check_in", phone=phone.id, **inputs)


async def asked(house: House) -> None:
    """Let the question be asked and some minutes pass."""
    await house.at("20:00")
    await house.wait(610)


async def missed(house: House) -> None:
    """Let the question be asked and the time to answer pass."""
    await house.at("20:00")
    await house.at("21:00")


async def new_lock(house: House) -> None:
    """Start another lock, and let it be read."""
    house.simulator.start_lock(locked=0)
    await house.wait(60)


def buttons(house: House, phone: Phone) -> list[str]:
    """Return the actions of the newest question, of today's at 20:00 where none was asked."""
    for notification in reversed(phone.notifications):
        if "actions" in notification["data"]:
            return [button["action"] for button in notification["data"]["actions"]]
    at = house.time().replace(hour=20, minute=0, second=0, microsecond=0)
    return [f"{TAG}_{what}_{at.timestamp():.0f}" for what in ("ANSWER", "LATER")]


async def press(house: House, phone: Phone) -> None:
    """Answer the newest question, also where the phone doesn't show it any more."""
    await house.fire("mobile_app_notification_action", action=buttons(house, phone)[0])


async def put_off(house: House, phone: Phone) -> None:
    """Put the newest question off, also where the phone doesn't show it any more."""
    await house.fire("mobile_app_notification_action", action=buttons(house, phone)[1])
