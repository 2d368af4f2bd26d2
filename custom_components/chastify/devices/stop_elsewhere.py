"""What a stop without a pin may end that was started at a lock with one.

The service picks the lock of such a stop: it may be the same lock, the wearer's next one, or another
wearer's.
"""

from homeassistant.core import HomeAssistant, callback

from ..account.access import Access
from ..api.hardware import STOP_ALL
from .run import Aim, Run
from .runs import Runs
from .stop_ways import async_wearer
from .stop_wishes import StopRequest


class Elsewhere:
    """The runs of a token at other aims than that of its stops without a pin."""

    def __init__(self, runs: Runs, aim: Aim) -> None:
        """Look at the runs beside an aim; beside one with a pin there are none."""
        self._runs = runs
        self._aim = aim
        # What an acknowledged stop was sent for, with the number of its last start.
        self._helped: dict[Run, int] = {}
        # Whether the lock that the service picks was seen to be another wearer's.
        self.is_of_another_wearer = False

    def gone(self, command: str) -> list[Run]:
        """Return what a command may end though its own lock has ended."""
        return [
            run
            for run in self._runs.without_lock(self._aim)
            if run.is_ended_by(command)
        ]

    def to_help(self, command: str) -> list[Run]:
        """Return what the stop at its own lock didn't end; this may be the same lock."""
        return [
            run
            for run in self._runs.pinned(self._aim)
            if run.is_due
            and run.is_ended_by(command)
            and self._helped.get(run) != run.starts
        ]

    @callback
    def async_helped(self, command: str) -> None:
        """Note that a command was acknowledged: as far as it is the same lock, all has ended."""
        for run in self.to_help(command):
            self._helped[run] = run.starts

    @property
    def all(self) -> list[Run]:
        """Everything that a stop without a pin may end."""
        return self.gone(STOP_ALL) + self.to_help(STOP_ALL)

    @property
    def is_all_of_another_wearer(self) -> bool:
        """Whether nothing is left but what no stop ends while the service picks this lock."""
        return self.is_of_another_wearer and not self.to_help(STOP_ALL)

    async def async_is_reached(self, hass: HomeAssistant, access: Access) -> bool:
        """Tell whether the service picks a lock of a wearer again whose own lock has ended."""
        wearer = await async_wearer(hass, access)
        if wearer is None or all(run.wearer != wearer for run in self.gone(STOP_ALL)):
            return False
        self.is_of_another_wearer = False
        return True

    async def async_end_gone(
        self, hass: HomeAssistant, request: StopRequest, access: Access
    ) -> list[Run]:
        """End what was at locks that have ended, if the stop reached the same wearer.

        Returns what may be running though another wearer's lock was reached; where nobody can tell
        whose it is, it is tried as before.
        """
        if (wearer := await async_wearer(hass, access)) is None:
            return []
        self._runs.async_acknowledged(
            {
                run: number
                for run, number in request.elsewhere.items()
                if run.wearer == wearer
            }
        )
        left = [run for run in request.elsewhere if run.may_run]
        self.is_of_another_wearer = bool(left)
        return left
