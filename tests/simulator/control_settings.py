"""Settings and faults that come through the control interface."""

from collections.abc import Callable

from .accounts import person_named
from .control_lock import active_lock, named_lock
from .control_people import read_person
from .control_shape import read_shape
from .device import CAPABILITIES
from .fields import Fields, InvalidField
from .state import State

type Change = Callable[[], None]


def apply_settings(state: State, fields: Fields) -> None:
    """Change the settings; raises InvalidField before any effect."""
    fields.only(*_SETTINGS)
    changes = [
        read(state, fields) for name, read in _SETTINGS.items() if name in fields
    ]
    for change in changes:
        change()


def _envelope(state: State, fields: Fields) -> Change:
    envelope = fields.flag("envelope")

    def change() -> None:
        state.envelope = envelope

    return change


def _shape(state: State, fields: Fields) -> Change:
    shape = read_shape(fields.fields("shape"))

    def change() -> None:
        state.shape = shape

    return change


def _heeds_pins(state: State, fields: Fields) -> Change:
    heeds_pins = fields.flag("heeds_pins")

    def change() -> None:
        state.heeds_pins = heeds_pins

    return change


def _overrides(state: State, fields: Fields) -> Change:
    overrides = fields.object("overrides")

    def change() -> None:
        state.overrides = overrides

    return change


def _session_overrides(state: State, fields: Fields) -> Change:
    overrides = fields.object("session_overrides")

    def change() -> None:
        state.session_overrides = overrides

    return change


def _speed(state: State, fields: Fields) -> Change:
    speed = fields.positive("speed")

    def change() -> None:
        state.clock.speed = speed

    return change


def _limits(state: State, fields: Fields) -> Change:
    limits = fields.fields("limits").only("reads", "actions", "retry_after", "reset")
    reads = limits.optional("reads", limits.count, state.limits.reads)
    actions = limits.optional("actions", limits.count, state.limits.actions)
    retry_after = limits.optional("retry_after", limits.flag, state.limits.retry_after)
    reset = limits.optional("reset", limits.flag, default=False)

    def change() -> None:
        state.limits.reads = reads
        state.limits.actions = actions
        state.limits.retry_after = retry_after
        if reset:
            state.limits.reset()

    return change


def _wearer(state: State, fields: Fields) -> Change:
    wearer = read_person(fields.fields("wearer"), state.wearer)

    def change() -> None:
        state.wearer = wearer

    return change


def _keyholder(state: State, fields: Fields) -> Change:
    values = fields.nullable("keyholder", fields.fields)
    current = state.keyholder or person_named("sim_keyholder", state.now())
    keyholder = None if values is None else read_person(values, current)

    def change() -> None:
        state.keyholder = keyholder

    return change


def _device(state: State, fields: Fields) -> Change:
    values = fields.fields("device").only("lock", "connected", "capabilities")
    lock = named_lock(state, values)
    device = state.device if lock is None else lock.device
    connected = values.optional("connected", values.flag, device.connected)
    capabilities = (
        set(values.texts("capabilities"))
        if "capabilities" in values
        else device.capabilities
    )
    if unknown := sorted(capabilities - CAPABILITIES):
        raise InvalidField(f"There is no capability {unknown[0]}.")

    def change() -> None:
        device.connected = connected
        device.capabilities = capabilities

    return change


def _extension_session(state: State, fields: Fields) -> Change:
    session = fields.fields("extension_session")
    session.only("session_id", "developer_key", "main_token", "lock", "ended")
    session_id = session.optional(
        "session_id", session.text, state.extension_session.session_id
    )
    known = state.extension_sessions.get(session_id, state.extension_session)
    developer_key = (
        session.nullable("developer_key", session.text)
        if "developer_key" in session
        else known.developer_key
    )
    main_token = (
        session.nullable("main_token", session.text)
        if "main_token" in session
        else known.main_token
    )
    lock = (
        session.nullable("lock", lambda _: active_lock(state, session))
        if "lock" in session
        else known.lock
    )
    ended = session.optional("ended", session.flag, default=False)

    def change() -> None:
        state.add_extension_session(
            session_id, developer_key=developer_key, main_token=main_token, lock=lock
        ).ended = ended

    return change


_SETTINGS = {
    "envelope": _envelope,
    "shape": _shape,
    "heeds_pins": _heeds_pins,
    "overrides": _overrides,
    "session_overrides": _session_overrides,
    "speed": _speed,
    "limits": _limits,
    "wearer": _wearer,
    "keyholder": _keyholder,
    "device": _device,
    "extension_session": _extension_session,
}
