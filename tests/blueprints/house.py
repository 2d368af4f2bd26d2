"""A house whose rules come from the blueprints, run by Home Assistant's own engine."""

import asyncio
from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any, Final
from unittest.mock import Mock, patch

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    async_fire_time_changed,
    async_mock_service,
    mock_integration,
    mock_platform,
)
import voluptuous as vol

from homeassistant.components import persistent_notification
from homeassistant.components.device_automation.exceptions import (
    InvalidDeviceAutomationConfig,
)
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import Context, CoreState, HomeAssistant, ServiceCall
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.script import _ScriptRun
from homeassistant.helpers.template import render_complex
from homeassistant.helpers.typing import TemplateVarsType
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from tests.account import Account
from tests.acting import bodies
from tests.simulator import JsonValue, Simulator

type Inputs = Mapping[str, Any]  # as YAML gives them: of any shape
type Config = dict[str, Any]  # likewise

TIME_ZONE: Final = "Europe/Berlin"
PHONE: Final = "notify.phone"

# So many turns of the loop bring an answer over a local socket; one takes microseconds.
CALM: Final = 20
CALM_ANYWAY: Final = 3000

_waiting: list[object] = []


@contextmanager
def waits_are_known() -> Generator[None]:
    """Know which runs wait for the clock or an event, so that nobody waits for them."""

    def known(
        step: Callable[[object], Coroutine[Any, Any, None]],
    ) -> Callable[[object], Coroutine[Any, Any, None]]:
        async def wait(run: object) -> None:
            _waiting.append(run)
            try:
                await step(run)
            finally:
                _waiting.remove(run)

        return wait

    with ExitStack() as stack:
        for step in ("delay", "wait_for_trigger", "wait_template"):
            name = f"_async_step_{step}"
            stack.enter_context(
                patch.object(_ScriptRun, name, known(getattr(_ScriptRun, name)))
            )
        yield
    _waiting.clear()


async def settled(hass: HomeAssistant) -> None:
    """Wait until nothing goes on but what waits for the clock or an event.

    Runs that wait in a queue behind those are found by nothing changing for long.
    """
    calm = 0
    before: set[asyncio.Future[Any]] | None = None
    while calm < CALM_ANYWAY:
        await asyncio.sleep(0)
        going_on = {*hass._tasks, *hass._background_tasks} - {asyncio.current_task()}
        calm = calm + 1 if going_on == before else 0
        before = going_on
        if calm >= CALM and len(going_on) <= len(_waiting):
            return


class House:
    """Automations and scripts made from blueprints, and what they tell."""

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
                "use_blueprint": {
                    "path": f"chastify/{blueprint}.yaml",
                    "input": {"lock": self.lock, **inputs},
                },
            }
        )
        await self._load("automation")
        entity_id = f"automation.{name}"
        state = self.hass.states.get(entity_id)
        assert state is not None
        assert state.state == "on", "the blueprint with these inputs is not valid"
        return entity_id

    async def change(self, number: int, **inputs: object) -> None:
        """Save an automation again with other inputs; `number` counts from the first used."""
        blueprint: Config = self._configs["automation"][number]["use_blueprint"]
        blueprint["input"] = {**blueprint["input"], **inputs}
        await self._load("automation")

    async def use_script(self, blueprint: str, **inputs: object) -> str:
        """Add a script from a blueprint; returns its entity id."""
        self._configs["script"].append(
            {
                blueprint: {
                    "alias": blueprint,
                    "use_blueprint": {
                        "path": f"chastify/{blueprint}.yaml",
                        "input": {"lock": self.lock, **inputs},
                    },
                }
            }
        )
        await self._load("script")
        assert self.hass.states.get(f"script.{blueprint}") is not None
        return f"script.{blueprint}"

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
        """Take all rules away, and what they wait for."""
        for domain in self._configs:
            if domain in self.hass.config.components:
                await self._reload(domain, {domain: []})

    async def settled(self) -> None:
        """Wait until the rules have done what they do without waiting for the clock."""
        await settled(self.hass)

    async def set_state(self, entity_id: str, state: str, **attributes: object) -> None:
        """Set an entity of the house and wait for what it brings."""
        self.hass.states.async_set(entity_id, state, attributes)
        await self.settled()

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

    def time(self) -> datetime:
        """Return the time in the house."""
        return dt_util.now()

    async def run_script(self, entity_id: str, **variables: object) -> None:
        """Run a script to its end."""
        await self.hass.services.async_call(
            "script",
            "turn_on",
            {"entity_id": entity_id, "variables": variables},
            blocking=True,
        )
        await self.settled()

    def sent(self) -> list[tuple[str, JsonValue]]:
        """Return path and body of what reached the lock's service, in order."""
        return bodies(self.simulator)

    def commands(self) -> list[tuple[str, JsonValue]]:
        """Return what was sent apart from entries of the log."""
        return [sent for sent in self.sent() if sent[0] != "/logs/custom"]

    def log(self) -> list[JsonValue]:
        """Return the entries that were written to the log of the lock."""
        return [body for path, body in self.sent() if path == "/logs/custom"]

    def forget(self) -> None:
        """Forget what was sent and told so far."""
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


class Phone:
    """A phone with Home Assistant's app, for notifications with buttons.

    The app's integration requires half of Home Assistant; only its action for a device is here.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Install the app."""
        self._hass = hass
        self.notifications: list[Config] = []
        self.is_reachable = True
        entry = MockConfigEntry(domain="mobile_app", title="Phone")
        entry.add_to_hass(hass)
        self.id = (
            dr.async_get(hass)
            .async_get_or_create(
                config_entry_id=entry.entry_id,
                identifiers={("mobile_app", "phone")},
                name="Phone",
            )
            .id
        )
        mock_integration(hass, MockModule("mobile_app"))
        hass.config.components.add("mobile_app")
        mock_platform(
            hass,
            "mobile_app.device_action",
            Mock(
                spec_set=["ACTION_SCHEMA", "async_call_action_from_config"],
                ACTION_SCHEMA=cv.DEVICE_ACTION_BASE_SCHEMA.extend(
                    {
                        vol.Required("type"): "notify",
                        vol.Required("message"): cv.template,
                        vol.Optional("title"): cv.template,
                        vol.Optional("data"): cv.template_complex,
                    }
                ),
                async_call_action_from_config=self._notify,
            ),
        )

    async def _notify(
        self,
        hass: HomeAssistant,
        config: Config,
        variables: TemplateVarsType,
        context: Context | None,
    ) -> None:
        if not self.is_reachable:
            raise InvalidDeviceAutomationConfig("The phone is not registered any more")
        self.notifications.append(
            {
                key: render_complex(config[key], variables)
                for key in ("message", "title", "data")
                if key in config
            }
        )

    def told(self) -> list[str]:
        """Return the messages that the phone showed."""
        return [notification["message"] for notification in self.notifications]

    def buttons(self) -> Sequence[Mapping[str, str]]:
        """Return the buttons of the newest notification."""
        buttons: Sequence[Mapping[str, str]] = self.notifications[-1]["data"]["actions"]
        return buttons

    async def press(self, button: int = 0) -> None:
        """Press a button of the newest notification."""
        self._hass.bus.async_fire(
            "mobile_app_notification_action",
            {"action": self.buttons()[button]["action"]},
        )
        await settled(self._hass)
