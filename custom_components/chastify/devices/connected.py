"""A connected device: its settings, and the route on which it is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Self

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..account.access import Access, entries_of_token
from ..api import ChastifyClient, JsonObject, JsonValue
from ..api.hardware import DeviceKind, StartCommand
from ..const import DOMAIN
from .consent import CONF_CONSENT, Consent

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

SUBENTRY_DEVICE: Final = "device"

CONF_EXTENSION_SESSION_ID: Final = "extension_session_id"
CONF_MAIN_TOKEN: Final = "main_token"
CONF_DEVELOPER_KEY: Final = "developer_key"
CONF_VIBRATION: Final = "vibration"
CONF_SHOCK: Final = "shock"
CONF_MAX_DURATION: Final = "max_duration"
CONF_MAX_SHOCK_DURATION: Final = "max_shock_duration"
CONF_COOLDOWN: Final = "cooldown"
CONF_PARAM_LIMITS: Final = "param_limits"
CONF_VIBRATION_PARAMS: Final = "vibration_params"
CONF_SHOCK_PARAMS: Final = "shock_params"

# In seconds.
DEFAULT_MAX_DURATION: Final = 30
LONGEST_MAX_DURATION: Final = 300
DEFAULT_MAX_SHOCK_DURATION: Final = 1
LONGEST_MAX_SHOCK_DURATION: Final = 15
DEFAULT_COOLDOWN: Final = 10
LONGEST_COOLDOWN: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How hardware is reached beside the token; none of it is ever shown.

    session_id: an extension session, None for the route of the account's token.
    main_token: the session's main token.
    developer_key: sent instead of the account's token.
    subentry_id: the device that has the session.
    """

    session_id: str | None = field(default=None, repr=False)
    main_token: str | None = field(default=None, repr=False)
    developer_key: str | None = field(default=None, repr=False)
    subentry_id: str | None = None

    async def async_command(
        self,
        client: ChastifyClient,
        command: str,
        params: JsonObject | None = None,
        *,
        lock_id: str | None = None,
    ) -> JsonValue:
        """Send a device command; raises ChastifyError.

        lock_id: the lock to which it is pinned, on the route of the account's token.
        """
        if self.session_id is None:
            return await client.device_command(command, params, lock_id=lock_id)
        return await client.session_device_command(
            self.session_id,
            command,
            params,
            main_token=self.main_token,
            developer_key=self.developer_key,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedDevice:
    """The settings of a device; durations in seconds.

    A setting that can't be understood has its strictest value, and never hinders a stop.
    param_limits: the largest number allowed, by the name of the parameter; None: no parameters.
    vibration_params, shock_params: the params of the buttons.
    consent: the lock for which a person confirmed the settings, None where nobody did.
    """

    subentry_id: str
    name: str = field(repr=False)
    route: Route
    vibration: bool
    shock: bool
    max_duration: int
    max_shock_duration: int
    cooldown: int
    param_limits: Mapping[str, float] | None
    vibration_params: JsonObject
    shock_params: JsonObject
    consent: Consent | None = field(repr=False)

    @classmethod
    def of(cls, subentry: ConfigSubentry) -> Self:
        """Read a subentry; missing settings have their defaults."""
        data = subentry.data
        return cls(
            subentry_id=subentry.subentry_id,
            name=subentry.title,
            route=_route(subentry),
            vibration=data.get(CONF_VIBRATION, True) is True,
            shock=data.get(CONF_SHOCK, False) is True,
            max_duration=_cap(
                data.get(CONF_MAX_DURATION, DEFAULT_MAX_DURATION), LONGEST_MAX_DURATION
            ),
            max_shock_duration=_cap(
                data.get(CONF_MAX_SHOCK_DURATION, DEFAULT_MAX_SHOCK_DURATION),
                LONGEST_MAX_SHOCK_DURATION,
            ),
            cooldown=_cooldown(data.get(CONF_COOLDOWN, DEFAULT_COOLDOWN)),
            param_limits=_limits(data.get(CONF_PARAM_LIMITS)),
            vibration_params=_params(data.get(CONF_VIBRATION_PARAMS)),
            shock_params=_params(data.get(CONF_SHOCK_PARAMS)),
            consent=Consent.of(data.get(CONF_CONSENT)),
        )

    def allows(self, kind: DeviceKind) -> bool:
        """Tell whether a person allows starts of a kind."""
        return self.shock if kind is DeviceKind.SHOCK else self.vibration

    def longest(self, command: StartCommand) -> int:
        """Return the cap of a command in seconds."""
        return self.max_duration if command.is_mode else self.longest_of(command.kind)

    def longest_of(self, kind: DeviceKind) -> int:
        """Return the cap of the button of a kind in seconds."""
        if kind is DeviceKind.SHOCK:
            return min(self.max_shock_duration, self.max_duration)
        return self.max_duration

    def params_of(self, kind: DeviceKind) -> JsonObject:
        """Return the params of the button of a kind."""
        return self.shock_params if kind is DeviceKind.SHOCK else self.vibration_params


def _route(subentry: ConfigSubentry) -> Route:
    """Return the route of a device; keys without a session have no meaning."""
    data = subentry.data
    if not (session_id := data.get(CONF_EXTENSION_SESSION_ID)):
        return Route()
    main_token, developer_key = data.get(CONF_MAIN_TOKEN), data.get(CONF_DEVELOPER_KEY)
    return Route(
        session_id=str(session_id),
        main_token=str(main_token) if main_token else None,
        developer_key=str(developer_key) if developer_key else None,
        subentry_id=subentry.subentry_id,
    )


def _number(value: object) -> float | None:
    """Return a finite number, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None


def _cap(value: object, longest: int) -> int:
    """Return a cap in seconds, the strictest for anything but a number."""
    number = _number(value)
    return 1 if number is None else int(min(max(number, 1), longest))


def _cooldown(value: object) -> int:
    """Return a cooldown in seconds, the strictest for anything but a number from 0 on."""
    number = _number(value)
    if number is None or number < 0:
        return LONGEST_COOLDOWN
    return int(min(number, LONGEST_COOLDOWN))


def _limits(value: object) -> Mapping[str, float] | None:
    """Return the limits; None, which allows no params, for anything but an object."""
    if value is None:
        return MappingProxyType({})
    if not isinstance(value, dict):
        return None
    # No number has a magnitude below 0.
    limits = {
        str(name): -1 if (number := _number(limit)) is None else number
        for name, limit in value.items()
    }
    return MappingProxyType(limits)


def _params(value: object) -> JsonObject:
    return dict(value) if isinstance(value, dict) else {}


def connected_devices(entry: ChastifyConfigEntry) -> list[ConnectedDevice]:
    """Return the connected devices of an account."""
    return [
        ConnectedDevice.of(subentry)
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_DEVICE
    ]


def devices_of_hardware(
    hass: HomeAssistant, device: ConnectedDevice, access: Access
) -> list[ConnectedDevice]:
    """Return a device, and all others that the same token reaches on the same route."""
    if device.route.session_id is not None:
        return [device]
    return [
        device,
        *(
            other
            for entry in entries_of_token(hass, access)
            for other in connected_devices(entry)
            if other.route.session_id is None
            and other.subentry_id != device.subentry_id
        ),
    ]


@callback
def async_find_device(
    hass: HomeAssistant, device_id: str
) -> tuple[ChastifyConfigEntry, ConnectedDevice] | None:
    """Return the connected device with an id of the device registry, and its account."""
    registered = dr.async_get(hass).async_get(device_id)
    names = (
        {each[1] for each in registered.identifiers if each[0] == DOMAIN}
        if registered
        else set()
    )
    for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        for device in connected_devices(entry):
            if device.subentry_id in names:
                return entry, device
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOrder:
    """A start that was called for.

    seconds: the duration, None for the number of the device.
    """

    device: ConnectedDevice
    command: StartCommand
    params: JsonObject
    seconds: int | None
