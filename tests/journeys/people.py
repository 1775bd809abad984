"""What people do in the browser, in the words of the tests."""

from playwright.sync_api import Page, expect

from teams.models import User

PASSWORD = "a long enough password"
SLOW = 120_000  # milliseconds that a background run may take on a busy machine


def sign_in(page: Page, person: User) -> None:
    """Sign ``person`` in by the form."""
    person.set_password(PASSWORD)
    person.save()
    page.goto("/sign-in/")
    page.locator("[name=username]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def import_file(page: Page, path: str, *, kind: str = "leads") -> None:
    """Upload a file, keep the columns as they were recognised, check it and import it."""
    page.goto("/leads/import/")
    page.locator(f"input[name=kind][value={kind}]").check()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import", exact=False).last.click(timeout=SLOW)
    expect(page.get_by_role("link", name="To the leads")).to_be_visible(timeout=SLOW)


def take_all(page: Page, act: str, *, stage: str) -> None:
    """Choose every lead of ``stage`` in the list and start a bulk act on them."""
    page.goto(f"/leads/?stage={stage}")
    page.locator("input[name=all]").check()
    page.get_by_role("button", name=act, exact=True).click()


def wait_for_run(page: Page) -> None:
    """Wait until a bulk run is over."""
    expect(page.locator("#bulk-progress:not([hx-get])")).to_be_visible(timeout=SLOW)
