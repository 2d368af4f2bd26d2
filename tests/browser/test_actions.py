"""The card sends each action once, and shows its result."""

from dataclasses import dataclass
import re

from playwright.async_api import expect
import pytest

from tests.end_to_end.account import Account
from tests.real.integration import set_options
from tests.real.simulator import SimulatorProcess
from tests.real.waiting import until

from .action_part import ADD_AN_HOUR, FREEZE_AN_HOUR, UNFREEZE, ActionPart, Sent, action
from .opening import OpenCard
from .page_connection import PageConnection
from .texts import card_text

_COMMANDS = "POST /api/apps/v1/"
_PATIENCE = 30.0
# The next poll comes later than that, in ms.
_SOON = 15_000


@dataclass(frozen=True, kw_only=True)
class Step:
    """A press of a button, its command, and the card after it."""

    key: str
    name: str
    sent: Sent
    is_held: bool = True
    shown: tuple[str, str] = (".phase", "Locked")
    """A selector, and what its text holds."""


_STEPS = (
    Step(
        key="remove_time",
        name="Remove time",
        sent=action("remove_time", 3600),
        shown=(".clock", "^1:2"),
    ),
    Step(key="add_time", name="Add time", sent=ADD_AN_HOUR, shown=(".clock", "^2:2")),
    Step(key="freeze", name="Freeze", sent=FREEZE_AN_HOUR, shown=(".phase", "Frozen")),
    Step(
        key="unfreeze",
        name="Unfreeze",
        sent=UNFREEZE,
        is_held=False,
        shown=(".phase", "Locked"),
    ),
    Step(
        key="start_pillory",
        name="Start pillory",
        sent=action("pillory", {"durationSeconds": 900}),
    ),
    Step(
        key="end_pillory",
        name="End pillory",
        sent=action("pillory.end", {}),
        is_held=False,
    ),
    Step(
        key="start_hygienic_unlock",
        name="Start hygienic unlock",
        sent=action("hygienic_unlock.start", {"durationSeconds": 900}),
    ),
    Step(
        key="start_task_timer",
        name="Start task timer",
        sent=action("task.start_timer", {}),
    ),
)


@pytest.fixture
async def busy_lock(simulator: SimulatorProcess) -> SimulatorProcess:
    """Start a lock of two and a half hours in which everything can be done."""
    await simulator.start_lock(remaining=9000, tasks_enabled=True, hygiene_enabled=True)
    await simulator.change_lock(task={"text": "Sit", "duration": 600})
    return simulator


async def follow(step: Step, part: ActionPart, simulator: SimulatorProcess) -> None:
    """Use a button; check the texts while it runs and afterwards."""
    await simulator.forget_requests()
    await simulator.order_fault(hang=True, match=_COMMANDS)
    if step.is_held:
        await part.hold(step.key)
    else:
        await part.button(step.key).click()
    await expect(part.status).to_have_text(card_text("sending", action=step.name))
    await expect(part.button(step.key)).to_have_attribute("aria-disabled", "true")
    await part.assert_sent(step.sent)

    await simulator.clear_faults()

    await expect(part.status).to_have_text(card_text("done", action=step.name))
    await expect(part.alert).to_be_empty()
    selector, text = step.shown
    await expect(part.card.locator(selector)).to_have_text(
        re.compile(text), timeout=_SOON
    )
    await part.assert_sent(step.sent)


async def test_each_action_is_sent_once_and_shown(
    busy_lock: SimulatorProcess, open_card: OpenCard
) -> None:
    card = await open_card(actions=[step.key for step in _STEPS])
    part = ActionPart(card, busy_lock)

    for step in _STEPS:
        await follow(step, part, busy_lock)


@pytest.mark.parametrize("is_successful", [True, False])
async def test_task_is_ended_once_and_leaves_the_card(
    busy_lock: SimulatorProcess, open_card: OpenCard, is_successful: bool
) -> None:
    part = ActionPart(
        await open_card(actions=["complete_task", "fail_task"]), busy_lock
    )
    await expect(part.card.locator("[data-fact*=task_assigned]")).to_be_visible()

    await follow(
        Step(
            key="complete_task" if is_successful else "fail_task",
            name="Complete task" if is_successful else "Fail task",
            sent=action("task.complete", {"successful": is_successful}),
        ),
        part,
        busy_lock,
    )

    await expect(part.buttons).to_have_count(0, timeout=_SOON)
    await expect(part.card.locator("[data-fact*=task_assigned]")).to_have_count(0)


