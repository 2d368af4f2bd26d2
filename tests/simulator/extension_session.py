"""The extension sessions through which devices are reached."""

from dataclasses import dataclass

from .lock import Lock


@dataclass(kw_only=True, slots=True)
class ExtensionSession:
    """An extension session, through which a lock's device is reached until the session ends."""

    session_id: str
    developer_key: str | None
    """The app-scoped key wanted as the bearer; None: any account's token is taken."""
    main_token: str | None
    """The token wanted in x-chastify-main-token; None: none is wanted."""
    ended: bool = False
    lock: Lock | None = None
    """The lock whose device it serves, until that lock ends; None: the current lock."""
