"""A house whose rules come from the blueprints, run by Home Assistant's own engine."""

from collections.abc import Coroutine, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_mock_service,
)

from homeassistant.components import persistent_notification
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant, ServiceCall, State
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from tests.acting import API, bodies
from tests.added_account import Account
from tests.simulator import Fault, JsonValue, Simulator

from .settling import settled

type Config = dict[str, Any]  # as YAML gives it: of any shape

TIME_ZONE: Final = "Europe/Berlin"
PHONE: Final = "notify.phone"


class House:
    """Automations and scripts made from blueprints, and their messages."""

    def __init__(
        self,
        hass: HomeAssistant,
        now: FrozenDateTimeFactory,
        simulator: Simulator,
        account: Account,
    ) -> None:
        """Live with one account; `use` and `use_script` add rules."""
        self.hass = hass
        self.simulator = simulator
        self.account = account
        self._now = now
        self._configs: dict[str, list[Config]] = {"automation": [], "script": []}
        self.messages: list[ServiceCall] = async_mock_service(
            hass, "notify", "send_message"
        )

    @property
    def lock(self) -> str:
        """The id of the lock's device."""
        entity_id = self.account.entity_ids()["sensor.lock_state"]
        entity = er.async_get(self.hass).async_get(entity_id)
        assert entity is not None
        assert entity.device_id is not None
        return entity.device_id

    async def use(self, blueprint: str, **inputs: object) -> str:
        """Add an automation from a blueprint; returns its entity id.

        The input `lock` is the account's where it isn't given.
        """
        number = len(self._configs["automation"])
        name = f"{blueprint}_{number}"
        self._configs["automation"].append(
            {
                "id": name,
                "alias": name,
                **self._made_from(blueprint, inputs),
            }
        )
        await self._load("automation")
        entity_id = f"automation.{name}"
        is_valid = self.state(entity_id).state == "on"
        assert is_valid, "the blueprint with these inputs is not valid"
        return entity_id

    async def change(self, number: int, **inputs: object) -> None:
        """Save an automation again with other inputs; `number` counts from the first used."""
        blueprint: Config = self._configs["automation"][number]["use_blueprint"]
        blueprint["input"] = {**blueprint["input"], **inputs}
        await self._load("automation")

    async def use_script(self, blueprint: str, **inputs: object) -> str:
        """Add a script from a blueprint; returns its entity id."""
        self._configs["script"].append(
            {blueprint: {"alias": blueprint, **self._made_from(blueprint, inputs)}}
        )
        await self._load("script")
        entity_id = f"script.{blueprint}"
        assert self.state(entity_id)
        return entity_id

    def _made_from(self, blueprint: str, inputs: Config) -> Config:
        return {
            "use_blueprint": {
                "path": f"chastify/{blueprint}.yaml",
                "input": {"lock": self.lock, **inputs},
            }
        }

    async def _load(self, domain: str) -> None:
        """Let Home Assistant run what is configured, and leave what runs already."""
        config: Config = {domain: self._configs[domain]}
        if domain not in self.hass.config.components:
            assert await async_setup_component(self.hass, domain, config)
        else:
            await self._reload(domain, config)
        await self.settled()

    async def _reload(self, domain: str, config: Config) -> None:
        with patch(
            "homeassistant.config.load_yaml_config_file",
            autospec=True,
            return_value=config,
        ):
            await self.hass.services.async_call(domain, "reload", blocking=True)

    async def restart(self, *, away: float = 0, entry_too: bool = True) -> None:
        """Stop Home Assistant and start it again so many seconds later.

        Runs of automations and scripts are lost, and what Home Assistant keeps over a restart is
        kept: the states of helpers and when an automation was last triggered.
        """
        with patch(
            "homeassistant.components.automation.EVENT_AUTOMATION_RELOADED",
            "there_is_none_in_a_restart",
        ):
            await self._restart(away, entry_too)

    async def _restart(self, away: float, entry_too: bool) -> None:
        for domain in self._configs:
            if domain in self.hass.config.components:
                await self._reload(domain, {domain: []})
        if entry_too:
            assert await self.hass.config_entries.async_unload(
                self.account.entry.entry_id
            )
        self.hass.set_state(CoreState.starting)
        if away:
            self._now.tick(away)
        if entry_too:
            await self.hass.config_entries.async_setup(self.account.entry.entry_id)
        for domain, configs in self._configs.items():
            if domain in self.hass.config.components:
                await self._reload(domain, {domain: configs})
        self.hass.set_state(CoreState.running)
        self.hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
        await self.settled()

    async def end(self) -> None:
        """Remove all rules, and their timers."""
        for domain in self._configs:
            if domain in self.hass.config.components:
                await self._reload(domain, {domain: []})

    async def settled(self) -> None:
        """Wait until the rules only wait for the clock or an event."""
        await settled(self.hass)

    def state(self, entity_id: str) -> State:
        """Return the state of an entity of the house, which has to be there."""
        state = self.hass.states.get(entity_id)
        assert state is not None
        return state

    def last_run(self, automation: str) -> datetime | None:
        """Return when an automation ran last."""
        moment: datetime | None = self.state(automation).attributes["last_triggered"]
        return moment

    def is_running(self, rule: str) -> bool:
        """Tell whether an automation or a script is at something, if only waiting."""
        runs: int = self.state(rule).attributes["current"]
        return runs > 0

    async def set_state(self, entity_id: str, state: str, **attributes: object) -> None:
        """Set an entity of the house and wait for the rules."""
        self.hass.states.async_set(entity_id, state, attributes)
        await self.settled()

    async def set_states(self, entity_ids: Iterable[str], state: str) -> None:
        """Set entities of the house at once and wait for the rules."""
        for entity_id in entity_ids:
            self.hass.states.async_set(entity_id, state)
        await self.settled()

    async def remove(self, entity_id: str) -> None:
        """Remove an entity of the house and wait for the rules."""
        self.hass.states.async_remove(entity_id)
        await self.settled()

    async def fire(self, event: str, **data: object) -> None:
        """Fire an event and wait for the rules."""
        self.hass.bus.async_fire(event, data)
        await self.settled()

    async def run_by_hand(self, automation: str) -> None:
        """Run the actions of an automation: no trigger, and no condition is tested."""
        await self.hass.services.async_call(
            "automation", "trigger", {"entity_id": automation}
        )
        await self.settled()

    async def disable(self, *commands: str) -> None:
        """Let the integration refuse commands, as the options of the account can."""
        self.hass.config_entries.async_update_entry(
            self.account.entry, options={"disabled_commands": list(commands)}
        )
        await self.settled()

    def refuse(self, path: str) -> None:
        """Let the service refuse all requests to a path from now on."""
        self.simulator.order(Fault(status=403), times=None, match=f"POST {API}/{path}")

    def lose_service(self) -> None:
        """Let the service be away from now on; the entities don't show it yet."""
        self.simulator.order(Fault(status=503), times=None)

    async def be_away(self) -> None:
        """Let the service be away, and the entities show it."""
        self.lose_service()
        await self.wait(30)
        # The first failure is repeated before it is shown.
        await self.wait(5)

    async def come_back(self) -> None:
        """Let the service be back, and the entities show it."""
        self.simulator.clear_faults()
        await self.wait(400)
        await self.wait(5)

    async def wait(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        self._now.tick(seconds)
        async_fire_time_changed(self.hass)
        await self.settled()

    async def wait_until(self, local: str) -> None:
        """Let the time pass at once until a moment of the house, `2026-06-01 21:00`."""
        moment = dt_util.parse_datetime(local, raise_on_error=True)
        moment = moment.replace(tzinfo=dt_util.get_default_time_zone())
        # Of two times in one zone the difference is that of the clock on the wall.
        await self.wait(moment.timestamp() - self.time().timestamp())

    async def at(self, clock: str) -> None:
        """Let the time pass at once until a time of the same day, `21:00`."""
        await self.wait_until(f"{self.time().date()} {clock}")

    async def meanwhile(
        self, rule: str, doing: Coroutine[Any, Any, None], seconds: float
    ) -> None:
        """Do something after which a rule waits, and let so many seconds pass."""
        await doing
        assert self.is_running(rule)
        await self.wait(seconds)

    def time(self) -> datetime:
        """Return the time in the house."""
        return dt_util.now()

    def sent(self) -> list[tuple[str, JsonValue]]:
        """Return path and body of the commands that reached the service, in order."""
        return bodies(self.simulator)

    def commands(self) -> list[tuple[str, JsonValue]]:
        """Return the commands without entries of the log."""
        return [sent for sent in self.sent() if sent[0] != "/logs/custom"]

    def log(self) -> list[JsonValue]:
        """Return the entries that were written to the log of the lock."""
        return [body for path, body in self.sent() if path == "/logs/custom"]

    def forget(self) -> None:
        """Forget the commands and messages so far."""
        del self.simulator.requests[:]
        del self.messages[:]

    def told(self) -> list[str]:
        """Return the messages that went to notify entities."""
        return [str(call.data["message"]) for call in self.messages]

    def notices(self) -> list[str]:
        """Return the messages that Home Assistant shows to the person."""
        return [
            str(notice["message"])
            for notice in persistent_notification._async_get_or_create_notifications(
                self.hass
            ).values()
        ]

    def forget_notices(self) -> None:
        """Let the person dismiss what Home Assistant shows."""
        persistent_notification.async_dismiss_all(self.hass)


BLUEPRINTS = Path(__file__).parent.parent.parent / "blueprints"
