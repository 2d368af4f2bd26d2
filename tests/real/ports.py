"""Loopback ports."""

import socket

from .problem import Problem

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """Return a port that nothing listens on at the moment."""
    with socket.socket() as sock:
        sock.bind((LOOPBACK, 0))
        port: int = sock.getsockname()[1]
    return port


def require_free(port: int, option: str) -> None:
    """Raise Problem where something else has the port."""
    with socket.socket() as sock:
        # As servers do: the closed connections of an earlier run don't count.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((LOOPBACK, port))
        except OSError as error:
            raise Problem(
                f"Port {port} can't be used ({error.strerror}): end the program that has it,"
                f" or name another port with {option}."
            ) from error
