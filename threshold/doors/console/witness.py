"""Be a witness to somebody's ledger: see that it only grows, and cosign what was seen.

Begin with --new-key NAME, which makes the two files. Then give the keys of the logs to witness, which you have from
their people and not from their servers. Needs nothing of Threshold's but this program.
"""

import argparse
import logging
import os
import stat
import time
from pathlib import Path

from threshold.doors.console.log_keys import public_keys
from threshold.refusals import Refused
from threshold.tlog.notes import COSIGNATURE, ED25519, BadKey, PrivateKey
from threshold.witness.cosigning import Witness
from threshold.witness.memory import InUse, Memory, MemoryLost, begin
from threshold.witness.serving import Server

EVERY_TIME = "%(asctime)s %(message)s"


class NotReady(Refused):
    """The witness cannot begin; says what is missing."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the two files, the logs' keys and where to listen; or the name of a new witness."""
    parser.add_argument(
        "--key", metavar="FILE", type=Path, required=True, help="the file of the witness's own key"
    )
    parser.add_argument(
        "--state", metavar="FILE", type=Path, required=True, help="the file of what it has cosigned"
    )
    parser.add_argument("--new-key", metavar="NAME", help="make both files, print the public key, and stop")
    parser.add_argument(
        "--log",
        metavar="KEY",
        action="append",
        default=[],
        help="a log's key, or a file with it; may be repeated",
    )
    parser.add_argument(
        "--listen",
        metavar="HOST:PORT",
        default="127.0.0.1:8480",
        help="where to listen (default %(default)s)",
    )


def run(asked: argparse.Namespace) -> int:
    """Make the files of a new witness, or cosign until told to stop."""
    if asked.new_key is not None:
        return _make(asked.new_key, asked.key, asked.state)
    key = _read(asked.key)
    logs = public_keys(asked.log, algorithm=ED25519)
    if not logs:
        raise NotReady("Say whose log to witness: --log KEY, with the key that its people gave you.")
    logging.basicConfig(level=logging.INFO, format=EVERY_TIME)
    try:
        with Memory(asked.state, key.public) as memory:
            _serve(Witness(key, logs, memory, clock=time.time), key, asked.listen)
    except MemoryLost as lost:
        raise NotReady(
            f"{lost} A witness that has forgotten what it cosigned must not go on under the same key. Bring the file "
            "back, whole and newest; or begin again with --new-key, other files and another name, and tell the log."
        ) from None
    except InUse as fault:
        raise NotReady(f"{fault} Stop that one first.") from None
    return 0


def _make(name: str, path: Path, state: Path) -> int:
    for there in (path, state):
        if there.exists():
            raise NotReady(f"{there} is there already, and nothing is written over.")
    try:
        key = PrivateKey.new(name, COSIGNATURE)
        begin(state, key.public)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{key.secret()}\n")
            file.flush()
            os.fsync(file.fileno())
    except BadKey as fault:
        raise NotReady(f"{name!r} cannot be a name: {fault}.") from None
    except OSError as fault:
        raise NotReady(f"{fault.filename} cannot be written: {fault.strerror}.") from None
    print(key.public)
    return 0


def _read(path: Path) -> PrivateKey:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise NotReady(f"Other accounts of this machine can read {path}. Run: chmod 600 {path}")
        key = PrivateKey.parse(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as fault:
        raise NotReady(
            f"{path} holds no key that can be read: {fault}. Make one with --new-key NAME."
        ) from None
    if key.algorithm != COSIGNATURE:
        raise NotReady(f"{path} holds a log's key, not a witness's.")
    return key


def _serve(witness: Witness, key: PrivateKey, listen: str) -> None:
    host, _, port = listen.rpartition(":")
    try:
        server = Server((host.strip("[]"), int(port)), witness)
    except (OSError, ValueError, OverflowError) as fault:
        raise NotReady(f"Nothing can listen at {listen}: {fault}.") from None
    with server:
        print(f"{key.public} cosigns at http://{host}:{server.server_port}/", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("Stopped.")
