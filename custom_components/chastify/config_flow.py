"""Config flow: an account is added, given a new token, or moved to another server."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
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

from .api import (
    DEFAULT_BASE_URL,
    ChastifyError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
)
from .clients import passing_client
from .connected_device import SUBENTRY_DEVICE
from .const import CONF_BASE_URL, DOMAIN, NAME, SECTION_ADVANCED
from .device_flow import ConnectedDeviceFlow
from .failures import FAILURES
from .options_flow import ChastifyOptionsFlow
from .reauth import async_note_answer
from .runtime_data import ChastifyConfigEntry
from .server_address import InvalidAddressError, normalized_base_url
from .storage import AccountStorage

_TOKEN_SELECTOR: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)
_URL_SELECTOR: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
_QUOTES_AND_BLANKS: Final = " \t\r\n\f\v\u00a0\u200b\ufeff\"'`“”„‘’«»"
_BEARER: Final = "bearer "

ERROR_INVALID_URL: Final = "invalid_url"


class ChastifyConfigFlow(ConfigFlow, domain=DOMAIN):
    """Ask for a token and try it before anything is kept."""

    VERSION = 1
    MINOR_VERSION = 1

    _username: str | None = None

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> ChastifyOptionsFlow:
        """Return the flow of the options."""
        return ChastifyOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return the flow by which connected devices are added."""
        return {SUBENTRY_DEVICE: ConnectedDeviceFlow}

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add an account."""
        errors: dict[str, str] = {}
        base_url = DEFAULT_BASE_URL
        if user_input is not None:
            base_url = _entered_base_url(user_input, base_url)
            data = await self._async_try(user_input[CONF_API_TOKEN], base_url, errors)
            if data is not None:
                return self.async_create_entry(title=self._username or NAME, data=data)
        return self.async_show_form(
            step_id="user",
            data_schema=vol.Schema(
                {
                    vol.Required(CONF_API_TOKEN): _TOKEN_SELECTOR,
                    **_advanced(base_url, errors),
                }
            ),
            errors=errors,
        )

    async def async_step_reauth(
        self, _entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Ask for a new token after the service refused the one we have."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take a new token, or the same one where it is accepted again."""
        errors: dict[str, str] = {}
        entry: ChastifyConfigEntry = self._get_reauth_entry()
        if self.cur_step is not None:
            async_note_answer(self.hass, self.flow_id)
        if user_input is not None:
            data = await self._async_try(
                user_input[CONF_API_TOKEN], entry.data[CONF_BASE_URL], errors
            )
            if data is not None:
                return await self._async_update(entry, data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=vol.Schema({vol.Required(CONF_API_TOKEN): _TOKEN_SELECTOR}),
            errors=errors,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change token or server; an empty token keeps the one that is stored."""
        errors: dict[str, str] = {}
        entry: ChastifyConfigEntry = self._get_reconfigure_entry()
        base_url: str = entry.data[CONF_BASE_URL]
        if user_input is not None:
            base_url = _entered_base_url(user_input, base_url)
            data = await self._async_try(
                _bare_token(user_input.get(CONF_API_TOKEN, ""))
                or entry.data[CONF_API_TOKEN],
                base_url,
                errors,
            )
            if data is not None:
                return await self._async_update(entry, data)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=vol.Schema(
                {
                    vol.Optional(CONF_API_TOKEN): _TOKEN_SELECTOR,
                    **_advanced(base_url, errors),
                }
            ),
            errors=errors,
        )

    async def _async_try(
        self, entered_token: str, entered_url: str, errors: dict[str, str]
    ) -> dict[str, str] | None:
        """Return the entry's data when the service accepts the token, else fill `errors`."""
        try:
            base_url = normalized_base_url(entered_url)
        except InvalidAddressError:
            errors["base"] = ERROR_INVALID_URL
            return None
        data = {
            CONF_API_TOKEN: _bare_token(entered_token),
            CONF_BASE_URL: base_url,
        }
        self._abort_if_taken(data)
        try:
            with passing_client(self.hass, data[CONF_API_TOKEN], base_url) as client:
                self._username = (await client.get_session()).own_username
        except ChastifyNoActiveLockError, ChastifyLockEndedError:
            self._username = None
        except ChastifyError as err:
            errors["base"] = FAILURES[type(err)].flow
            return None
        # Another flow may have been quicker while the service answered.
        self._abort_if_taken(data)
        return data

    def _abort_if_taken(self, data: dict[str, str]) -> None:
        """Abort where another entry has this token at this server."""
        own_entry_id = (
            self.context.get("entry_id")
            if self.source in (SOURCE_REAUTH, SOURCE_RECONFIGURE)
            else None
        )
        for entry in self._async_current_entries(include_ignore=False):
            if entry.entry_id != own_entry_id and entry.data == data:
                raise AbortFlow("already_configured")

    async def _async_update(
        self, entry: ChastifyConfigEntry, data: dict[str, str]
    ) -> ConfigFlowResult:
        """Keep the new data and see to it that the entry starts with them."""
        known = await _async_known_username(self.hass, entry)
        if known and self._username and known != self._username:
            return self.async_abort(reason="wrong_account")
        will_reload_itself = bool(entry.update_listeners) and entry.data != data
        result = self.async_update_and_abort(entry, data=data)
        if not will_reload_itself:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return result


async def _async_known_username(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> str | None:
    """Return the user name that the entry's lock showed last, None where it isn't known."""
    if entry.state is ConfigEntryState.LOADED:
        return entry.runtime_data.storage.username
    storage = AccountStorage(hass, entry.entry_id)
    with suppress(ConfigEntryError, ConfigEntryNotReady):
        await storage.async_load()
    return storage.username


def _bare_token(entered: str) -> str:
    """Return a token without the blanks, quotes and `Bearer` that copying brings along."""
    token = entered.strip(_QUOTES_AND_BLANKS)
    while token.lower().startswith(_BEARER):
        token = token[len(_BEARER) :].strip(_QUOTES_AND_BLANKS)
    return token


def _entered_base_url(user_input: dict[str, Any], default: str) -> str:
    """Return the address of the form's collapsed section."""
    base_url: str = user_input.get(SECTION_ADVANCED, {}).get(CONF_BASE_URL, default)
    return base_url


def _advanced(base_url: str, errors: dict[str, str]) -> dict[vol.Marker, section]:
    """Return the section of the form, open only where its field has to be mended."""
    return {
        vol.Required(SECTION_ADVANCED, default={CONF_BASE_URL: base_url}): section(
            vol.Schema({vol.Required(CONF_BASE_URL, default=base_url): _URL_SELECTOR}),
            {"collapsed": errors.get("base") != ERROR_INVALID_URL},
        )
    }
