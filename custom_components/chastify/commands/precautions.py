"""What has to hold for a command beyond its fields, and what is kept of it."""

from typing import Protocol

from ..api import ChastifyError


class Precaution(Protocol):
    """One of them; `end` is called whatever becomes of the command."""

    def check(self) -> None:
        """Refuse the command: at the call, and again when it is its turn.

        Raises ServiceValidationError.
        """

    async def async_prepare(self) -> None:
        """Store what has to be known before the request is on the wire.

        Raises ServiceValidationError where that fails.
        """

    def begin(self) -> None:
        """Note that the request is being sent; nothing comes between the last check and this."""

    def end(self, *, done: bool | None, error: ChastifyError | None = None) -> None:
        """Note whether it took effect; None: nobody knows.

        error: in which the request ended, None where it succeeded, was not sent, or was given up.
        """
