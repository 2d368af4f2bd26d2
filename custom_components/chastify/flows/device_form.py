"""The form of a connected device: its fields, the data that is kept of it, and its errors."""

from collections.abc import Mapping
import math
from typing import Any, Final

import voluptuous as vol

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

from ..account.entered_text import bare_secret
from ..api import JsonValue, is_sendable_token
from ..commands.fields import InvalidField, device_params
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
)
from ..devices.consent import CONF_CONSENT
from ..devices.params import exceeded_limit

CONF_FORGET_SESSION: Final = "forget_session"
SECTION_SESSION: Final = "session"
SECTION_PARAMS: Final = "params"

PARAMS: Final = (CONF_PARAM_LIMITS, CONF_VIBRATION_PARAMS, CONF_SHOCK_PARAMS)
_KEYS: Final = (CONF_MAIN_TOKEN, CONF_DEVELOPER_KEY)
SESSION_FIELDS: Final = (CONF_EXTENSION_SESSION_ID, *_KEYS)
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


def form_schema(*, has_session: bool) -> vol.Schema:
    """Return the form; stored values of a session are never shown."""
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
                vol.Schema({vol.Optional(key): ObjectSelector() for key in PARAMS}),
                {"collapsed": True},
            ),
        }
    )


def entered_data(
    user_input: dict[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the data of the subentry: the entered values, and the kept session and consent."""
    return {
        CONF_VIBRATION: user_input[CONF_VIBRATION],
        CONF_SHOCK: user_input[CONF_SHOCK],
        CONF_MAX_DURATION: round(user_input[CONF_MAX_DURATION]),
        CONF_MAX_SHOCK_DURATION: round(user_input[CONF_MAX_SHOCK_DURATION]),
        CONF_COOLDOWN: round(user_input[CONF_COOLDOWN]),
        **_entered_session(user_input.get(SECTION_SESSION, {}), before),
        **{
            key: value
            for key, value in user_input.get(SECTION_PARAMS, {}).items()
            if key in PARAMS and value is not None
        },
        # It holds only for the session that it was given for.
        **{key: before[key] for key in (CONF_CONSENT,) if key in before},
    }


def _entered_session(
    entered: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, str]:
    """Return session and keys; a new or forgotten session keeps no old keys."""
    given = {key: bare_secret(entered.get(key, "")) for key in SESSION_FIELDS}
    session_id = given[CONF_EXTENSION_SESSION_ID]
    stored_id = before.get(CONF_EXTENSION_SESSION_ID)
    if entered.get(CONF_FORGET_SESSION) or session_id not in ("", stored_id):
        before = {}
    kept = {key: given[key] or before.get(key) for key in SESSION_FIELDS}
    if not kept[CONF_EXTENSION_SESSION_ID]:
        return {}
    return {key: value for key, value in kept.items() if value}


def has_keys_without_session(
    user_input: Mapping[str, Any], data: Mapping[str, Any]
) -> bool:
    """Tell whether keys were entered without a session."""
    entered = user_input.get(SECTION_SESSION, {})
    return CONF_EXTENSION_SESSION_ID not in data and any(
        bare_secret(entered.get(key, "")) for key in _KEYS
    )


def has_unsendable_keys(data: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Tell whether there are new keys that can't be sent in a header."""
    return any(
        key in data
        and data[key] != before.get(key)
        and not is_sendable_token(data[key])
        for key in _KEYS
    )


def params_error(data: Mapping[str, Any]) -> str | None:
    """Return the key of the error in limits and params, None without one."""
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


def allows_more_shock(data: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Tell whether shocks are newly allowed, or longer ones."""
    return data[CONF_SHOCK] and (
        not before.get(CONF_SHOCK)
        or data[CONF_MAX_DURATION] > before.get(CONF_MAX_DURATION, 0)
        or data[CONF_MAX_SHOCK_DURATION] > before.get(CONF_MAX_SHOCK_DURATION, 0)
    )
