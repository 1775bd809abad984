"""Ports: a free one for each server, and the web's own with its socket already bound."""

import errno
import socket
from contextlib import suppress

TRIES = 100


def free_port() -> int:
    """Return a port on the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Tell whether something accepts connections on this loopback port."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def bind_web(host: str, port: int) -> list[socket.socket]:
    """Bind the web's sockets on ``port`` or, where it is taken, on the next free one.

    The sockets are handed to the web server as they are, so that nobody can take the port in
    between. ``localhost`` means both loopback addresses: a browser may try either, and another
    program on one of them must not answer in our place.

    Raises:
        OSError: the address is not this machine's, or no port of the next hundred is free.
    """
    for candidate in range(port, port + TRIES):
        try:
            return _bind_all(host, candidate)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise OSError(errno.EADDRINUSE, f"no free port from {port} to {port + TRIES - 1}")


def _bind_all(host: str, port: int) -> list[socket.socket]:
    bound: list[socket.socket] = []
    try:
        for family, address in _addresses(host, port):
            bound.append(_bind(family, address))
    except OSError:
        for one in bound:
            one.close()
        raise
    return bound


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    if host != "localhost":
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return [(family, (host, port))]
    both = [(socket.AF_INET, ("127.0.0.1", port))]
    if _has_ipv6_loopback():
        both.append((socket.AF_INET6, ("::1", port)))
    return both


def _has_ipv6_loopback() -> bool:
    with suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def _bind(family: socket.AddressFamily, address: tuple[str, int]) -> socket.socket:
    one = socket.socket(family)
    # As a server that was stopped a moment ago: its old connections do not block the port.
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind(address)
        one.listen(128)
    except OSError:
        one.close()
        raise
    return one
