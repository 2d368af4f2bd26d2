"""How people and automations start and stop devices in sequences."""

from collections.abc import Iterable
from typing import Any

from .ground import Ground
from .house import COOLDOWN, Gadget
from .service import OF_STARTS, Trouble, Where


class Commands(Ground):
    """Starts and stops, each told to the judge."""

    # Starts

    def start(
        self,
        name: str,
        command: str,
        seconds: int | None = None,
        trouble: str | None = None,
    ) -> None:
        """Start something; its request may fail."""
        self.note(f"start {name} {command} {seconds} {trouble}")
        with_trouble = self._plan(trouble)
        self._start(self.gadgets[name], command, seconds)
        self._end(with_trouble)
        self.look()

    def _plan(self, trouble: str | None, *, is_start: bool = True) -> Trouble | None:
        if trouble is None:
            return None
        where = Where("POST", is_start=True if is_start else None)
        planned = Trouble(where, OF_STARTS[trouble], 1)
        self.service.weather.troubles.insert(0, planned)
        return planned

    def _end(self, planned: Trouble | None) -> None:
        if planned in self.service.weather.troubles:
            self.service.weather.troubles.remove(planned)

    def _start(
        self,
        gadget: Gadget,
        command: str,
        seconds: int | None,
        turns: int | None = None,
    ) -> None:
        params: dict[str, Any] = {"gadget": gadget.name}
        data: dict[str, Any] = {}
        if seconds is not None:
            params["seconds"] = data["duration"] = seconds
        self.house.act(
            "device_command",
            turns,
            device_id=self.house.device_id(gadget),
            command=command,
            params=params,
            **data,
        )

    def press(self, name: str, key: str, trouble: str | None = None) -> None:
        """Press a button of a device."""
        self.note(f"press {key} of {name} {trouble}")
        gadget = self.gadgets[name]
        entity_id = self.house.entity_id("button", f"{gadget.subentry_id}_{key}")
        if key == "stop":
            self.judge.stopped(subentry_id=gadget.subentry_id)
        planned = self._plan(trouble)
        self.house.act("press", domain="button", entity_id=entity_id)
        self._end(planned)
        self.look()

    def start_and_stop(
        self, name: str, command: str, turns: int, trouble: str | None, by: str
    ) -> None:
        """Start something, and stop while that has only begun."""
        self.note(f"start {name} {command} {trouble}, after {turns} turns {by}")
        gadget = self.gadgets[name]
        planned = self._plan(trouble)
        self._start(gadget, command, None, turns)
        with self.judge.race("all.stop" if by == "everything" else by):
            if by == "everything":
                self._stop_devices(None)
            else:
                self.judge.stopped(command=by, subentry_id=gadget.subentry_id)
                device_id = self.house.device_id(gadget)
                self.house.act("device_command", device_id=device_id, command=by)
        self._end(planned)
        self.look()

    def start_behind_what_hangs(self, name: str, command: str, seconds: int) -> None:
        """Start something that has to wait for its turn."""
        self.note(f"start {name} {command} {seconds} behind what hangs")
        gadget = self.gadgets[name]
        planned = self._plan("hangs", is_start=False)
        self.house.act("end_pillory", config_entry_id=gadget.entry_id)
        self._end(planned)
        self._start(gadget, command, seconds)
        self.look()

    def start_again_and_again(self, name: str, command: str, times: int) -> None:
        """Start something anew before it is stopped."""
        self.note(f"start {name} {command} {times} times")
        for _ in range(times):
            gadget = self.gadgets[name]
            if not self.can_start(gadget):
                return
            self._start(gadget, command, gadget.longest(command))
            self.time.pass_by(COOLDOWN)

    def read(self, account: str) -> None:
        """Read the session."""
        self.note(f"read {account}")
        self.house.act(
            "get_session", config_entry_id=self.house.entry(account).entry_id
        )
        self.look()

    # Stops

    def _hold(self, entry_ids: Iterable[str]) -> None:
        held = self.judge.sharing(entry_ids)
        self.judge.latched |= held
        self.judge.stopped(entry_ids=held)

    def _stop_devices(self, account: str | None) -> None:
        entries = self.house.entries
        data: dict[str, Any] = {}
        if account is not None:
            entries = [self.house.entry(account)]
            data = {"config_entry_id": entries[0].entry_id}
        self._hold(entry.entry_id for entry in entries)
        self.house.act("stop_devices", **data)

    def stop_devices(self, account: str | None = None) -> None:
        """Press the emergency stop of one account or of all."""
        self.note(f"stop devices of {account or 'all'}")
        self._stop_devices(account)
        self.look()

    def switch_off(self, account: str) -> None:
        """Turn the switch off."""
        self.note(f"switch off {account}")
        self._hold([self.house.entry(account).entry_id])
        self.house.act("turn_off", domain="switch", entity_id=self.switch(account))
        self.look()

    def stop_device(self, name: str, command: str) -> None:
        """Stop one device by the action."""
        self.note(f"{command} of {name}")
        gadget = self.gadgets[name]
        self.judge.stopped(command=command, subentry_id=gadget.subentry_id)
        device_id = self.house.device_id(gadget)
        self.house.act("device_command", device_id=device_id, command=command)
        self.look()

    def stop_by_name(self, account: str | None, command: str, *, by_name: bool) -> None:
        """Stop without naming a device."""
        self.note(f"{command} of {account or 'all'}, by name: {by_name}")
        entries = self.house.entries
        data: dict[str, Any] = {}
        if account is not None:
            entries = [self.house.entry(account)]
            data["config_entry_id"] = entries[0].entry_id
        entry_ids = self.judge.sharing(entry.entry_id for entry in entries)
        self.judge.stopped(
            command=command, entry_ids=entry_ids, is_session=False if by_name else None
        )
        if by_name:
            self.house.act("perform_action", name=command, **data)
        else:
            self.house.act("device_command", command=command, **data)
        self.look()

    def reset(self, account: str, *, by_switch: bool = False) -> None:
        """Allow starts again."""
        self.note(f"reset {account}")
        entry = self.house.entry(account)
        before = len(self.judge.starts)
        self.judge.latched -= self.judge.sharing([entry.entry_id])
        if by_switch and account in self.switches:
            self.house.act("turn_on", domain="switch", entity_id=self.switch(account))
        else:
            self.house.act("enable_devices", config_entry_id=entry.entry_id)
        assert len(self.judge.starts) == before
        self.look()
