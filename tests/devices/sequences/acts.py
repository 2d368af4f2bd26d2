"""The acts of people and the faults of the world in sequences, each told to the judge."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntryDisabler
from tests.simulator import Lock, person_named

from .commands import Commands
from .ground import LONG, SESSION_ID
from .house import Confirmed
from .service import TROUBLES, WHERE, Trouble

# When all should be over once everything works.
LONGEST_END: Final = 60.0


class Acts(Commands):
    """All that happens."""

    # The world

    def trouble(self, where: str, what: str, times: int | None = None) -> None:
        """Let requests to come fail."""
        self.note(f"trouble: {where} {what} {times}")
        self.service.weather.troubles.append(
            Trouble(WHERE[where], TROUBLES[what], times)
        )

    def mend(self) -> None:
        """Let everything work again."""
        self.note("mend")
        self.service.mend()
        self.look()

    def mend_one(self, number: int) -> None:
        """Let one thing work again."""
        self.note(f"mend {number}")
        troubles = self.service.weather.troubles
        del troubles[number % len(troubles)]
        self.look()

    def cut(self) -> None:
        """Make the service unreachable."""
        self.note("cut")
        self.service.cut()
        self.look()

    def release(self) -> None:
        """Let requests that hang take effect, where their client still waits."""
        self.note("release")
        self.service.weather.release()
        self.look()

    def choose(self, number: int) -> None:
        """Let another lock be the current one."""
        lock = self.simulator.locks[number % len(self.simulator.locks)]
        self.note(f"choose {self.judge.name(lock.lock_id)}")
        self.simulator.choose(lock)
        self.look()

    def end_lock(self, number: int) -> None:
        """End a lock."""
        lock = self.simulator.locks[number % len(self.simulator.locks)]
        self.note(f"end {self.judge.name(lock.lock_id)}")
        self.simulator.end_lock(lock)
        self.look()

    def start_lock(self, kind: str) -> None:
        """Start a lock: the wearer's next, one beside it, or another wearer's."""
        lock: Lock
        if kind == "next":
            lock = self.simulator.start_lock(remaining=LONG)
        elif kind == "beside":
            lock = self.simulator.add_lock(remaining=LONG)
        else:
            lock = self.simulator.add_lock(
                wearer=person_named("third_wearer", None),
                roles=dict.fromkeys(self.simulator.tokens, "keyholder"),
                remaining=LONG,
            )
        self.judge.lock(lock.lock_id)
        self.note(f"start lock {self.judge.name(lock.lock_id)}: {kind}")
        self.look()

    def rename(self, number: int) -> None:
        """Rename the wearer."""
        self.judge.named(None)
        self.note("rename")
        self.simulator.wearer.username = f"renamed_{number}"
        self.look()

    def end_session(self, *, ended: bool) -> None:
        """End the extension session, or let it go on."""
        self.note(f"session ended: {ended}")
        self.simulator.extension_sessions[SESSION_ID].ended = ended
        self.look()

    # People and accounts

    def say_off(self, number: int = 0) -> None:
        """Say that a device is off."""
        issues = self.house.issues("device_running")
        issue = issues[number % len(issues)]
        assert issue.data is not None
        entry_id, subentry_id = issue.data["entry_id"], issue.data["subentry_id"]
        self.note(f"say off: {issue.translation_key}")
        form = self.house.begin_repair(issue)
        assert form is not None
        self.judge.told_off(str(entry_id), str(subentry_id))
        assert self.house.confirm_repair(form)
        self.look()

    def confirm(self, number: int = 0, meanwhile: int | None = None) -> None:
        """Confirm a device for the lock that is shown; another may come meanwhile."""
        issues = self.house.issues("device_consent")
        issue = issues[number % len(issues)]
        asked = (issue.data or {})["subentry_id"]
        gadget = next(
            (each for each in self.gadgets.values() if each.subentry_id == asked), None
        )
        form = self.house.begin_repair(issue)
        if form is None or gadget is None:
            return
        self.note(f"confirm {gadget.name} {meanwhile}")
        role, _ = self.judge.shown(gadget)
        wearer = self.judge.named(form["description_placeholders"]["wearer"])
        assert role is not None and wearer is not None, self.judge.told()
        if meanwhile is not None and self.simulator.locks:
            self.choose(meanwhile)
            self.time.pass_by(31)
        if self.house.confirm_repair(form):
            gadget.confirmed = Confirmed(role, wearer)
            self.judge.tell(f"confirmed {gadget.name}: {role} {wearer.username}")
        self.look()

    def _unload(self, account: str) -> Any:
        """Note that an account is unloaded now; return its entry."""
        entry = self.house.entry(account)
        if self.house.is_loaded(account):
            self.judge.stopped(entry_ids=[entry.entry_id])
        return entry

    def reload(self, account: str, *, options: bool = False) -> None:
        """Reload an account, as a change of its options does."""
        self.note(f"reload {account}")
        entry = self._unload(account)
        if options:
            hours = entry.options.get("daily_time_limit", {}).get("hours", 0) + 1
            self.house.hass.config_entries.async_update_entry(
                entry, options={"daily_time_limit": {"hours": hours}}
            )
        else:
            self.house.hass.config_entries.async_schedule_reload(entry.entry_id)
        self.look()

    def remove_or_add_device(self, name: str) -> None:
        """Remove a device, or add it again."""
        gadget = self.gadgets[name]
        self.note(f"{'remove' if gadget.subentry_id else 'add'} {name}")
        self._unload(gadget.account)
        if gadget.subentry_id is None:
            self.house.add_gadget(gadget)
        else:
            self.house.remove_gadget(gadget)
        self.look()

    def remove_or_add_account(self, account: str) -> None:
        """Remove an account, or add it again."""
        is_there = account in self.there
        self.note(f"{'remove' if is_there else 'add'} {account}")
        if is_there:
            entry = self._unload(account)
            self.judge.removed(entry.entry_id)
            self.house.remove(account)
        else:
            self.house.add(account, self.tokens[account], *self.of_account(account))
            self.judge.added(self.house.entry_ids[account])
        self.look()

    def disable_or_enable(self, account: str) -> None:
        """Disable an account, or enable it again."""
        entry = self._unload(account)
        self.note(f"{'enable' if entry.disabled_by else 'disable'} {account}")
        self.house.call(
            self.house.hass.config_entries.async_set_disabled_by(
                entry.entry_id, None if entry.disabled_by else ConfigEntryDisabler.USER
            )
        )
        self.look()

    def revoke_or_restore(self, account: str) -> None:
        """Revoke a token, or take that back."""
        token = self.house.entry(account).data["api_token"]
        self.note(f"revoke or restore {token}")
        if token in self.simulator.revoked:
            self.simulator.restore(token)
        else:
            self.simulator.revoke(token)
        self.look()

    def give_new_token(self, account: str) -> None:
        """Enter a new token where one is asked for."""
        flow_id = self.house.reauth_flow(account)
        assert flow_id is not None
        before = self.house.entry(account).data["api_token"]
        token = f"token-{len(self.simulator.tokens)}-{account}"
        self.note(f"new token for {account}: {token}")
        self.simulator.add_token(token, self.simulator.tokens[before].role)
        for lock in self.simulator.locks:
            if before in lock.roles:
                lock.roles[token] = lock.roles[before]
        self._unload(account)
        self.house.call(
            self.house.hass.config_entries.flow.async_configure(
                flow_id, {"api_token": token}
            )
        )
        self.look()

    def give_up(self) -> None:
        """Let whoever called an action give up, as an automation that begins anew."""
        self.note("give up")
        self.house.give_up()
        self.look()

    def slow_disk(self) -> None:
        """Let writing take a moment, or be quick again."""
        self.house.loop.disk.is_slow = not self.house.loop.disk.is_slow
        self.note(f"slow disk: {self.house.loop.disk.is_slow}")

    # Lives

    def kill(self, goes_on_after: float = 0, damage: str | None = None) -> None:
        """End Home Assistant without a word, and start it again later."""
        self.note(f"kill {goes_on_after} {damage}")
        self.house.kill()
        self.judge.died()
        if damage is not None and self.house.damage(damage):
            self.judge.lost()
        self.time.pass_by(goes_on_after)
        self._rise()

    def restart(self) -> None:
        """Stop Home Assistant properly, and start it again."""
        self.note("restart")
        self.judge.rose()
        self.house.stop()
        self.judge.died()
        self._rise()

    def _rise(self) -> None:
        self.judge.rose()
        self.house.rise()
        self.look()

    def end(self) -> None:
        """Let everything work and wait until all has ended."""
        self.note("the end")
        self.service.mend()
        for token in tuple(self.simulator.revoked):
            self.simulator.restore(token)
        self.house.loop.disk.is_slow = False
        self.time.pass_by(LONGEST_END)
        for chain in self.judge.running():
            for start in chain:
                assert start.excuse is not None or not self.judge.is_carried(start), (
                    self.judge.told()
                )
        while self.house.issues("device_running"):
            self.say_off()
        self.time.pass_by(30)
        assert not self.house.issues("device_running"), self.judge.told()
        before = len(self.simulator.requests)
        self.time.pass_by(60)
        sent = self.simulator.requests[before:]
        assert all(record.method == "GET" for record in sent), self.judge.told()
