"""Config flow: an account is added, given a new token, or moved to another server."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
    ConfigSubentryFlow,
)
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import AbortFlow, section
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers.selector import (
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .account.access import passing_client, sharing_entries
from .account.entered_text import (
    InvalidAddressError,
    async_normalize_addresses,
    bare_secret,
    bare_text,
    normalized_base_url,
)
from .account.identity import Sameness, ShownAccount
from .account.storage import AccountStorage
from .account.token_trust import async_forget_answer, async_note_answer
from .api import (
    DEFAULT_BASE_URL,
    ChastifyClient,
    ChastifyConflictError,
    ChastifyError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
    Session,
    is_sendable_id,
    is_sendable_token,
)
from .const import (
    CONF_BASE_URL,
    CONF_LOCK_ID,
    DOMAIN,
    ENTRY_VERSION,
    NAME,
    SECTION_ADVANCED,
)
from .devices.connected import SUBENTRY_DEVICE
from .failures.errors import FAILURES
from .flows.device import ConnectedDeviceFlow
from .flows.discovered_lock import NO_NAME, DiscoveredLockSteps, title_of
from .flows.options import ChastifyOptionsFlow
from .runtime_data import ChastifyConfigEntry

_TOKEN_SELECTOR: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)
_URL_SELECTOR: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))

ERROR_INVALID_URL: Final = "invalid_url"
ERROR_INVALID_LOCK_ID: Final = "invalid_lock_id"
ERROR_LOCK_ENDED: Final = "lock_ended"


class ChastifyConfigFlow(DiscoveredLockSteps, domain=DOMAIN):
    """Ask for a token, and try it before it is stored."""

    VERSION = ENTRY_VERSION
    MINOR_VERSION = 1

    # The account of the token that was tried last, and its lock.
    _shown = ShownAccount()
    _session: Session | None = None
    # The data to be stored once a person has said that the account is the same.
    _unconfirmed: dict[str, str]

    @staticmethod
    @callback
    @override
    def async_get_options_flow(
        config_entry: ChastifyConfigEntry,
    ) -> ChastifyOptionsFlow:
        """Return the flow of the options."""
        return ChastifyOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ChastifyConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return the flow of connected devices."""
        return {SUBENTRY_DEVICE: ConnectedDeviceFlow}

    @callback
    @override
    def async_remove(self) -> None:
        """Forget the time of the last answer to the form."""
        async_forget_answer(self.hass, self.flow_id)

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add an account."""
        errors: dict[str, str] = {}
        where = {CONF_BASE_URL: DEFAULT_BASE_URL}
        if user_input is not None:
            where = _entered_where(user_input, where)
            data = await self._async_try(
                bare_secret(user_input[CONF_API_TOKEN]), where, errors
            )
            if data is not None:
                title = self._shown.username or NAME
                if CONF_LOCK_ID in data and self._session is not None:
                    title = title_of(self._session)
                return self.async_create_entry(title=title, data=data)
        return self.async_show_form(
            step_id="user",
            data_schema=vol.Schema(
                {
                    vol.Required(CONF_API_TOKEN): _TOKEN_SELECTOR,
                    **_advanced(where, errors),
                }
            ),
            errors=errors,
        )

    async def async_step_reauth(
        self, _entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Ask for a new token after the service refused the stored one."""
        return self._show_reauth({})

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Store a new token, or the same one where it is accepted again."""
        async_note_answer(self.hass, self.flow_id)
        errors: dict[str, str] = {}
        if user_input is not None:
            entry: ChastifyConfigEntry = self._get_reauth_entry()
            result = await self._async_change(
                entry,
                bare_secret(user_input[CONF_API_TOKEN]),
                _where(entry.data),
                errors,
            )
            if result is not None:
                return result
        return self._show_reauth(errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change token, server or lock; an empty token keeps the stored one."""
        errors: dict[str, str] = {}
        where: dict[str, str] | None = None
        if user_input is not None:
            entry: ChastifyConfigEntry = self._get_reconfigure_entry()
            where = _entered_where(user_input, _where(entry.data))
            result = await self._async_change(
                entry,
                bare_secret(user_input.get(CONF_API_TOKEN, ""))
                or entry.data[CONF_API_TOKEN],
                where,
                errors,
            )
            if result is not None:
                return result
        return self._show_reconfigure(errors, where)

    async def async_step_same_account(
        self, _user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether a token is of the same account, where its lock doesn't show it."""
        async_note_answer(self.hass, self.flow_id)
        known = await _async_known_account(self.hass, self._changed_entry())
        is_reauth = self.source == SOURCE_REAUTH
        return self.async_show_menu(
            step_id="same_account",
            menu_options=[
                "take_token",
                "reauth_confirm" if is_reauth else "reconfigure",
            ],
            description_placeholders={
                "known": known.username or NO_NAME,
                "shown": self._shown.username or NO_NAME,
            },
        )

    async def async_step_take_token(
        self, _user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Store the token after a person has said that it is of the same account."""
        errors: dict[str, str] = {}
        if not self._is_taken(self._unconfirmed, errors):
            return self._take(self._changed_entry(), self._unconfirmed)
        if self.source == SOURCE_REAUTH:
            return self._show_reauth(errors)
        return self._show_reconfigure(errors, _where(self._unconfirmed))

    def _show_reauth(self, errors: dict[str, str]) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=vol.Schema({vol.Required(CONF_API_TOKEN): _TOKEN_SELECTOR}),
            errors=errors,
        )

    def _show_reconfigure(
        self, errors: dict[str, str], where: dict[str, str] | None
    ) -> ConfigFlowResult:
        """Show the form, with the stored server and lock where none were entered."""
        if where is None:
            where = _where(self._get_reconfigure_entry().data)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=vol.Schema(
                {
                    vol.Optional(CONF_API_TOKEN): _TOKEN_SELECTOR,
                    **_advanced(where, errors),
                }
            ),
            errors=errors,
        )

    def _changed_entry(self) -> ChastifyConfigEntry:
        """Return the entry that is given a token."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        return self._get_reconfigure_entry()

    async def _async_try(
        self, token: str, where: dict[str, str], errors: dict[str, str]
    ) -> dict[str, str] | None:
        """Return the entry's data when the service accepts the token, else fill `errors`.

        where: the address of the server and, where one is chosen, the id of the lock.
        """
        lock_id = where.get(CONF_LOCK_ID)
        try:
            base_url = normalized_base_url(where[CONF_BASE_URL])
        except InvalidAddressError:
            errors["base"] = ERROR_INVALID_URL
            return None
        if lock_id is not None and not is_sendable_id(lock_id):
            errors["base"] = ERROR_INVALID_LOCK_ID
            return None
        if not is_sendable_token(token):
            errors["base"] = "invalid_token_characters"
            return None
        data = {**where, CONF_API_TOKEN: token, CONF_BASE_URL: base_url}
        if self._is_taken(data, errors):
            return None
        self._shown = ShownAccount()
        try:
            with passing_client(self.hass, token, base_url) as client:
                self._session = await _async_session(client, lock_id)
                is_other = False
                if self._is_entered(lock_id) and self._session is None:
                    is_other = await _async_session(client, None) is not None
        except ChastifyError as err:
            errors["base"] = FAILURES[type(err)].flow
            return None
        if is_other or _is_about_another(self._session, lock_id):
            errors["base"] = ERROR_LOCK_ENDED
            return None
        if self._session is not None:
            self._shown = self._shown.after(self._session)
        # Another flow may have been faster while the service answered.
        return None if self._is_taken(data, errors) else data

    def _is_entered(self, lock_id: str | None) -> bool:
        """Tell whether a person has entered this lock, and not another field of its entry."""
        if lock_id is None or self.source == SOURCE_USER:
            return lock_id is not None
        return lock_id != self._changed_entry().data.get(CONF_LOCK_ID)

    def _is_taken(self, data: dict[str, str], errors: dict[str, str]) -> bool:
        """Tell whether another entry has this token at this server for the same lock.

        A form that adds an account is aborted then; that of an entry stays open with an error.
        """
        async_normalize_addresses(self.hass)
        if self.source != SOURCE_USER and self._changed_entry().data == data:
            return False
        entries = self._async_current_entries(include_ignore=False)
        if all(entry.data != data for entry in entries):
            return False
        if self.source == SOURCE_USER:
            raise AbortFlow("already_configured")
        errors["base"] = "already_configured"
        return True

    async def _async_change(
        self,
        entry: ChastifyConfigEntry,
        token: str,
        where: dict[str, str],
        errors: dict[str, str],
    ) -> ConfigFlowResult | None:
        """Store token, server and lock of an entry; None where `errors` says why that failed."""
        data = await self._async_try(token, where, errors)
        if data is None:
            return None
        if data != entry.data:
            known = await _async_known_account(self.hass, entry)
            sameness = known.compare(self._shown)
            if sameness is Sameness.ANOTHER:
                errors["base"] = "wrong_account"
                return None
            # The stored token may be used at another address of the same server.
            is_new = token != entry.data[CONF_API_TOKEN]
            if sameness is Sameness.UNKNOWN and is_new:
                self._unconfirmed = data
                return await self.async_step_same_account()
        return self._take(entry, data)

    def _take(
        self, entry: ChastifyConfigEntry, data: dict[str, str]
    ) -> ConfigFlowResult:
        """Store the new data, and load all entries of the old token with the new one.

        Where the old one is accepted again, it is for all of them.
        """
        others: list[ChastifyConfigEntry] = []
        is_of_all = (
            data[CONF_API_TOKEN] != entry.data[CONF_API_TOKEN]
            or self.source == SOURCE_REAUTH
        )
        # Another server must not get the token.
        if is_of_all and data[CONF_BASE_URL] == entry.data[CONF_BASE_URL]:
            _, *others = sharing_entries(self.hass, entry)
        for other in others:
            self._store(other, {**other.data, CONF_API_TOKEN: data[CONF_API_TOKEN]})
        self._store(entry, data)
        return self.async_update_and_abort(entry)

    def _store(self, entry: ChastifyConfigEntry, data: dict[str, str]) -> None:
        """Store the data of an entry, and load it with them."""
        will_reload_itself = bool(entry.update_listeners) and entry.data != data
        self.hass.config_entries.async_update_entry(entry, data=data)
        if not will_reload_itself and not entry.disabled_by:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)


async def _async_known_account(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> ShownAccount:
    """Return the account that the entry's lock showed last."""
    if entry.state is ConfigEntryState.LOADED:
        return entry.runtime_data.storage.shown_account
    storage = AccountStorage(hass, entry.entry_id)
    with suppress(ConfigEntryError, ConfigEntryNotReady):
        await storage.async_load()
    return storage.shown_account


def _is_about_another(session: Session | None, lock_id: str | None) -> bool:
    """Tell whether a reading shows another lock than the one that it asked for."""
    shown_id = session.lock_id if session else None
    return None not in (shown_id, lock_id) and shown_id != lock_id


async def _async_session(client: ChastifyClient, lock_id: str | None) -> Session | None:
    """Read a lock, None where it isn't active; raises ChastifyError."""
    try:
        return await client.get_session(lock_id=lock_id)
    except ChastifyConflictError, ChastifyNoActiveLockError, ChastifyLockEndedError:
        return None


def _where(data: Mapping[str, str]) -> dict[str, str]:
    """Return server and lock of an entry's data."""
    return {key: data[key] for key in (CONF_BASE_URL, CONF_LOCK_ID) if key in data}


def _entered_where(
    user_input: dict[str, Any], default: dict[str, str]
) -> dict[str, str]:
    """Return server and lock of the form's collapsed section; an empty lock is none."""
    entered: dict[str, str] = user_input.get(SECTION_ADVANCED, default)
    where = {CONF_BASE_URL: entered.get(CONF_BASE_URL, default[CONF_BASE_URL])}
    if lock_id := bare_text(entered.get(CONF_LOCK_ID, "")):
        where[CONF_LOCK_ID] = lock_id
    return where


def _advanced(
    where: dict[str, str], errors: dict[str, str]
) -> dict[vol.Marker, section]:
    """Return the section of the form, open only if one of its fields has an error."""
    own_errors = (ERROR_INVALID_URL, ERROR_INVALID_LOCK_ID, ERROR_LOCK_ENDED)
    fields = vol.Schema(
        {
            vol.Required(CONF_BASE_URL, default=where[CONF_BASE_URL]): _URL_SELECTOR,
            vol.Optional(
                CONF_LOCK_ID,
                description={"suggested_value": where.get(CONF_LOCK_ID, "")},
            ): TextSelector(),
        }
    )
    return {
        vol.Required(SECTION_ADVANCED, default=where): section(
            fields, {"collapsed": errors.get("base") not in own_errors}
        )
    }
