"""What is made from the source before a start: compiled catalogues and collected static files."""

import re
import signal
import subprocess
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

from alignment.catalogue import compile_all
from alignment.embedded.children import ChildFailedError, die_with_parent
from alignment.embedded.places import CHECKOUT


def prepare(static_root: Path, *, env: Mapping[str, str]) -> None:
    """Compile the catalogues and collect the static files, each only when it has changed.

    Raises:
        ChildFailedError: a static file names another that does not exist, or the like.
    """
    compile_all()
    stamp = static_root / "stamp"
    fingerprint = _fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    manage("collectstatic", "--no-input", "--clear", "--verbosity=0", env=env)
    stamp.write_text(fingerprint)


def _fingerprint() -> str:
    """Return a mark that changes with any static file or any package that brings some."""
    sum_ = zlib.crc32((CHECKOUT / "requirements-embedded.lock").read_bytes())
    apps = [marker.parent for marker in CHECKOUT.glob("*/apps.py")]
    directories = [each / "static" for each in (CHECKOUT, *apps)]
    for path in sorted(path for each in directories for path in each.rglob("*") if path.is_file()):
        name = str(path.relative_to(CHECKOUT)).encode()
        sum_ = zlib.crc32(path.read_bytes(), zlib.crc32(name, sum_))
    return f"{sum_:08x}"


def manage(*arguments: str, env: Mapping[str, str]) -> str:
    """Run a management command in the checkout; returns what it printed.

    Raises:
        ChildFailedError: it failed; the message ends with its own words.
    """
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "manage.py"), *arguments],
        env=dict(env),
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    if done.returncode:
        message = f"manage.py {arguments[0]} failed:\n{_gist(done.stdout + done.stderr)}"
        raise ChildFailedError(message)
    return done.stdout


def _gist(output: str) -> str:
    """Return the end of what a program said; of a traceback, what follows its last frame."""
    lines = output.strip().splitlines()
    errors = [number for number, line in enumerate(lines) if re.match(r"[\w.]+(?:: |$)", line)]
    first = errors[-1] if errors and "Traceback" in output else 0
    return "\n".join(lines[first:][-15:])