async def test_nothing_else_is_sent_while_a_command_runs(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part = ActionPart(await open_card(), lock)
    await lock.order_fault(hang=True, match=_COMMANDS)
    await part.hold("add_time")
    await expect(part.status).to_have_text(card_text("sending", action="Add time"))

    await part.hold("freeze")
    await part.button("add_time").click(force=True)
    await lock.clear_faults()

    await expect(part.status).to_have_text(card_text("done", action="Add time"))
    await part.hold("freeze")
    await expect(part.status).to_have_text(card_text("done", action="Freeze"))
    await part.assert_sent(ADD_AN_HOUR, FREEZE_AN_HOUR)


async def test_time_step_is_changed_from_the_card(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part = ActionPart(await open_card(), lock)

    await part.button("step").click()
    dialog = part.page.locator("ha-more-info-dialog")
    await dialog.locator("input").fill("90")
    await part.page.keyboard.press("Enter")
    await expect(part.button("step")).to_have_accessible_name(
        "Time step 1 hour, 30 minutes"
    )
    await part.page.keyboard.press("Escape")
    await expect(dialog.locator("input")).to_have_count(0)

    for name in ("Add time 1 hour, 30 minutes", "Remove time 1 hour, 30 minutes"):
        await expect(part.page.get_by_role("button", name=name)).to_be_visible()
    await part.hold("add_time")
    await part.assert_sent(action("add_time", 5400))


async def test_only_what_is_chosen_and_enabled_is_offered(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    part = ActionPart(
        await open_card(actions=["end_pillory", "freeze", "add_time"]), lock
    )
    offered = part.card.locator("[data-name]")
    names = "elements => elements.map((element) => element.dataset.name)"
    await expect(offered).to_have_count(4)
    assert await offered.evaluate_all(names) == [
        "step",
        "add_time",
        "freeze",
        "end_pillory",
    ]

    await set_options(
        account.home, account.entry_id, {"disabled_commands": ["add_time", "freeze"]}
    )

    await expect(offered).to_have_count(1)
    assert await offered.evaluate_all(names) == ["end_pillory"]


async def test_outcome_is_unknown_where_the_connection_is_lost_meanwhile(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part = ActionPart(await open_card(), lock)
    connection = PageConnection()
    await connection.carry(part.page)
    await expect(part.card.locator(".time")).to_contain_text("Timer end")
    await lock.order_fault(hang=True, match=_COMMANDS)

    await part.hold("add_time")
    await part.assert_sent(ADD_AN_HOUR)
    await connection.cut()
    await expect(part.alert).to_have_text(card_text("outcome_unknown"))
    await lock.clear_faults()
    await reconnect(connection, part)

    await part.hold("freeze")
    await expect(part.status).to_have_text(card_text("done", action="Freeze"))
    await part.assert_sent(ADD_AN_HOUR, FREEZE_AN_HOUR)


async def test_nothing_is_sent_without_a_connection_and_not_later(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part = ActionPart(await open_card(), lock)
    connection = PageConnection()
    await connection.carry(part.page)
    # Nothing can be told before the texts are loaded.
    await expect(part.card.locator(".time")).to_contain_text("Timer end")
    await connection.cut()

    await part.hold("add_time")
    await expect(part.alert).to_have_text(card_text("no_connection"))

    await reconnect(connection, part)
    await part.hold("freeze")
    await expect(part.status).to_have_text(card_text("done", action="Freeze"))
    await part.assert_sent(FREEZE_AN_HOUR)


async def reconnect(connection: PageConnection, part: ActionPart) -> None:
    """Give the page its connection again, and wait until the dashboard is built anew."""
    before = await part.card.element_handle()

    async def is_built_anew() -> bool:
        return not await before.evaluate("card => card.isConnected")

    connection.mend()
    assert await until(is_built_anew, _PATIENCE)
