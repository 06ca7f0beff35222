"""Whatever is typed into any field or address of any page: it is refused or taken, never an error of ours."""

import os
import zlib
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from tests.conftest import Server, start_server, stop_server
from tests.nightly import some
from tests.pages.dashboard.samples import address_of, sampled
from tests.pages.dashboard.signed_in import owner_of
from tests.pages.document import Element

from billhook.dashboard.routes import ROUTES

RUBBISH = (
    "", " ", "\0", "x" * 6_000, "-1", "0", "1e400", "9" * 40, "NaN", "1.234.567,89,1", "٣٫٥",
    "<script>alert(1)</script>",
    "{{7*7}}", "' OR 1=1 --", "2026-13-45", "0001-01-01", "9999-12-31", "in_1NotThere", "🏴‍☠️\u202e", "a@", "://[",
    "../../etc",    "\x1b[31m", "true",
)  # fmt: skip
# As it stands in an address; the last is no UTF-8.
QUERIES = [*(quote(text, safe="") for text in RUBBISH), "%FF%FE%C0%80"]
# Whoever sends these is signed out, or ends the key that made the samples.
ENDING = {
    "/sign-out", "/me/sign-out-everywhere", "/me/sessions/{session}/end",
    "/developers/keys/{id}/roll", "/developers/keys/{id}/end",
}  # fmt: skip
EACH = int(os.environ.get("BILLHOOK_RUBBISH", "1"))
"""How much rubbish each field gets; all of it together reaches the fields of a page. 25 is everything."""
KEPT = {"csrf", "key"}


@pytest.fixture(scope="module")
def shed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that nobody else relies on."""
    running = start_server(tmp_path_factory.mktemp("shed") / "data")
    yield running
    stop_server(running)


@pytest.fixture(scope="module")
def samples(shed: Server) -> Iterator[dict[str, str]]:
    with sampled(shed) as found:
        yield found


def some_of(rubbish: Sequence[str], place: str) -> list[str]:
    """A part of the rubbish, another for each place."""
    first = zlib.crc32(place.encode())
    return [rubbish[(first + number * 7) % len(rubbish)] for number in range(min(EACH, len(rubbish)))]


def fields_of(form: Element) -> dict[str, list[str]]:
    """What a form would send as it is."""
    found: dict[str, list[str]] = {}
    for tag in ("input", "textarea", "select", "button"):
        for element in form.all(tag):
            name = element.attributes.get("name")
            if name:
                value = element.text if tag == "textarea" else element.attributes.get("value", "")
                found.setdefault(name, []).append(value)
    return found


def forms_of(page: Element, method: str) -> list[Element]:
    return [form for form in page.all("form") if form.attributes.get("method", "get").lower() == method]


def test_no_field_of_any_form_breaks_its_page(shed: Server, samples: dict[str, str]) -> None:
    owner = owner_of(shed)
    broken = []
    for route in some(ROUTES, 4, turn=0):
        if route.act is None or route.path in ENDING:
            continue
        address = address_of(route, samples)
        shown = owner.get(address).page
        fields = {name: values for form in forms_of(shown, "post") for name, values in fields_of(form).items()}
        token = owner.get("/").value("csrf")
        fields["csrf"] = [token]
        for name in [n for n in fields if n not in KEPT]:
            for value in some_of(RUBBISH, route.path + name):
                pairs = [(n, v) for n, values in fields.items() if n not in (name, "key") for v in values] + [
                    (name, value)
                ]
                seen = owner.upload(address, pairs) if route.uploads else owner.post(address, pairs)
                if seen.status >= 500:
                    broken.append((route.path, name, value[:20], seen.status))
    assert not broken


def test_no_query_breaks_a_page(shed: Server, samples: dict[str, str]) -> None:
    owner = owner_of(shed)
    broken = []
    for route in some(ROUTES, 4, turn=2):
        if route.show is None:
            continue
        address = address_of(route, samples)
        seen = owner.get(address)
        names = {"after", "before", "q", "status", "page"}
        if "html" in seen.headers.get("content-type", "") and seen.status == 200:
            for form in forms_of(seen.page, "get"):
                names |= set(fields_of(form))
            for link in seen.page.all("a"):
                names |= set(parse_qs(urlsplit(link.attributes.get("href", "")).query))
        for name in sorted(names):
            for value in some_of(QUERIES, route.path + name):
                seen = owner.get(f"{address}?{name}={value}")
                if seen.status >= 500:
                    broken.append((route.path, name, value[:20], seen.status))
    assert not broken
