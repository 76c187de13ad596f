"""Whether a port is free, said in words the operator can act on."""

import socket
import subprocess
import time

from threshold.refusals import Refused

SECONDS_TO_ANSWER = 30


class PortTaken(Refused):
    """Something else listens where we were asked to."""


def refuse_taken_port(address: str, port: int) -> None:
    """Raise PortTaken if something already listens on the port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} on {address} cannot be used: {error.strerror}. Stop what uses it, or choose "
                f"another, for example: make demo PORT={port + 123}"
            ) from None


class NeverAnswered(Refused):
    """A server was started and does not listen."""


def wait_for_port(address: str, port: int, *, while_running: "subprocess.Popen[bytes]") -> None:
    """Return once something listens on the port; raise if the process ends first, or after 30 seconds."""
    for _ in range(SECONDS_TO_ANSWER * 10):
        if while_running.poll() is not None:
            break
        with socket.socket() as caller:
            if caller.connect_ex((address, port)) == 0:
                return
        time.sleep(0.1)
    raise NeverAnswered(f"Nothing answers on port {port}. The server's last words are above.")
