"""The ground of sequences: a house, a service and their clock."""

from pathlib import Path
import shutil
import tempfile
from typing import Final

from freezegun.api import FrozenDateTimeFactory

from tests.added_account import DOMAIN
from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_MAIN_TOKEN,
    KEYHOLDER_TOKEN,
    WEARER_TOKEN,
    person_named,
)

from .house import Confirmed, Gadget, House
from .judge import Judge
from .loops import Time
from .service import Service

NOW: Final = "2026-06-01 12:00:00+00:00"
CAP: Final = 20
SHORT_CAP: Final = 12
SESSION_ID: Final = "65f0c0ffee0000000000e572"
LONG: Final = 10**8


class Ground:
    """A house and a service.

    The devices: A of the first account, B of the second, S with an extension session.
    """

    def __init__(self, clock: FrozenDateTimeFactory) -> None:
        """Start the service with two locks, one of them another wearer's."""
        clock.move_to(NOW)
        self.folder = Path(tempfile.mkdtemp(prefix="sequence", dir=_memory()))
        self.time = Time(clock)
        self.service = Service(self.time)
        self.simulator = self.service.simulator
        self.house = House(self.time, self.folder, self.simulator.url)
        self.judge = Judge(self.time, self.house, self.service)
        self.gadgets: dict[str, Gadget] = {}
        self.tokens = {"first": WEARER_TOKEN, "second": WEARER_TOKEN}
        self.simulator.add_lock(
            wearer=person_named("other_wearer", None),
            roles={WEARER_TOKEN: "keyholder"},
            remaining=LONG,
        )

    def set_up(
        self,
        *,
        second: str | None = None,
        session_at: int | None = None,
        is_beside: bool = False,
    ) -> None:
        """Add the accounts, and start Home Assistant.

        second: whether there is a second account, of the `same` token or of an`other`.
        session_at: number of the lock that S is of; None: there is no S.
        is_beside: whether the wearer has a second lock.
        """
        simulator = self.simulator
        if is_beside:
            simulator.add_lock(remaining=LONG)
        if second == "other":
            self.tokens["second"] = KEYHOLDER_TOKEN
        own = Confirmed("wearer", simulator.wearer)
        self.gadgets["A"] = Gadget("A", "first", CAP, own)
        if second is not None:
            role = "keyholder" if second == "other" else "wearer"
            confirmed = Confirmed(role, simulator.wearer)
            self.gadgets["B"] = Gadget("B", "second", SHORT_CAP, confirmed)
        if session_at is not None:
            simulator.add_extension_session(
                SESSION_ID, lock=simulator.locks[session_at]
            )
            account = "second" if second == "same" else "first"
            session = {
                "extension_session_id": SESSION_ID,
                "main_token": EXTENSION_MAIN_TOKEN,
                "developer_key": DEVELOPER_KEY,
            }
            self.gadgets["S"] = Gadget("S", account, CAP, own, session)
            self.judge.tokens_of[DEVELOPER_KEY] = WEARER_TOKEN
        for account in ("first", "second"):
            if gadgets := self.of_account(account):
                self.house.add(account, self.tokens[account], *gadgets)
        self.house.rise()
        self.time.pass_by(0.1)
        assert self.startable == [*self.gadgets], "the accounts are not set up"

    def of_account(self, account: str) -> list[Gadget]:
        """Return the devices of an account."""
        return [each for each in self.gadgets.values() if each.account == account]

    def note(self, what: str) -> None:
        """Note what happens from now on."""
        self.judge.note(what)

    def look(self) -> None:
        """See that everything is as it should be."""
        self.time.settle()
        self.judge.look()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.judge.tell(f"wait {seconds}")
        self.time.pass_by(seconds)

    # What there is

    @property
    def startable(self) -> list[str]:
        """The devices that are there to be started."""
        return [name for name, each in self.gadgets.items() if self.can_start(each)]

    def can_start(self, gadget: Gadget) -> bool:
        """Tell whether a device is there to be started."""
        return (
            gadget.subentry_id is not None
            and self.house.is_loaded(gadget.account)
            and self.house.device_id(gadget) is not None
        )

    @property
    def stoppable(self) -> list[str]:
        """The devices that can be stopped by the action."""
        return [
            name
            for name, each in self.gadgets.items()
            if self.has_actions and self.house.device_id(each) is not None
        ]

    @property
    def there(self) -> list[str]:
        """The accounts that are there."""
        if not self.house.is_up:
            return []
        return [name for name in self.tokens if self.house.entry(name) is not None]

    @property
    def enabled(self) -> list[str]:
        """The accounts that are enabled."""
        return [
            name
            for name in self.there
            if self.house.is_set_up and not self.house.entry(name).disabled_by
        ]

    @property
    def latched(self) -> list[str]:
        """The accounts whose emergency stop holds."""
        return [
            name
            for name in self.there
            if self.has_actions and self.judge.holds(self.house.entry(name).entry_id)
        ]

    @property
    def asked(self) -> list[str]:
        """The accounts that are asked for a new token."""
        return [name for name in self.there if self.house.reauth_flow(name) is not None]

    @property
    def switches(self) -> list[str]:
        """The accounts that have a switch for the latch."""
        return [name for name in self.there if self.switch(name) is not None]

    def switch(self, account: str) -> str | None:
        """Return the switch of an account's latch."""
        if not self.house.is_loaded(account):
            return None
        entry_id = self.house.entry(account).entry_id
        return self.house.entity_id("switch", f"{entry_id}_devices_enabled")

    @property
    def has_actions(self) -> bool:
        """Whether actions can be called."""
        return self.house.is_up and self.house.hass.services.has_service(
            DOMAIN, "enable_devices"
        )

    def leave(self) -> None:
        """Leave nothing behind."""
        self.judge.died()
        self.time.watch = self.time.look = lambda: None
        if self.house.is_up:
            self.house.kill()
        self.service.end()
        shutil.rmtree(self.folder)


def _memory() -> str | None:
    """Return a folder in memory, where there is one."""
    memory = Path("/dev/shm")  # noqa: S108 - no name in it is guessed
    return str(memory) if memory.is_dir() else None
