"""The command behind ``bin/drill``: breaks servers under a running engine, says what came of it."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import django

from drills.stage import Stage


def main() -> int:
    """Run what was asked for; the exit code is 1 when any drill found something wrong."""
    parser = argparse.ArgumentParser(prog="bin/drill", description=__doc__)
    parser.add_argument("--only", default="", metavar="WORD", help="those whose names hold it")
    parser.add_argument("--list", action="store_true", help="say which there are")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with Stage() as stage:
        django.setup()
        from drills.scenes import every_drill  # noqa: PLC0415 - the settings stand only now

        wanted = {name: drill for name, drill in every_drill().items() if options.only in name}
        if options.list:
            print("\n".join(wanted))
            return 0
        if not wanted:
            print(f"No drill's name holds {options.only!r}; --list says which there are.")
            return 2
        return run(stage, wanted)


def run(stage: Stage, wanted: Mapping[str, Callable[[Stage, datetime], list[str]]]) -> int:
    """Run each drill on empty servers; print what it did and found."""
    from django.core.management import call_command  # noqa: PLC0415 - the settings stand only now
    from django.utils import timezone  # noqa: PLC0415 - the settings stand only now

    call_command("migrate", verbosity=0)
    failed = 0
    for name, drill in wanted.items():
        now = timezone.now().replace(microsecond=0) - timedelta(seconds=1)
        stage.told.clear()
        began = time.monotonic()
        try:
            found = drill(stage, now)
        except TimeoutError as error:
            found = [str(error), *stage.last_words()]
        finally:
            stage.dismiss()
        took = time.monotonic() - began
        print(f"{'FAILED' if found else 'ok':6}  {took:5.1f} s  {name}", flush=True)
        for line in (*stage.told, *found):
            print(f"        {line}", flush=True)
        failed += bool(found)
    print(
        f"{len(wanted)} drills, {failed} failed: "
        + ("" if failed else "nothing lost, nothing twice")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
