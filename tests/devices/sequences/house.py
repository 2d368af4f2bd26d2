"""Home Assistant in sequences: its lives, its accounts, and the people who use it."""

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any, Final
from unittest.mock import Mock

from pytest_homeassistant_custom_component.common import (
    INSTANCES,
    MockConfigEntry,
    async_test_home_assistant,
    mock_component,
)

from custom_components.chastify.devices.stops import STOPS
from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry, UnknownEntry
from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    frame,
    issue_registry as ir,
)
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.setup import async_setup_component
from homeassistant.util.ulid import ulid_now
from tests.added_account import CONF_BASE_URL, DOMAIN
from tests.connected_devices import DEVICES, subentry
from tests.simulator import Person
from tests.stored_files import DAMAGE

from .loops import Loop, Time

USUAL_SECONDS: Final = {"vibration": 5, "shock": 1}
COOLDOWN: Final = 3
SHOCK_CAP: Final = 2


@dataclass(frozen=True)
class Confirmed:
    """The role and the wearer for which a person confirmed a device."""

    role: str
    wearer: Person


@dataclass(eq=False)
class Gadget:
    """A connected device as a person set it up; what it sends names it.

    entry_id, subentry_id: None while it is set up nowhere.
    """

    name: str
    account: str
    cap: int
    confirmed: Confirmed
    session: Mapping[str, str] = field(default_factory=dict)
    entry_id: str | None = None
    subentry_id: str | None = None

    @property
    def session_id(self) -> str | None:
        """Its extension session."""
        return self.session.get("extension_session_id")

    def longest(self, command: str) -> int:
        """Return the cap of a command that starts something."""
        return SHOCK_CAP if command == "shock.start" else self.cap

    def as_subentry(self) -> ConfigSubentry:
        """Return it as an entry has it."""
        params = {"gadget": self.name}
        data = subentry(
            title=self.name,
            max_duration=self.cap,
            max_shock_duration=SHOCK_CAP,
            cooldown=COOLDOWN,
            vibration_params=params,
            shock_params=params,
            consent={
                "lock_id": None,
                "role": self.confirmed.role,
                "wearer": self.confirmed.wearer.username,
                "session_id": self.session_id,
            },
            **self.session,
        )
        return ConfigSubentry(
            data=data["data"],  # type: ignore[arg-type]
            subentry_type="device",
            title=self.name,
            unique_id=None,
            subentry_id=self.subentry_id or ulid_now(),
        )


@dataclass
class Entry:
    """The data of an entry that is kept from one life to the next."""

    entry_id: str
    title: str
    data: Mapping[str, Any]
    options: Mapping[str, Any]
    subentries: list[Any]
    disabled_by: Any


