"""The connected devices of a loaded account, and the extension sessions that reach them."""

from collections.abc import Callable
from datetime import timedelta
import logging
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from ..account.access import Access
from ..account.storage import AccountStorage
from ..api import ChastifyError, ChastifyNoActiveLockError, ChastifyRequestError
from ..api.hardware import DeviceKind
from ..const import DOMAIN
from ..coordinator import ChastifyCoordinator
from .abilities import Abilities
from .confirmation import shown_lock
from .connected import ConnectedDevice, connected_devices
from .failures import problem_of_reading, session_problem
from .issues import SessionProblem, async_manage_session_issue
from .run import Run
from .runs import RUNS
from .stop_calls import async_stop_device, async_stop_devices

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

_LOGGER = logging.getLogger(__name__)

INTERVAL: Final = timedelta(minutes=5)


class DeviceSession(DataUpdateCoordinator[Abilities]):
    """Reads the session of one device, every five minutes and when a command was refused."""

    config_entry: ChastifyConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ChastifyConfigEntry,
        account: ChastifyCoordinator,
        device: ConnectedDevice,
    ) -> None:
        """Start with nothing known."""
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=f"{DOMAIN} device",
            update_interval=INTERVAL,
            always_update=False,
        )
        self.data = Abilities()
        self._account = account
        self.device = device
        # The reading isn't documented: where it never succeeded, the commands tell more.
        self._was_read = False
        self._told: SessionProblem | None = None

    @callback
    def async_note(self, problem: SessionProblem | None) -> None:
        """Record the outcome of a command: its problem with the session, None for a success."""
        self._told = problem
        if problem is None:
            self._manage_issue(None)

    @override
    async def _async_update_data(self) -> Abilities:
        """Read the abilities of the device; manage the issue of an ended or refused session.

        Raises UpdateFailed, never for the account: a refused key isn't the account's token.
        """
        route = self.device.route
        problem: SessionProblem | None = None
        try:
            if route.session_id is None:
                raise ChastifyRequestError
            answer = (
                await Access.of(self.config_entry)
                .client(self.hass)
                .get_extension_session(
                    route.session_id,
                    main_token=route.main_token,
                    developer_key=route.developer_key,
                )
            )
        except ChastifyNoActiveLockError:
            return self.data
        except ChastifyError as err:
            problem = problem_of_reading(err)
            if problem is SessionProblem.ENDED and not self._was_read:
                # The service may not know this way of reading at all.
                problem = None
            problem = problem or self._told
            if problem is SessionProblem.REFUSED:
                # Without a key of its own the session takes the account's token.
                if await self._account.async_read_again() is None:
                    problem = None
            if problem is not None:
                self._manage_issue(problem)
            raise UpdateFailed(
                translation_domain=DOMAIN, translation_key="session_unreadable"
            ) from err
        self._was_read = True
        self.async_note(None)
        return Abilities.of(answer)

    def _manage_issue(self, problem: SessionProblem | None) -> None:
        async_manage_session_issue(self.hass, self.config_entry, self.device, problem)


class Devices:
    """The connected devices of a loaded account; a change of them loads it again."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ChastifyConfigEntry,
        coordinator: ChastifyCoordinator,
        storage: AccountStorage,
    ) -> None:
        """Read nothing yet."""
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._storage = storage
        self._runs = hass.data[RUNS]
        self.all = connected_devices(entry)
        self._sessions = {
            device.subentry_id: DeviceSession(hass, entry, coordinator, device)
            for device in self.all
            if device.route.session_id is not None
        }

    @callback
    def async_start(self) -> None:
        """Read the sessions, and go on reading them while the account is loaded."""
        self._storage.async_keep_devices({device.subentry_id for device in self.all})
        self.async_read_sessions()
        for session in self._sessions.values():
            # A session is read every five minutes only while it has a listener.
            self._entry.async_on_unload(session.async_add_listener(lambda: None))

    @callback
    def async_note(self, session_id: str, error: ChastifyError | None) -> None:
        """Record the outcome of a command on a session; after an error the sessions are read."""
        problem = session_problem(error) if error else None
        for session in self._sessions.values():
            if session.device.route.session_id == session_id and (
                problem is not None or error is None
            ):
                session.async_note(problem)
        if error is not None:
            self.async_read_sessions()

    @callback
    def async_read_sessions(self) -> None:
        """Read the sessions in the background."""
        for session in self._sessions.values():
            self._entry.async_create_background_task(
                self._hass, session.async_refresh(), f"{DOMAIN} device session"
            )

    def abilities(self, device: ConnectedDevice) -> Abilities:
        """Return the abilities of a device by its newest session; none are known without one."""
        if session := self._sessions.get(device.subentry_id):
            return session.data
        account = self._coordinator.data.session
        return Abilities.of(account.answer) if account else Abilities()

    def duration(self, device: ConnectedDevice, kind: DeviceKind) -> float:
        """Return the seconds for which a device's button starts it, never above the cap."""
        chosen = self._storage.device_duration(device.subentry_id, kind)
        return min(chosen.total_seconds(), device.longest_of(kind))

    def runs(self, device: ConnectedDevice) -> list[Run]:
        """Return the runs of a device."""
        return self._runs.of_device(device.subentry_id)

    def cooldown_end(self, device: ConnectedDevice) -> float:
        """Return when the cooldown of a device at the shown lock ends, by the loop's clock."""
        lock = shown_lock(self._coordinator)
        return self._runs.cooldowns.end(
            device, Access.of(self._entry), lock.lock_id if lock else None
        )

    @property
    def are_enabled(self) -> bool:
        """Whether no emergency stop holds."""
        return not self._runs.latch.holds(self._entry)

    @callback
    def async_add_listener(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call the listener when a run or a latch changed; returns how to end it."""
        return self._runs.async_add_listener(listener)

    async def async_enable(self) -> None:
        """Let devices start again after an emergency stop; starts nothing."""
        await self._runs.latch.async_release(self._entry)

    async def async_stop_all(self) -> None:
        """Stop all devices and let nothing start; the reading after it is not waited for."""
        await async_stop_devices(self._hass, self._entry)
        self._coordinator.async_begin_reading()

    async def async_stop(self, device: ConnectedDevice) -> None:
        """Stop everything that a device does; other devices may go on."""
        await async_stop_device(self._hass, self._entry, device)
        self._coordinator.async_begin_reading()
