"""Take the pictures of the Dashboard that the README shows: `./dev python docs/take_pictures.py`.

It needs what the tests in a browser need; `./dev test` has installed that. It runs on a data directory of its own.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 1100, "height": 720}

sys.path.insert(0, str(ROOT))

from tests.browser.program import chromium  # noqa: E402 - found from the root
from tests.conftest import Server, start_server, stop_server  # noqa: E402
from tests.pages.dashboard.signed_in import owner_of  # noqa: E402


def main() -> None:
    """A server with the invoices of the demo, its owner, and a browser."""
    with tempfile.TemporaryDirectory() as folder:
        server = start_server(Path(folder) / "data")
        try:
            environment = os.environ | {"BILLHOOK_URL": server.url, "STRIPE_API_KEY": server.key}
            demo = [sys.executable, str(ROOT / "examples" / "demo.py")]
            subprocess.run(demo, env=environment, check=True, stdout=subprocess.DEVNULL)
            _take(server)
        finally:
            stop_server(server)


def _take(server: Server) -> None:
    owner, program = owner_of(server), chromium()
    host = urlsplit(server.url).hostname
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program.path, env=program.environment, args=["--disable-gpu"]
        )
        context = browser.new_context(viewport=SIZE)
        context.add_cookies(
            [{"name": n, "value": v, "domain": host, "path": "/"} for n, v in owner.cookies.items()]  # type: ignore[misc]
        )
        page = context.new_page()
        _pictures(server, page)
        browser.close()


def _pictures(server: Server, page: Page) -> None:
    address = f"{server.url}/dashboard/test"
    page.goto(f"{address}/invoices")
    page.screenshot(path=PICTURES / "dashboard-invoices.png")
    page.locator("tbody tr", has_text="Open").first.locator("a").first.click()
    page.get_by_role("heading", name="Timeline").wait_for()
    page.screenshot(path=PICTURES / "dashboard-invoice.png")
    draft = server.client.v1.invoices.list({"status": "draft"}).data[0]
    page.goto(f"{address}/invoices/{draft.id}/edit")
    page.frame_locator("#bh-look").get_by_role("main").wait_for()
    page.screenshot(path=PICTURES / "dashboard-editor.png")


if __name__ == "__main__":
    main()
