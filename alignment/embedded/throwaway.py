"""Lends a command empty servers: ``python -m alignment.embedded.throwaway COMMAND [ARGUMENT ...]``.

The command finds ``DATABASE_URL`` and ``REDIS_URL`` in its environment; when it ends, servers and
data are gone, and its exit code is this program's. Addresses that the caller has set are kept.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from alignment.embedded.children import Child, ChildFailedError, die_with_parent, stop_all
from alignment.embedded.places import Place, PlaceError, servers_account
from alignment.embedded.servers import THROWAWAY_SETTINGS, Postgres, Valkey


def start_missing(place: Place, env: dict[str, str], children: list[Child]) -> None:
    """Start the servers that ``env`` does not name, and write their addresses into it.

    Each goes into ``children`` as soon as it runs, so that a failure of the next one finds it.
    """
    if not env.get("DATABASE_URL"):
        # bin/bench measures what a deployment would: it asks for a disk that is waited for.
        settings = {} if env.get("MITHAQ_DURABLE") else THROWAWAY_SETTINGS
        postgres = Postgres(place, settings=settings)
        children.append(postgres.start())
        env["DATABASE_URL"] = postgres.url
    if not env.get("REDIS_URL"):
        valkey = Valkey(place, is_durable=False)
        children.append(valkey.start())
        env["REDIS_URL"] = valkey.url


def run(command: Sequence[str], *, env: dict[str, str]) -> int:
    """Run the command in the foreground and return its exit code.

    Ctrl-C reaches it by the terminal; a polite end (SIGTERM) is passed on.
    """
    process = subprocess.Popen(
        command,
        env=env,
        preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - no threads here
    )
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    code = process.wait()
    return code if code >= 0 else 128 - code


def main(command: Sequence[str]) -> int:
    """Start what is missing, run the command, remove everything again."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    home = Path(tempfile.mkdtemp(prefix="mithaq-"))
    home.chmod(0o755)
    place = Place(data=home, servers=home, account=servers_account())
    children: list[Child] = []
    env = {"SECRET_KEY": secrets.token_urlsafe(32), **os.environ}
    try:
        place.prepare()
        start_missing(place, env, children)
        return run(command, env=env)
    except (ChildFailedError, PlaceError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        stop_all(children)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
