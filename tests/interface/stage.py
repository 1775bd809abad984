"""The stage on which pages are looked at: one server and one browser page for all of them.

A new world is built only when the next page asks for another one, and a new language, theme or
size needs no new browser: that keeps some four hundred looks within minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from axe_playwright_python.base import AXE_FILE_PATH
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, Response

from tests.interface import world as worlds
from tests.interface.visit import Visit
from tests.interface.world import World

PHONE, DESK = 390, 1440
HEIGHT = {PHONE: 844, DESK: 900}
CSRF = "k" * 32
# Runs before any script of a page; what the policy refuses is kept for ``troubles``.
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile || ""}`);
});
"""
POST = """
([path, fields]) => {
  const form = Object.assign(document.createElement("form"), {method: "post", action: path});
  for (const [name, value] of Object.entries(fields))
    form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
  document.body.append(form);
  form.submit();
}
"""


class Combination(NamedTuple):
    """How a page is looked at."""

    language: str
    theme: str
    width: int

    def __str__(self) -> str:
        """Return the combination as messages and file names write it."""
        return f"{self.language}-{self.theme}-{self.width}"


PAIRWISE = [
    Combination("en", "light", DESK),
    Combination("en", "dark", PHONE),
    Combination("ar", "light", PHONE),
    Combination("ar", "dark", DESK),
]
ALL = [
    Combination(language, theme, width)
    for language in ("en", "ar")
    for theme in ("light", "dark")
    for width in (DESK, PHONE)
]


class _Assets(StaticFilesHandler):
    """Serves assets so that the browser asks for each of them once."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Return the file with leave to keep it."""
        response = super().get_response(request)
        if request.path.startswith(self.get_base_url()):
            response.headers["Cache-Control"] = "max-age=3600, immutable"
        return response


@dataclass
class Stage:
    """A server, a browser page and the world that is shown; ``show`` opens a page of the list."""

    browser: Browser
    days: int | None = None
    with_axe: bool = True
    errors: list[str] = field(default_factory=list)
    _shown: str = ""
    _sessions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start the server and open the page."""
        self._server = LiveServerThread("127.0.0.1", _Assets, connections_override={})
        self._server.daemon = True
        self._server.start()
        self._server.is_ready.wait()
        self.url = f"http://127.0.0.1:{self._server.port}"
        self._context = self.browser.new_context(
            base_url=self.url, reduced_motion="reduce", locale="en"
        )
        self._context.set_default_timeout(15_000)
        self._context.add_init_script(LISTEN)
        if self.with_axe:
            self._context.add_init_script(path=AXE_FILE_PATH)
        self.page: Page = self._context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.errors.append(said.text) if said.type == "error" else None,
        )

    def close(self) -> None:
        """Stop everything and leave empty tables."""
        self._context.close()
        self._server.terminate()
        worlds.clear()

    def world(self, name: str) -> World:
        """Return the world of that name, built when it is not the one that stands."""
        if name != self._shown:
            self._shown = ""
            worlds.clear()
            at = worlds.now()
            build = worlds.WORLDS[name]
            self._world = worlds.full(at, days=self.days) if name == "full" else build(at)
            self._shown, self._sessions = name, {}
        return self._world

    def show(self, visit: Visit, how: Combination) -> Response:
        """Open the page in this combination and return the answer to it."""
        world = self.world(visit.world)
        world.look(how.language, how.theme)
        self._be(world, visit.by, how)
        self.page.set_viewport_size({"width": how.width, "height": HEIGHT[how.width]})
        self.errors.clear()
        path = visit.path(world)
        answer = self.page.goto(path) if visit.posts is None else self._post(path, visit.posts)
        if answer is None:
            raise LookupError(path)
        if visit.then is not None:
            visit.then(self.page)
        return answer

    def _be(self, world: World, person: str, how: Combination) -> None:
        if person not in self._sessions:
            self._sessions[person] = world.session_of(person)
        kept = {
            "sessionid": self._sessions[person],
            "csrftoken": CSRF,
            "django_language": how.language,
            "theme": how.theme,
        }
        self._context.clear_cookies()
        self._context.add_cookies(
            [{"name": name, "value": value, "url": self.url} for name, value in kept.items()]
        )

    def _post(self, path: str, values: Mapping[str, object]) -> Response | None:
        """Send a form to ``path`` as a browser does, from a page of the same site."""
        self.page.goto("/healthz")
        fields = {"csrfmiddlewaretoken": CSRF} | {
            name: str(value) for name, value in values.items()
        }
        with self.page.expect_navigation() as found:
            self.page.evaluate(POST, [path, fields])
        return found.value
