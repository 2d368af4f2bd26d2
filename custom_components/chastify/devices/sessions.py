"""Extension sessions of connected devices: what they say the hardware can do, and whether they end."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from ..account.access import Access
from ..api import ChastifyError, ChastifyNoActiveLockError, ChastifyRequestError
from ..const import _LOGGER, DOMAIN
from ..coordinator import ChastifyCoordinator
from .abilities import Abilities
from .connected import ConnectedDevice
from .failures import session_problem
from .issues import SessionProblem, async_manage_session_issue

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

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
        self._device = device

    @override
    async def _async_update_data(self) -> Abilities:
        """Read what the hardware can do; say it where the session ended or refuses its keys.

        Raises UpdateFailed, never for the account: a refused key isn't the account's token.
        """
        route = self._device.route
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
            problem = session_problem(err)
            if problem is SessionProblem.REFUSED:
                # Without a key of its own the session takes the account's token.
                if await self._account.async_read_again() is None:
                    problem = None
            if problem is not None:
                self._manage_issue(problem)
            raise UpdateFailed(
                translation_domain=DOMAIN, translation_key="session_unreadable"
            ) from err
        self._manage_issue(None)
        return Abilities.of(answer)

    def _manage_issue(self, problem: SessionProblem | None) -> None:
        async_manage_session_issue(self.hass, self.config_entry, self._device, problem)
