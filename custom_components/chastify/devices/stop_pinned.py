"""Pinned runs that a stop without a pin may end.

The service picks the lock of such a stop: it may be the same lock, the wearer's next one, or
another wearer's.
"""

from homeassistant.core import HomeAssistant, callback

from ..account.access import Access
from ..api import ChastifyError
from ..api.hardware import STOP_ALL
from .run import Run, Target
from .runs import Runs
from .stop_requests import StopRequest


class PinnedRuns:
    """The pinned runs on the route of a target without a pin; none for a target with one."""

    def __init__(self, runs: Runs, target: Target) -> None:
        """Look at the runs on the target's route."""
        self._runs = runs
        self._target = target
        # The runs for which an unpinned stop was acknowledged, with the number of their last start.
        self._acknowledged: dict[Run, int] = {}
        # Whether the service was seen to pick a lock of another wearer.
        self.is_of_another_wearer = False

    def at_ended_locks(self, command: str) -> list[Run]:
        """Return the runs that a command may end though their own lock has ended."""
        return [
            run
            for run in self._runs.at_ended_locks(self._target)
            if run.is_ended_by(command)
        ]

    def unended(self, command: str) -> list[Run]:
        """Return the due runs that a command may end, if the service picks their lock."""
        return [
            run
            for run in self._runs.pinned(self._target)
            if run.is_due
            and run.is_ended_by(command)
            and self._acknowledged.get(run) != run.starts
        ]

    @callback
    def async_acknowledged(self, command: str) -> None:
        """Note that a command was acknowledged without a pin, which needs no repetition."""
        for run in self.unended(command):
            self._acknowledged[run] = run.starts

    @property
    def all(self) -> list[Run]:
        """All runs that a stop without a pin may end."""
        return self.at_ended_locks(STOP_ALL) + self.unended(STOP_ALL)

    @property
    def are_all_unreachable(self) -> bool:
        """Whether no stop ends the runs that are left while the service picks this lock."""
        return self.is_of_another_wearer and not self.unended(STOP_ALL)

    async def async_are_reached(self, hass: HomeAssistant, access: Access) -> bool:
        """Tell whether the service picks a lock of a wearer again whose own lock has ended."""
        wearer = await _async_wearer(hass, access)
        if wearer is None or all(
            run.wearer != wearer for run in self.at_ended_locks(STOP_ALL)
        ):
            return False
        self.is_of_another_wearer = False
        return True

    async def async_end_reached(
        self, hass: HomeAssistant, request: StopRequest, access: Access
    ) -> list[Run]:
        """End the runs at ended locks whose wearer the acknowledged request reached.

        Returns the runs of other wearers; none where the wearer can't be read, so that all are
        tried as before.
        """
        if (wearer := await _async_wearer(hass, access)) is None:
            return []
        self._runs.async_acknowledged(
            {
                run: number
                for run, number in request.ends_at_ended_locks.items()
                if run.wearer == wearer
            }
        )
        left = [run for run in request.ends_at_ended_locks if run.may_run]
        self.is_of_another_wearer = bool(left)
        return left


async def _async_wearer(hass: HomeAssistant, access: Access) -> str | None:
    """Return the wearer of the lock that the service picks, None where it can't be read."""
    try:
        session = await access.client(hass).get_session()
    except ChastifyError:
        return None
    return session.lock_data.wearer.username
