"""Where a payer may be sent back to: a web page or an app, and nothing that a browser runs or reads by itself."""

import pytest

from billhook.kernel.errors import ApiError
from billhook.payments.rules.return_url import check_return_url


@pytest.mark.parametrize(
    "url",
    [None, "https://example.com/back?x=1", "http://localhost:3000", "myapp://stripe-redirect", "com.example.app://x"],
)
def test_pages_and_apps(url: str | None) -> None:
    check_return_url(url)


@pytest.mark.parametrize(
    "scheme",
    [
        "javascript",
        "JavaScript",
        "data",
        "intent",
        "vbscript",
        "file",
        "filesystem",
        "blob",
        "content",
        "about",
        "view-source",
    ],
)
def test_what_a_browser_runs_or_reads(scheme: str) -> None:
    with pytest.raises(ApiError, match="return_url"):
        check_return_url(f"{scheme}://example.com/x")
