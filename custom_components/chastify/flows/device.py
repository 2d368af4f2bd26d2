"""Subentry flow: a connected device is added or changed; for shock a person has to confirm."""

from collections.abc import Mapping
import math
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME, UnitOfTime
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    ObjectSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..account.access import Access
from ..api import (
    ChastifyError,
    ChastifyNoActiveLockError,
    ChastifyRequestError,
    JsonValue,
)
from ..api.hardware import DeviceKind
from ..commands.fields import InvalidField, device_params
from ..const import CONF_BASE_URL, DOMAIN
from ..devices.abilities import Abilities
from ..devices.confirmation import shown_lock
from ..devices.connected import (
    CONF_COOLDOWN,
    CONF_DEVELOPER_KEY,
    CONF_EXTENSION_SESSION_ID,
    CONF_MAIN_TOKEN,
    CONF_MAX_DURATION,
    CONF_MAX_SHOCK_DURATION,
    CONF_PARAM_LIMITS,
    CONF_SHOCK,
    CONF_SHOCK_PARAMS,
    CONF_VIBRATION,
    CONF_VIBRATION_PARAMS,
    DEFAULT_COOLDOWN,
    DEFAULT_MAX_DURATION,
    DEFAULT_MAX_SHOCK_DURATION,
    LONGEST_COOLDOWN,
    LONGEST_MAX_DURATION,
    LONGEST_MAX_SHOCK_DURATION,
    connected_devices,
)
from ..devices.consent import CONF_CONSENT, Consent, ShownLock
from ..devices.failures import session_problem
from ..devices.params import exceeded_limit
from ..failures.errors import FAILURES
from ..runtime_data import ChastifyConfigEntry
from .device_session import (
    CONF_FORGET_SESSION,
    SECTION_SESSION,
    SESSION_FIELDS,
    entered_session,
    has_keys_without_session,
    has_unsendable_keys,
)

CONF_CONFIRM: Final = "confirm"
SECTION_PARAMS: Final = "params"

_PARAMS: Final = (CONF_PARAM_LIMITS, CONF_VIBRATION_PARAMS, CONF_SHOCK_PARAMS)
_SECRET_SELECTOR: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)


def _seconds(lowest: int, highest: int) -> NumberSelector:
    return NumberSelector(
        NumberSelectorConfig(
            min=lowest,
            max=highest,
            step=1,
            mode=NumberSelectorMode.BOX,
            unit_of_measurement=UnitOfTime.SECONDS,
        )
    )


