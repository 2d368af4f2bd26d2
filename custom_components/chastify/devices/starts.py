"""A start of hardware: the checks before it is sent, and its planned stop."""

from collections.abc import Callable
from datetime import timedelta
import math
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.chat_session import CONVERSATION_TIMEOUT, current_session
from homeassistant.util import dt as dt_util

from ..account.access import Access
from ..api import ChastifyError
from ..api.hardware import DEVICE_COMMAND, DeviceKind
from ..failures.errors import command_refused
from .connected import ConnectedDevice, StartOrder, connected_devices
from .consent import ShownLock
from .failures import has_started_nothing
from .loaded import Devices
from .params import exceeded_limit
from .run import Credentials, Run, Target
from .runs import RUNS, PriorState
from .stops import is_stopping

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# Of the conversation agents; their component needs packages that may not be installed.
_CONVERSATION: Final = "conversation"
_A_SECOND: Final = timedelta(seconds=1)


def is_said(hass: HomeAssistant, context: Context | None) -> bool:
    """Tell whether a conversation, spoken or with a language model, may have caused a call.

    Until five minutes after its last words, it causes every call in its task, also those of scripts
    and automations. Later only calls without another cause count, since tasks that a conversation
    has left behind, such as the next poll, keep its session for ever.
    """
    session = current_session.get()
    if context is None or session is None:
        return False
    return (
        dt_util.utcnow() - session.last_updated < CONVERSATION_TIMEOUT
        or context.parent_id is None
        or any(
            agent.context.id == context.id
            for agent in hass.states.async_all(_CONVERSATION)
        )
    )


class DeviceStart:
    """One start, from its call to its answer.

    Each check reads the settings again: the device may have been changed meanwhile.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ChastifyConfigEntry,
        order: StartOrder,
        *,
        access: Access,
        devices: Devices,
        lock: ShownLock | None,
        lock_now: Callable[[], ShownLock | None],
        leave_queue: Callable[[], None],
        is_said: bool,
    ) -> None:
        """Plan nothing yet.

        access: the access with which the start will be sent.
        lock: the lock that it is meant for, None where the account shows none.
        lock_now: returns the lock that the account shows now.
        leave_queue: takes it out of the queue when a stop is called for.
        is_said: whether an assistant starts it, by voice or a language model.
        """
        self._hass = hass
        self._entry = entry
        self._order = order
        self._access = access
        self._lock = lock
        self._lock_now = lock_now
        self._abilities = devices.abilities(order.device)
        self._usual_seconds = devices.duration(order.device, order.command.kind)
        self._leave_queue = leave_queue
        self._is_said = is_said
        self._runs = hass.data[RUNS]
        self._is_cancelled = False
        self._remove_waiting: CALLBACK_TYPE | None = None
        self._run: Run | None = None
        self._prior_state: PriorState | None = None

    def check(self) -> None:
        """Refuse a start that the device, its caps or the emergency stop don't allow."""
        if self._is_cancelled:
            raise self._refused("start_dropped")
        device = self._device()
        command = self._order.command
        longest = device.longest(command)
        if self._is_said and command.kind is DeviceKind.SHOCK:
            raise self._refused("assist_no_shock")
        if not device.allows(command.kind):
            raise self._refused(f"device_without_{command.kind}")
        if not self._abilities.supports(command.name):
            raise self._refused("device_unable", device_command=command.name)
        if self._order.seconds is not None and self._order.seconds > longest:
            raise self._refused(
                "field_duration",
                field="duration",
                shortest=_A_SECOND,
                longest=timedelta(seconds=longest),
            )
        if exceeded := exceeded_limit(self._order.params, device.param_limits):
            name, limit = exceeded
            raise self._refused("param_limit", param=name, limit=f"{limit:g}")
        lock = self._consented_lock(device)
        self._check_now(device, lock)
        if self._remove_waiting is None:
            self._remove_waiting = self._runs.async_add_waiting_start(
                self._target(device), self._cancel
            )

    def _consented_lock(self, device: ConnectedDevice) -> ShownLock:
        """Return the lock of the start; refuse one for which nobody confirmed the device."""
        consent = device.consent
        # The pinned lock, and the lock that it would reach without a pin.
        for lock in (self._lock, self._lock_now()):
            if lock is None:
                raise self._refused("start_without_lock")
            if not lock.is_known:
                raise self._refused("start_at_unknown_lock")
            if consent is None or not consent.covers(lock, device.route.session_id):
                raise self._refused("device_not_confirmed")
        assert self._lock is not None
        return self._lock

    def _check_now(self, device: ConnectedDevice, lock: ShownLock) -> None:
        """Refuse a start that may be allowed at another time."""
        if self._runs.is_closing or self._hass.is_stopping:
            raise self._refused("home_assistant_stopping")
        if self._runs.latch.holds(self._entry):
            raise self._refused("devices_latched")
        if is_stopping(self._hass, self._entry, self._target(device)):
            raise self._refused("stop_under_way")
        if left := self._runs.cooldowns.seconds_left(
            device, self._access, lock.lock_id
        ):
            raise self._refused("cooldown", seconds=max(1, math.ceil(left)))

    def _target(self, device: ConnectedDevice) -> Target:
        return Credentials(self._access, device.route).target()

    def _seconds(self, device: ConnectedDevice) -> float:
        """Return the duration."""
        longest = device.longest(self._order.command)
        return self._order.seconds or min(self._usual_seconds, longest)

    async def async_prepare(self) -> None:
        """Store the planned stop; refuse a start whose stop can't be stored."""
        device = self._device()
        self._run = self._runs.async_plan(
            self._entry.entry_id,
            self._access,
            device,
            self._order.command,
            self._consented_lock(device),
            self._seconds(device),
        )
        if not await self._runs.async_store(self._run):
            raise self._refused("plan_not_stored")

    def begin(self) -> None:
        """Plan the stop, its duration counted from now."""
        device = self._device()
        assert self._run is not None
        self._end_waiting()
        self._prior_state = self._runs.async_begin(
            self._run,
            device,
            self._seconds(device),
            device.longest(self._order.command),
        )

    def end(self, *, done: bool | None, error: ChastifyError | None = None) -> None:
        """Restore the earlier plan where surely nothing was started."""
        self._end_waiting()
        if self._run is None:
            return
        if self._prior_state is None:
            self._runs.async_withdraw(self._run)
        else:
            self._runs.async_answered(
                self._run,
                self._prior_state,
                may_run=error is None or not has_started_nothing(error),
            )

    def _device(self) -> ConnectedDevice:
        """Return the device as it is set now."""
        if Access.of(self._entry) != self._access:
            # The account is about to be loaded again, and its stops would be sent elsewhere.
            raise self._refused("account_unloaded")
        subentry_id = self._order.device.subentry_id
        for device in connected_devices(self._entry):
            if device.subentry_id == subentry_id:
                if device.route != self._order.device.route:
                    break
                return device
        raise self._refused("device_changed")

    def _cancel(self) -> None:
        self._is_cancelled = True
        self._leave_queue()

    def _end_waiting(self) -> None:
        if self._remove_waiting is not None:
            self._remove_waiting()
            self._remove_waiting = None

    def _refused(
        self, key: str, **placeholders: str | int | timedelta
    ) -> ServiceValidationError:
        return command_refused(key, DEVICE_COMMAND, **placeholders)
