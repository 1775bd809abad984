"""The command behind ``bin/run``."""

import argparse
import os
import sys
from pathlib import Path

from alignment.embedded.children import ChildFailedError
from alignment.embedded.places import CHECKOUT, PlaceError, find_place
from alignment.embedded.supervisor import Supervisor


def main() -> int:
    """Run Mithaq until it is stopped; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description="Starts Mithaq on this machine: web, worker, beat, PostgreSQL and Valkey.",
        epilog="DATABASE_URL and REDIS_URL, when set, replace the embedded servers; MITHAQ_DATA "
        "names the data directory (default: var/ in the checkout).",
    )
    parser.add_argument("--empty", action="store_true", help="start without the demonstration")
    parser.add_argument("--host", default="localhost", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="the first port to try")
    options = parser.parse_args()
    os.chdir(CHECKOUT)
    try:
        place = find_place(Path(os.environ.get("MITHAQ_DATA") or CHECKOUT / "var"))
        Supervisor(place, options.host, options.port, is_empty=options.empty).run()
    except (ChildFailedError, PlaceError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\nCannot listen on {options.host}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
