"""Subentry flow of connected devices: to add and to change one; shock has to be confirmed."""

from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import BooleanSelector

from ..account.access import Access, account_entries
from ..api import ChastifyError, ChastifyRequestError
from ..api.hardware import DeviceKind
from ..const import CONF_BASE_URL
from ..devices.abilities import Abilities
from ..devices.confirmation import shown_lock
from ..devices.connected import (
    CONF_DEVELOPER_KEY,
    CONF_EXTENSION_SESSION_ID,
    CONF_MAIN_TOKEN,
    CONF_MAX_DURATION,
    CONF_MAX_SHOCK_DURATION,
    connected_devices,
)
from ..devices.consent import CONF_CONSENT, Consent, ShownLock
from ..devices.failures import problem_of_reading
from ..devices.issues import SessionProblem
from ..runtime_data import ChastifyConfigEntry
from .device_form import (
    PARAMS,
    SECTION_PARAMS,
    SESSION_FIELDS,
    allows_more_shock,
    entered_data,
    form_schema,
    has_keys_without_session,
    has_unsendable_keys,
    params_error,
)

CONF_CONFIRM: Final = "confirm"


class ConnectedDeviceFlow(ConfigSubentryFlow):
    """Ask for the settings of a device; a new session is tried before it is stored."""

    _name = ""
    _data: dict[str, Any]

    def __init__(self) -> None:
        """Start with an empty form."""
        # The entered session while other fields are corrected: it isn't shown again.
        self._kept_session: dict[str, Any] = {}
        # That of the account when the form was shown.
        self._lock: ShownLock | None = None

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a device."""
        return await self._async_step_form("user", user_input, "", {})

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a device; an empty field of its session keeps the stored value."""
        subentry = self._get_reconfigure_subentry()
        return await self._async_step_form(
            "reconfigure", user_input, subentry.title, dict(subentry.data)
        )

    async def async_step_shock(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Explain shock and ask to confirm it."""
        errors: dict[str, str] = {}
        if user_input is None:
            self._lock = _lock_of(self._get_entry())
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
        """Show the form; store what was entered if it has no errors."""
        errors: dict[str, str] = {}
        if user_input is None:
            self._lock = _lock_of(self._get_entry())
        else:
            self._name = user_input[CONF_NAME].strip()
            self._data = entered_data(user_input, before | self._kept_session)
            await self._async_check(user_input, before, errors)
            if not errors and self._is_taken():
                return self.async_abort(reason="already_configured")
            if not errors and allows_more_shock(self._data, before):
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
                form_schema(has_session=has_session),
                {
                    CONF_NAME: name if user_input is None else user_input[CONF_NAME],
                    **{
                        key: value
                        for key, value in shown.items()
                        if key not in (*SESSION_FIELDS, *PARAMS, CONF_CONSENT)
                    },
                    SECTION_PARAMS: {
                        key: shown[key] for key in PARAMS if shown.get(key)
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
        """Fill `errors`, by the fields of the form."""
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
        if key := params_error(self._data):
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
        """Return the abilities of the device; for a new session the service is asked.

        For a stored one it isn't, so that limits can be lowered while the service is away. The
        reading of a session isn't documented: only its refusal of the keys is an error.
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
        except ChastifyRequestError:
            errors["base"] = "session_invalid"
        except ChastifyError as err:
            if problem_of_reading(err) is SessionProblem.REFUSED:
                errors["base"] = SessionProblem.REFUSED
        else:
            return Abilities.of(answer)
        return Abilities()

    def _confirm(self) -> None:
        """Store the consent to the device, for the lock that was shown when it was asked for."""
        # The earlier consent was to less.
        self._data.pop(CONF_CONSENT, None)
        if self._lock is not None and self._lock == _lock_of(self._get_entry()):
            consent = Consent(
                lock=self._lock, session_id=self._data.get(CONF_EXTENSION_SESSION_ID)
            )
            self._data[CONF_CONSENT] = consent.as_json()

    def _is_taken(self) -> bool:
        """Tell whether another device, of any account, has this route."""
        own = self._get_entry()
        own_id = (
            self._reconfigure_subentry_id if self.source == SOURCE_RECONFIGURE else None
        )
        session_id = self._data.get(CONF_EXTENSION_SESSION_ID)
        return any(
            device.subentry_id != own_id and device.route.session_id == session_id
            for entry in account_entries(self.hass)
            if _shares_devices(own, entry, session_id)
            for device in connected_devices(entry)
        )

    def _finish(self) -> SubentryFlowResult:
        """Store the device, unless another flow was faster."""
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
    """Tell whether a route of two accounts may be the same: sessions belong to the server."""
    if own.entry_id == entry.entry_id:
        return True
    return (
        session_id is not None and own.data[CONF_BASE_URL] == entry.data[CONF_BASE_URL]
    )


def _lock_of(entry: ChastifyConfigEntry) -> ShownLock | None:
    """Return the lock that the account shows, None where there is none."""
    if entry.state is not ConfigEntryState.LOADED:
        return None
    return shown_lock(entry.runtime_data.coordinator)


def _abilities_of_account(entry: ChastifyConfigEntry) -> Abilities:
    """Return the abilities of the account's device by the newest reading."""
    if entry.state is not ConfigEntryState.LOADED:
        return Abilities()
    session = entry.runtime_data.coordinator.data.session
    return Abilities.of(session.answer) if session else Abilities()
