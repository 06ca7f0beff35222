"""The style sheets, the mark and robots.txt: readable in both schemes, cacheable, and of our own making."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from tests.builders import Shop
from tests.conftest import Server

from billhook.hosted.pages import PAGE_HEADERS, ROBOTS_TXT, STATIC_FILES
from billhook.kernel.contrast import contrast

# Text colour and the ground it stands on, by the names of the variables in the style sheets.
HOSTED_PAIRS = [
    ("ink", "ground"),
    ("ink", "card"),
    ("soft", "ground"),
    ("soft", "card"),
    ("link", "ground"),
    ("link", "card"),
    ("button-ink", "button"),
    ("calm-ink", "calm"),
    ("late-ink", "late"),
    ("late-ink", "card"),
    ("done-ink", "done"),
    ("ended-ink", "ended"),
]
LANDING_PAIRS = [
    ("ink", "ground"),
    ("soft", "ground"),
    ("link", "ground"),
    ("hero-ink", "hero"),
    ("hero-soft", "hero"),
    ("ink", "code"),
    ("mark", "code"),
]


def style_sheet(stem: str) -> str:
    (found,) = (file for path, file in STATIC_FILES.items() if path.startswith(f"/static/{stem}."))
    return found.body.decode()


def colours(stem: str) -> dict[str, dict[str, str]]:
    """The variables of a style sheet in both schemes; the dark one inherits what it does not set."""
    blocks = re.findall(r":root \{(.*?)\}", style_sheet(stem), re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in blocks[:2])
    return {"light": light, "dark": light | dark}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("stem", "ink", "ground"),
    [("hosted", *pair) for pair in HOSTED_PAIRS] + [("landing", *pair) for pair in LANDING_PAIRS],
)
def test_text_has_aa_contrast(stem: str, ink: str, ground: str, scheme: str) -> None:
    palette = colours(stem)[scheme]
    assert contrast(palette[ink], palette[ground]) >= 4.5


@pytest.mark.parametrize("stem", ["hosted", "landing"])
def test_a_style_sheet_loads_nothing_and_names_colours_once(stem: str) -> None:
    text = style_sheet(stem)
    assert "url(" not in text
    assert "@import" not in text
    assert "//" not in text
    rules = re.sub(r":root \{.*?\}", "", text, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == []
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("stem", ["hosted", "landing"])
def test_a_style_sheet_may_be_kept_for_ever_because_its_address_tells_its_content(stem: str) -> None:
    (path,) = (path for path in STATIC_FILES if path.startswith(f"/static/{stem}."))
    assert re.fullmatch(rf"/static/{stem}\.[0-9a-f]{{16}}\.css", path)
    file = STATIC_FILES[path]
    assert file.media_type == "text/css; charset=utf-8"
    assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert file.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/static/favicon.svg", "/favicon.ico"])
def test_the_mark_is_a_drawing_and_nothing_else(path: str) -> None:
    file = STATIC_FILES[path]
    assert file.media_type == "image/svg+xml"
    assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    drawing = ElementTree.fromstring(file.body)
    assert {element.tag.rpartition("}")[2] for element in drawing.iter()} == {"svg", "rect", "g", "path"}


def test_crawlers_may_see_that_invoices_are_not_to_be_indexed() -> None:
    assert ROBOTS_TXT.startswith("User-agent: *\n")
    assert "Disallow: /v1/" in ROBOTS_TXT
    assert "/i" not in ROBOTS_TXT


def test_a_method_that_no_page_takes_is_refused_with_the_strict_headers(server: Server) -> None:
    for path in ("/", "/i/acct_x/test_y", "/robots.txt"):
        answer = server.request("DELETE", path, key=None)
        sent = {name.lower(): value for name, value in answer.headers.items()}
        assert answer.status == 405
        assert "GET" in sent["allow"]
        assert {name: sent.get(name.lower()) for name in PAGE_HEADERS} == dict(PAGE_HEADERS)


def test_an_escaped_slash_parts_no_path(server: Server) -> None:
    shop = Shop(server.client)
    url = shop.invoice("open").hosted_invoice_url.partition("?")[0].removeprefix(server.url)
    assert server.request("GET", f"{url}/pdf", key=None).status == 200
    for escaped in ("%2f", "%2F"):
        assert server.request("GET", f"{url}{escaped}pdf", key=None).status == 404
        assert server.request("GET", url.replace("/test_", f"{escaped}test_"), key=None).status == 404
