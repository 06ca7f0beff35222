"""Who opens a page is noted, and programs, frames and previews are not: by what browsers send."""

import pytest

from billhook.hosted.opening import is_opening

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36"


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("GET", {"user-agent": CHROME, "sec-fetch-dest": "document"}, True),
        ("GET", {"user-agent": CHROME}, True),
        ("GET", {}, True),
        ("HEAD", {"user-agent": CHROME}, False),
        ("GET", {"user-agent": CHROME, "sec-fetch-dest": "iframe"}, False),
        ("GET", {"user-agent": CHROME, "sec-purpose": "prefetch;prerender"}, False),
        ("GET", {"user-agent": CHROME, "purpose": "prefetch"}, False),
        ("GET", {"user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}, False),
        ("GET", {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, False),
        ("GET", {"user-agent": "WhatsApp/2.23"}, False),
        ("GET", {"user-agent": "curl/8.1"}, False),
    ],
)
def test_is_opening(method: str, headers: dict[str, str], expected: bool) -> None:
    assert is_opening(method, headers) is expected
