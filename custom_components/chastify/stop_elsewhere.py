"""What a stop without a pin may end that was started at a lock with one.

The service picks the lock of such a stop: it may be the same lock, the wearer's next one, or another
wearer's.
"""

from homeassistant.core import callback

from .run import Aim, Run
from .runs import Runs
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

    @callback
    def async_end_gone(self, request: StopRequest, wearer: str | None) -> list[Run]:
        """End what was at locks that have ended, if the stop reached the same wearer.

        wearer: None where nobody can tell; then it is tried as before.
        Returns what may be running though another wearer's lock was reached.
        """
        if wearer is None:
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
