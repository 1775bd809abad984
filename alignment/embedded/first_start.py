"""The first start: the demonstration company, or an empty house with a key on the console."""

import hashlib
from collections.abc import Mapping

from alignment.embedded.assets import manage
from alignment.embedded.places import Place, PlaceError

ANYBODY = "from teams.models import User; print(User.objects.exists())"


class FirstStart:
    """Remembers, for each database, whether it holds the demonstration or a company's own data.

    The demonstration is never loaded into a database that somebody uses: not into one that was
    started empty once, and not into one that has people whom we did not bring.
    """

    def __init__(self, place: Place, *, env: Mapping[str, str], is_embedded: bool) -> None:
        """Look up what is known of the database that ``env`` names."""
        address = env.get("DATABASE_URL") or env["DATABASE_URL_FILE"]
        mark = hashlib.sha256(address.encode()).hexdigest()[:12]
        self._env = env
        self._memory = place.data / f"first-start-{'embedded' if is_embedded else mark}"

    @property
    def kind(self) -> str:
        """What this database holds: ``demonstration``, ``own``, or nothing known yet."""
        return self._memory.read_text().partition("\n")[0] if self._memory.exists() else ""

    def choose(self, *, is_empty: bool) -> None:
        """Settle what this database is for, at its first start.

        Raises:
            PlaceError: an empty start was asked for, and it holds the demonstration.
        """
        if is_empty and self.kind == "demonstration":
            message = (
                "This data holds the demonstration company. To start empty, name a new data "
                "directory (MITHAQ_DATA=...), or remove this one."
            )
            raise PlaceError(message)
        if not self.kind and (is_empty or self._has_people()):
            self._remember("own")

    def _has_people(self) -> bool:
        return (
            manage("shell", "--verbosity=0", "--command", ANYBODY, env=self._env).strip() == "True"
        )

    @property
    def owes_demonstration(self) -> bool:
        """Whether the demonstration is still to be loaded."""
        return not self.kind

    def load_demonstration(self) -> None:
        """Load it; its sign-ins are kept, to be shown at each start."""
        self._remember("demonstration", manage("demo", env=self._env))

    def _remember(self, kind: str, words: str = "") -> None:
        unfinished = self._memory.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(f"{kind}\n{words}")
        unfinished.replace(self._memory)

    def words(self) -> str:
        """Return what the person needs to get in: sign-ins, or the first administrator's token."""
        if self.kind == "demonstration":
            return self._memory.read_text().partition("\n")[2].strip("\n")
        return manage("setup_token", env=self._env).strip("\n")
