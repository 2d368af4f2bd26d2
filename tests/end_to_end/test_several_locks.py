"""Three active locks of one account, of which the service selects another one at every reading."""

from random import Random

from tests.real.home_assistant import HomeAssistant
from tests.real.integration import add_entry
from tests.real.simulator import WEARER_TOKEN, SimulatorProcess

from .account import Account

READINGS = 120


async def test_each_entry_stays_with_its_lock(
    home: HomeAssistant, simulator: SimulatorProcess
) -> None:
    first = await simulator.start_lock(title="First", remaining=90_000)
    locks = {"First": first["lock_id"]}
    accounts = {"First": await added(home, simulator)}
    for title in ("Second", "Third"):
        lock = await simulator.add_lock(title=title, remaining=90_000)
        locks[title] = lock["lock_id"]
        accounts[title] = await added(home, simulator, lock["lock_id"])
    begun = {title: await events(account) for title, account in accounts.items()}
    sessions = {title: await account.sessions() for title, account in accounts.items()}
    random = Random(10)

    for _ in range(READINGS // len(accounts)):
        for account in accounts.values():
            await simulator.choose(random.choice([*locks.values()]))
            await account.on_entity("button.press", "button.refresh")
        for title, account in accounts.items():
            assert await account.state("lock_title") == title

    for title, account in accounts.items():
        assert await events(account) == begun[title]
        assert [name for name, _, _ in await account.sessions()] == [title]
        assert len(sessions[title]) == 1

    await simulator.choose(locks["Third"])
    await accounts["Second"].act(
        "freeze", config_entry_id=accounts["Second"].entry_id, duration=600
    )
    for title, account in accounts.items():
        await account.on_entity("button.press", "button.refresh")
        frozen = "frozen" if title == "Second" else "locked"
        assert await account.state("lock_state") == frozen


async def added(
    home: HomeAssistant, simulator: SimulatorProcess, lock_id: str = ""
) -> Account:
    """Add an entry of the account, for one of its locks where an id is given."""
    entry_id = await add_entry(home, WEARER_TOKEN, simulator.url, lock_id)
    return Account(home, simulator, entry_id)


async def events(account: Account) -> str:
    """Return the moment of the newest event of a lock."""
    entity_id = (await account.entity_ids())["event.lock_events"]
    state: str = (await account.home.rest.get(f"/api/states/{entity_id}"))["state"]
    return state