class ConnectedDeviceFlow(ConfigSubentryFlow):
    """Ask what a device may do; its session and its keys are tried before they are kept."""

    _name = ""
    _data: dict[str, Any]

    def __init__(self) -> None:
        """Start with nothing entered."""
        # A session is kept while other fields are mended: it isn't shown again.
        self._kept_session: dict[str, Any] = {}
        self._lock: ShownLock | None = None

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a device."""
        return await self._async_step_form("user", user_input, "", {})

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a device; what is stored of its session is kept where nothing is entered."""
        subentry = self._get_reconfigure_subentry()
        return await self._async_step_form(
            "reconfigure", user_input, subentry.title, dict(subentry.data)
        )

    async def async_step_shock(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Say what shock means and ask to confirm it."""
        errors: dict[str, str] = {}
        if user_input is None:
            self._note_lock()
        elif user_input.get(CONF_CONFIRM):
            self._confirm()
            return self._finish()
        else:
            errors["base"] = "not_confirmed"
        return self.async_show_form(
            step_id="shock",
            data_schema=vol.Schema(
                {vol.Required(CONF_CONFIRM, default=False): BooleanSelector()}
            ),
            errors=errors,
            description_placeholders={
                "device": self._name,
                "seconds": str(
                    min(
                        self._data[CONF_MAX_SHOCK_DURATION],
                        self._data[CONF_MAX_DURATION],
                    )
                ),
                "mode_seconds": str(self._data[CONF_MAX_DURATION]),
            },
        )

    async def _async_step_form(
        self,
        step_id: str,
        user_input: dict[str, Any] | None,
        name: str,
        before: dict[str, Any],
    ) -> SubentryFlowResult:
        """Show the form, and take what is entered where it holds."""
        errors: dict[str, str] = {}
        if user_input is None:
            self._note_lock()
        else:
            self._name = user_input[CONF_NAME].strip()
            self._data = _data(user_input, before | self._kept_session)
            await self._async_check(user_input, before, errors)
            if not errors and self._is_taken():
                return self.async_abort(reason="already_configured")
            if not errors and _allows_more_shock(self._data, before):
                return await self.async_step_shock()
            if not errors:
                if not before:
                    self._confirm()
                return self._finish()
        shown = before if user_input is None else self._data
        has_session = CONF_EXTENSION_SESSION_ID in before | self._kept_session
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                _schema(has_session=has_session),
                {
                    CONF_NAME: name if user_input is None else user_input[CONF_NAME],
                    **{
                        key: value
                        for key, value in shown.items()
                        if key not in (*SESSION_FIELDS, *_PARAMS, CONF_CONSENT)
                    },
                    SECTION_PARAMS: {
                        key: shown[key] for key in _PARAMS if shown.get(key)
                    },
                },
            ),
            errors=errors,
        )

    async def _async_check(
        self,
        user_input: dict[str, Any],
        before: dict[str, Any],
        errors: dict[str, str],
    ) -> None:
        """Fill `errors` with what doesn't hold."""
        self._kept_session = {
            key: self._data[key] for key in SESSION_FIELDS if key in self._data
        }
        if has_keys_without_session(user_input, self._data):
            errors["base"] = "session_missing"
            return
        if has_unsendable_keys(self._data, before):
            errors["base"] = "invalid_token_characters"
            self._kept_session = {}
            return
        if not self._name:
            errors[CONF_NAME] = "name_missing"
            return
        if key := _params_error(self._data):
            errors["base"] = key
            return
        abilities = await self._async_abilities(before, errors)
        if errors:
            self._kept_session = {}
        for kind in DeviceKind:
            if self._data[kind] and not abilities.can(kind):
                errors[kind] = "unsupported"

    async def _async_abilities(
        self, before: dict[str, Any], errors: dict[str, str]
    ) -> Abilities:
        """Return what the device can do; a session that is new is tried for it.

        One that is stored isn't, so that caps can be lowered while the service is away.
        """
        entry: ChastifyConfigEntry = self._get_entry()
        session_id = self._data.get(CONF_EXTENSION_SESSION_ID)
        if session_id is None:
            return _abilities_of_account(entry)
        if all(self._data.get(key) == before.get(key) for key in SESSION_FIELDS):
            return Abilities()
        try:
            answer = (
                await Access.of(entry)
                .client(self.hass)
                .get_extension_session(
                    session_id,
                    main_token=self._data.get(CONF_MAIN_TOKEN),
                    developer_key=self._data.get(CONF_DEVELOPER_KEY),
                )
            )
        except ChastifyNoActiveLockError:
            return Abilities()
        except ChastifyRequestError:
            errors["base"] = "session_invalid"
            return Abilities()
        except ChastifyError as err:
            errors["base"] = session_problem(err) or FAILURES[type(err)].flow
            return Abilities()
        return Abilities.of(answer)

    def _confirm(self) -> None:
        """Keep for which lock a person confirms the device: that of when they were asked."""
        # What was confirmed before was less than this.
        self._data.pop(CONF_CONSENT, None)
        if self._lock is not None and self._lock == _lock_of(self._get_entry()):
            consent = Consent(
                lock=self._lock, session_id=self._data.get(CONF_EXTENSION_SESSION_ID)
            )
            self._data[CONF_CONSENT] = consent.as_json()

    def _note_lock(self) -> None:
        """Note the lock that the account shows while a person is asked, None where it shows none."""
        self._lock = _lock_of(self._get_entry())

    def _is_taken(self) -> bool:
        """Tell whether another device has this session, of this account or of another."""
        own = self._get_entry()
        own_id = (
            self._reconfigure_subentry_id if self.source == SOURCE_RECONFIGURE else None
        )
        session_id = self._data.get(CONF_EXTENSION_SESSION_ID)
        return any(
            device.subentry_id != own_id and device.route.session_id == session_id
            for entry in self.hass.config_entries.async_entries(DOMAIN)
            if _shares_devices(own, entry, session_id)
            for device in connected_devices(entry)
        )

    def _finish(self) -> SubentryFlowResult:
        """Keep the device, unless another flow was quicker."""
        if self._is_taken():
            return self.async_abort(reason="already_configured")
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_and_abort(
                self._get_entry(),
                self._get_reconfigure_subentry(),
                title=self._name,
                data=self._data,
            )
        return self.async_create_entry(title=self._name, data=self._data)


def _shares_devices(
    own: ChastifyConfigEntry, entry: ChastifyConfigEntry, session_id: str | None
) -> bool:
    """Tell whether a route of an account may be that of another: sessions belong to the server."""
    if own.entry_id == entry.entry_id:
        return True
    return (
        session_id is not None and own.data[CONF_BASE_URL] == entry.data[CONF_BASE_URL]
    )


def _lock_of(entry: ChastifyConfigEntry) -> ShownLock | None:
    """Return the lock that the account shows, None where it shows none."""
    if entry.state is not ConfigEntryState.LOADED:
        return None
    return shown_lock(entry.runtime_data.coordinator)


def _abilities_of_account(entry: ChastifyConfigEntry) -> Abilities:
    """Return what the account's newest reading says of its device."""
    if entry.state is not ConfigEntryState.LOADED:
        return Abilities()
    session = entry.runtime_data.coordinator.data.session
    return Abilities.of(session.answer) if session else Abilities()


def _schema(*, has_session: bool) -> vol.Schema:
    """Return the form; nothing that is stored of a session is ever shown."""
    forget = {vol.Optional(CONF_FORGET_SESSION, default=False): BooleanSelector()}
    return vol.Schema(
        {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required(CONF_VIBRATION, default=True): BooleanSelector(),
            vol.Required(CONF_SHOCK, default=False): BooleanSelector(),
            vol.Required(CONF_MAX_DURATION, default=DEFAULT_MAX_DURATION): _seconds(
                1, LONGEST_MAX_DURATION
            ),
            vol.Required(
                CONF_MAX_SHOCK_DURATION, default=DEFAULT_MAX_SHOCK_DURATION
            ): _seconds(1, LONGEST_MAX_SHOCK_DURATION),
            vol.Required(CONF_COOLDOWN, default=DEFAULT_COOLDOWN): _seconds(
                0, LONGEST_COOLDOWN
            ),
            vol.Required(SECTION_SESSION): section(
                vol.Schema(
                    {
                        **{
                            vol.Optional(key): _SECRET_SELECTOR
                            for key in SESSION_FIELDS
                        },
                        **(forget if has_session else {}),
                    }
                ),
                {"collapsed": True},
            ),
            vol.Required(SECTION_PARAMS): section(
                vol.Schema({vol.Optional(key): ObjectSelector() for key in _PARAMS}),
                {"collapsed": True},
            ),
        }
    )


def _data(user_input: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of what was entered."""
    return {
        CONF_VIBRATION: user_input[CONF_VIBRATION],
        CONF_SHOCK: user_input[CONF_SHOCK],
        CONF_MAX_DURATION: round(user_input[CONF_MAX_DURATION]),
        CONF_MAX_SHOCK_DURATION: round(user_input[CONF_MAX_SHOCK_DURATION]),
        CONF_COOLDOWN: round(user_input[CONF_COOLDOWN]),
        **entered_session(user_input.get(SECTION_SESSION, {}), before),
        **{
            key: value
            for key, value in user_input.get(SECTION_PARAMS, {}).items()
            if key in _PARAMS and value is not None
        },
        # It names the session that it was given for.
        **{key: before[key] for key in (CONF_CONSENT,) if key in before},
    }


def _allows_more_shock(data: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Tell whether shocks are allowed that weren't, or longer ones."""
    return data[CONF_SHOCK] and (
        not before.get(CONF_SHOCK)
        or data[CONF_MAX_DURATION] > before.get(CONF_MAX_DURATION, 0)
        or data[CONF_MAX_SHOCK_DURATION] > before.get(CONF_MAX_SHOCK_DURATION, 0)
    )


def _params_error(data: Mapping[str, Any]) -> str | None:
    """Return what is wrong with limits and params, None where they can be kept."""
    limits = data.get(CONF_PARAM_LIMITS, {})
    if not isinstance(limits, dict) or not all(
        isinstance(name, str) and _is_limit(limit) for name, limit in limits.items()
    ):
        return "param_limits"
    for key in (CONF_VIBRATION_PARAMS, CONF_SHOCK_PARAMS):
        try:
            params = device_params(data.get(key, {}))
        except InvalidField:
            return "params"
        if exceeded_limit(params, limits):
            return "params_above_limit"
    return None


def _is_limit(value: JsonValue) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and value >= 0
    )
