"""A browser, and pages in it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.program import chromium

Opening = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not for the whole session: while it runs, so does an event loop, and other tests want one of their own."""
    program = chromium()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=program.path, env=program.environment, args=["--disable-gpu"]
        )
        yield running
        running.close()


@pytest.fixture
def opening(browser: Browser) -> Iterator[Opening]:
    """Opens a page in a browser of its own, without scripts unless told otherwise. Nothing may be complained of."""
    contexts = []
    complaints: list[str] = []

    def open_page(url: str, *, scripts: bool = False, **context: Any) -> Page:
        contexts.append(browser.new_context(java_script_enabled=scripts, **context))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # The browser names a page that was answered with 422 or 410, and that is what the test wanted.
    assert [text for text in complaints if not re.search("status of 4(22|10)", text)] == []