class House:
    """Home Assistant with its accounts, on one disk."""

    def __init__(self, time: Time, folder: Path, url: str) -> None:
        """Start with nothing."""
        self.time = time
        self.url = url
        self.folder = folder
        self.file = folder / STORAGE_DIR / DEVICES
        self.actions: set[asyncio.Task[Any]] = set()
        self.gadgets: list[Gadget] = []
        self.entry_ids: dict[str, str] = {}
        self.is_up = False
        self._kept: list[Entry] = []
        self._leaving: set[str] = set()
        self._seen: tuple[tuple[int, int] | None, dict[str, Any]] = (None, {})

    @property
    def kept_ids(self) -> set[str]:
        """The entries that the next life begins with."""
        return {kept.entry_id for kept in self._kept}

    @property
    def kept_sessions(self) -> set[str]:
        """The extension sessions that the next life knows of."""
        return {
            session_id
            for kept in self._kept
            for each in kept.subentries
            if (session_id := each["data"].get("extension_session_id"))
        }

    # Lives

    def rise(self) -> None:
        """Start Home Assistant; the set-up of the integration goes on after it."""
        self.loop: Loop = self.time.new_loop()
        self.hass: HomeAssistant = self.time.finish(self.loop, self._born())
        self.is_up = True
        for kept in self._kept:
            self._entry(kept).add_to_hass(self.hass)
        if any(not kept.disabled_by for kept in self._kept):
            self.set_up()

    def set_up(self) -> None:
        """Set up the integration, and with it its accounts."""
        self.call(async_setup_component(self.hass, DOMAIN, {}))

    async def _born(self) -> HomeAssistant:
        self._context: AbstractAsyncContextManager[HomeAssistant] = (
            async_test_home_assistant(config_dir=str(self.folder))
        )
        hass: HomeAssistant = await self._context.__aenter__()
        hass.import_executor = self.loop.disk  # type: ignore[assignment]
        hass.data.pop(DATA_CUSTOM_COMPONENTS)
        mock_component(hass, "lovelace")
        mock_component(hass, "http")
        hass.http = Mock()
        frame.async_setup(hass)
        assert await async_setup_component(hass, "repairs", {})
        return hass

    def stop(self) -> None:
        """Stop Home Assistant properly."""
        self.time.finish(self.loop, self.hass.async_stop())
        self._end()

    def kill(self) -> None:
        """End Home Assistant in the middle of everything; the files stay."""
        self.loop.disk.is_gone = self.loop.is_cut_off = True
        # Sessions are closed; nothing of it is seen outside.
        self.loop.call_soon(
            self.hass.bus.async_fire_internal, EVENT_HOMEASSISTANT_CLOSE
        )
        self.loop.turn()
        self._end()

    def _end(self) -> None:
        self._kept = [
            Entry(
                entry_id=entry.entry_id,
                title=entry.title,
                data=dict(entry.data),
                options=dict(entry.options),
                subentries=[each.as_dict() for each in entry.subentries.values()],
                disabled_by=entry.disabled_by,
            )
            for entry in self.entries
        ]
        self.is_up = False
        self.actions.clear()
        self.loop.disk.is_gone = self.loop.is_cut_off = True
        if self.hass in INSTANCES:
            INSTANCES.remove(self.hass)
        leaving = self.loop.create_task(self._context.__aexit__(None, None, None))
        while not leaving.done():
            self.loop.turn()
        self.time.end(self.loop)

    def damage(self, kind: str) -> bool:
        """Damage the file of connected devices; return whether there is one."""
        if not self.file.exists():
            return False
        self.file.write_bytes(DAMAGE[kind](self.file.read_bytes()))
        return True

    @property
    def is_set_up(self) -> bool:
        """Whether the integration takes care of the runs."""
        return self.is_up and STOPS in self.hass.data

    @property
    def stored(self) -> dict[str, Any]:
        """The stored data of connected devices."""
        try:
            stat = self.file.stat()
        except FileNotFoundError:
            return {}
        version = (stat.st_ino, stat.st_mtime_ns)
        if self._seen[0] != version:
            try:
                content = json.loads(self.file.read_bytes())["data"]
            except ValueError, KeyError, TypeError:
                content = {}
            self._seen = (version, content if isinstance(content, dict) else {})
        return self._seen[1]

    # Accounts

    def _entry(self, kept: Entry) -> MockConfigEntry:
        return MockConfigEntry(
            entry_id=kept.entry_id,
            domain=DOMAIN,
            title=kept.title,
            data=kept.data,
            options=kept.options,
            subentries_data=kept.subentries,
            disabled_by=kept.disabled_by,
        )

    @property
    def entries(self) -> list[Any]:
        """The accounts' entries."""
        return self.hass.config_entries.async_entries(DOMAIN)

    def entry(self, account: str) -> Any:
        """Return the entry of an account, None once it is being removed."""
        entry_id = self.entry_ids.get(account)
        if entry_id is None or entry_id in self._leaving:
            return None
        return self.hass.config_entries.async_get_entry(entry_id)

    def is_loaded(self, account: str) -> bool:
        """Tell whether an account can be commanded."""
        entry = self.entry(account) if self.is_up else None
        return entry is not None and entry.state is ConfigEntryState.LOADED

    def add(self, account: str, token: str, *gadgets: Gadget) -> None:
        """Add an account with its devices."""
        entry_id = self.entry_ids[account] = ulid_now()
        for gadget in gadgets:
            gadget.entry_id, gadget.subentry_id = entry_id, ulid_now()
            if gadget not in self.gadgets:
                self.gadgets.append(gadget)
        kept = Entry(
            entry_id=entry_id,
            title=account,
            data={"api_token": token, CONF_BASE_URL: self.url},
            options={},
            subentries=[gadget.as_subentry().as_dict() for gadget in gadgets],
            disabled_by=None,
        )
        if not self.is_up:
            self._kept.append(kept)
            return
        self._entry(kept).add_to_hass(self.hass)
        if self.is_set_up:
            self.call(self.hass.config_entries.async_setup(entry_id))
        else:
            self.set_up()

    def remove(self, account: str) -> None:
        """Remove an account."""
        entry = self.entry(account)
        self._leaving.add(entry.entry_id)
        for gadget in self.gadgets:
            if gadget.entry_id == entry.entry_id:
                gadget.entry_id = gadget.subentry_id = None
        self.call(self.hass.config_entries.async_remove(entry.entry_id))

    def add_gadget(self, gadget: Gadget) -> None:
        """Add a device to its account."""
        entry = self.entry(gadget.account)
        gadget.entry_id, gadget.subentry_id = entry.entry_id, ulid_now()
        self.hass.config_entries.async_add_subentry(entry, gadget.as_subentry())
        self.time.settle()

    def remove_gadget(self, gadget: Gadget) -> None:
        """Remove a device from its account."""
        entry = self.entry(gadget.account)
        subentry_id = gadget.subentry_id or ""
        gadget.entry_id = gadget.subentry_id = None
        self.hass.config_entries.async_remove_subentry(entry, subentry_id)
        self.time.settle()

    # What people do

    def call(self, work: Coroutine[Any, Any, Any], turns: int | None = None) -> Any:
        """Begin something and see how far it gets at once, or just so many turns."""
        task = self.loop.create_task(_told(work))
        if turns is None:
            self.time.settle()
        else:
            self.time.turn(turns)
        return task

    def act(
        self, action: str, turns: int | None = None, domain: str = DOMAIN, **data: Any
    ) -> Any:
        """Call an action."""
        task = self.call(
            self.hass.services.async_call(domain, action, data, blocking=True), turns
        )
        self.actions.add(task)
        task.add_done_callback(self.actions.discard)
        return task

    def give_up(self) -> None:
        """Let whoever called an action wait no longer."""
        for call in tuple(self.actions):
            call.cancel()
        self.time.settle()

    def entity_id(self, platform: str, unique_id: str) -> str | None:
        """Return the id of an entity."""
        return er.async_get(self.hass).async_get_entity_id(platform, DOMAIN, unique_id)

    def state(self, platform: str, unique_id: str) -> str | None:
        """Return the state of an entity, None where there is none."""
        entity_id = self.entity_id(platform, unique_id)
        state = self.hass.states.get(entity_id) if entity_id else None
        return state.state if state else None

    def device_id(self, gadget: Gadget) -> str | None:
        """Return the id of a device in the registry."""
        for device in dr.async_entries_for_config_entry(
            dr.async_get(self.hass), gadget.entry_id or "-"
        ):
            if (DOMAIN, gadget.subentry_id) in device.identifiers:
                return device.id
        return None

    def issues(self, kind: str) -> list[ir.IssueEntry]:
        """Return the issues of ours that can be confirmed, by their subjects."""
        return [
            issue
            for (domain, _), issue in sorted(ir.async_get(self.hass).issues.items())
            if domain == DOMAIN and (issue.data or {}).get("kind") == kind
        ]

    def begin_repair(self, issue: ir.IssueEntry) -> Any:
        """Open the form of an issue; return it, None where there is none."""
        flows = repairs_flow_manager(self.hass)
        assert flows is not None
        task = self.call(flows.async_init(DOMAIN, data={"issue_id": issue.issue_id}))
        assert task.done()
        form = task.result()
        return form if form and form["type"] is FlowResultType.FORM else None

    def confirm_repair(self, form: Any) -> bool:
        """Confirm a form; return whether that was all."""
        flows = repairs_flow_manager(self.hass)
        assert flows is not None
        task = self.call(flows.async_configure(form["flow_id"], {}))
        assert task.done()
        result = task.result()
        if result["type"] is FlowResultType.FORM:
            flows.async_abort(form["flow_id"])
        return bool(result["type"] is FlowResultType.CREATE_ENTRY)

    def reauth_flow(self, account: str) -> str | None:
        """Return the flow that asks for a new token."""
        for flow in self.hass.config_entries.flow.async_progress_by_handler(DOMAIN):
            if flow["context"].get("entry_id") == self.entry_ids[account]:
                return str(flow["flow_id"])
        return None


async def _told(work: Coroutine[Any, Any, Any]) -> Any:
    """Return the result of a call, None where it ends with an error of ours."""
    try:
        return await work
    except UnknownEntry:
        # It is removed meanwhile.
        return None
    except HomeAssistantError as err:
        assert err.translation_key, repr(err)  # noqa: PT017 - any error of ours will do
    return None
