"""What one visit of a page is, and the acts that visits begin with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from playwright.sync_api import Page

from tests.interface.world import World

NOBODY = ""
MARKETER, REP, MANAGER = "marketer", "rep", "manager"
HEAD, ADMIN, OUTSIDER = "marketing manager", "administrator", "outsider"


@dataclass(frozen=True)
class Visit:
    """A page as one person meets it.

    ``of`` are names of ``World.codes`` that go into the address; ``posts`` is sent instead of a
    GET; ``then`` does something on the page before it is looked at.
    """

    name: str
    view: str
    by: str = NOBODY
    of: tuple[str, ...] = ()
    asks: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    posts: Mapping[str, Any] | None = None
    then: Callable[[Page], None] | None = None
    world: str = "full"

    def path(self, world: World) -> str:
        """Return the address in ``world``."""
        args = [world.codes.get(name, name) for name in self.of]
        found = self.view if self.view.startswith("/") else reverse(self.view, args=args)
        named = {name: world.codes.get(value, value) for name, value in self.asks.items()}
        return f"{found}?{urlencode(named, doseq=True)}" if named else found


def click(selector: str, wait_for: str) -> Callable[[Page], None]:
    """Return what clicks the first that is seen of ``selector`` and waits for ``wait_for``."""

    def click(page: Page) -> None:
        page.locator(f"{selector}:visible").first.click()
        page.wait_for_selector(wait_for)

    return click


def press(key: str, wait_for: str) -> Callable[[Page], None]:
    """Return what presses ``key`` and waits for ``wait_for``."""

    def press(page: Page) -> None:
        page.locator("body").press(key)
        page.wait_for_selector(wait_for)

    return press


def wait(selector: str) -> Callable[[Page], None]:
    """Return what waits for ``selector``."""

    def wait(page: Page) -> None:
        page.wait_for_selector(selector)

    return wait


def mistyped(name: str, view: str, by: str, /, *of: str, **posts: Any) -> Visit:
    """Return the page of a form that was sent with mistakes."""
    return Visit(f"{name}-errors", view, by, of, posts=posts, status=422)
