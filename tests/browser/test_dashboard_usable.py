"""Every page of the Dashboard by the rules of axe, in light and dark, wide and at 320 px; and on a phone without
scripts."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Opening
from tests.browser.program import axe
from tests.browser.test_usable import RULES
from tests.conftest import Server
from tests.nightly import IS_NIGHTLY, usual
from tests.pages.dashboard.samples import address_of, sampled
from tests.pages.dashboard.signed_in import EMAIL, Visitor, owner_of

from billhook.dashboard.routes import ROUTES

# What answers with something other than a page.
NO_PAGES = {
    "/invoices/{invoice}/preview/{look}", "/developers/outbox/{mail}/body", "/pick/customers",
    *(route.path for route in ROUTES if route.path.endswith("/export.csv")), "/settings/audit.csv",
    "/pick/products", "/commands", "/disputes/{dispute}/files/{kind}",
    "/customers/{customer}/statement/{currency}/paper", "/settings/templates/preview",
    "/settings/mails/samples/body",
    "/invoices/{invoice}/mails/{mail}/papers/{paper}",
}  # fmt: skip
SHOWN = [route for route in ROUTES if route.show is not None and route.path not in NO_PAGES]
Look = tuple[Literal["light", "dark"], int]
LOOKS: tuple[Look, ...] = (
    ("light", 1_280),
    ("dark", 320),
    ("light", 320),
    ("dark", 1_280),
)
"""The schemes and widths (px) that pages are judged in: at night each in all, else every twelfth in one of two."""
PLACED = list(enumerate(SHOWN))
PLAIN = SHOWN[::12]
"""The pages that are tried without scripts."""
if IS_NIGHTLY:
    PLAIN = SHOWN


# Where people come in, with the heading that they see. Two of the links are no longer valid.
OUTSIDE = {
    "/sign-in": "Sign in", "/sign-in/code": "Enter your code", "/reset": "Forgot password?",
    "/reset/over": "This link is over", "/welcome/over": "This link is over",
    "/invitations/{token}": "Join Billhook account",
}  # fmt: skip


@pytest.fixture(scope="module")
def samples(server: Server) -> Iterator[dict[str, str]]:
    """An object for each placeholder of an address."""
    with sampled(server) as found:
        yield found


@pytest.fixture(scope="module")
def owner(server: Server) -> Visitor:
    """The owner, who signed in a moment ago, so that no page asks for the password again."""
    return owner_of(server)


@pytest.fixture(scope="module")
def plain(browser: Browser, owner: Visitor) -> Iterator[Page]:
    """The owner's phone, whose browser runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": n, "value": v, "url": owner.server.url} for n, v in owner.cookies.items()])
    yield context.new_page()
    context.close()


def opened(opening: Opening, owner: Visitor, address: str) -> Any:
    """A page of the Dashboard in the owner's browser."""
    host = urlsplit(owner.server.url).hostname
    cookies = [{"name": n, "value": v, "domain": host, "path": "/"} for n, v in owner.cookies.items()]
    page = opening(owner.server.url + "/healthz", scripts=True)
    page.context.add_cookies(cookies)
    answer = page.goto(owner.server.url + address)
    assert answer is not None
    return page, answer


@pytest.mark.parametrize(("place", "route"), usual(PLACED, PLACED[::12]), ids=lambda value: getattr(value, "path", ""))
def test_by_the_rules(
    samples: dict[str, str], owner: Visitor, opening: Opening, place: int, route: Any
) -> None:  # fmt: skip
    page, answer = opened(opening, owner, address_of(route, samples))
    assert answer.status == 200
    judge(page, LOOKS if IS_NIGHTLY else (LOOKS[place // 12 % 2],))


@pytest.mark.parametrize("path", OUTSIDE)
def test_outside_by_the_rules(samples: dict[str, str], owner: Visitor, opening: Opening, path: str) -> None:
    """The pages of those who are not signed in."""
    address = invitation(owner, "per_1invited") if path == "/invitations/{token}" else "/dashboard" + path
    page = opening(owner.server.url + "/healthz", scripts=True)
    page.context.add_cookies([{"name": "billhook-step", "value": "a", "url": owner.server.url}])
    page.goto(owner.server.url + address)
    expect(page.get_by_role("heading")).to_have_text(OUTSIDE[path])
    judge(page)


def invitation(owner: Visitor, person: str) -> str:
    """The path of the link by which somebody who is invited comes in."""
    member = f"/dashboard/settings/team/{person}"
    link = owner.send(f"{member}/link", on=member).page.one("input", id="field-link").attributes["value"]
    return urlsplit(link).path


def test_what_is_wrong_outside_by_the_rules(owner: Visitor, opening: Opening) -> None:
    page = opening(owner.server.url + "/dashboard/sign-in", scripts=True)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill("hedges shrink in june")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert", name="There is a problem")).to_be_visible()
    judge(page)


def judge(page: Page, looks: Sequence[Look] = LOOKS if IS_NIGHTLY else LOOKS[:2]) -> None:
    """By the rules of axe, and that nothing is to be pushed sideways."""
    page.evaluate(axe())
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        # A mail in its frame is nobody's page, and no script gets in.
        asked = json.dumps({"iframes": False, "runOnly": {"type": "tag", "values": RULES}})
        told = page.evaluate(f"() => axe.run(document, {asked})")
        wrong = [(each["id"], [node["html"] for node in each["nodes"]]) for each in told["violations"]]
        assert (scheme, width, wrong) == (scheme, width, [])
        assert len(told["passes"]) > 15
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# What somebody sees and cannot use, once they have unfolded and ticked everything.
DEAD = """() => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
    for (const box of document.querySelectorAll("[type=checkbox]")) box.checked = true;
    const all = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility());
    const isSent = (form) => {
        const shown = [...form.elements].filter((each) => each.checkVisibility());
        // Enter sends a form of one field, and people expect that of a search.
        const isSearch = shown.length === 1 && shown[0].type === "search";
        return !shown.length || isSearch || shown.some((each) => each.type === "submit");
    };
    const isLink = (link) => {
        const to = link.getAttribute("href");
        return Boolean(to) && to !== "#" && (!to.startsWith("#") || document.getElementById(to.slice(1)));
    };
    const acts = (button) => button.commandForElement || (button.type === "submit" && button.form);
    return [
        ...[...document.forms].filter((form) => !isSent(form)),
        ...all("a").filter((link) => !isLink(link)),
        ...all("button").filter((button) => !acts(button)),
        ...all("input, select, textarea").filter((field) => !field.form),
        ...all("[role=button], [role=tab]").filter((each) => !each.matches("summary, button, a")),
    ].map((each) => each.outerHTML.slice(0, 300));
}"""


@pytest.mark.parametrize("route", PLAIN, ids=lambda route: route.path)
def test_nothing_is_dead_without_scripts(samples: dict[str, str], owner: Visitor, plain: Page, route: Any) -> None:
    """Every form that is seen can be sent, and every link and button does something."""
    answer = plain.goto(owner.server.url + address_of(route, samples))
    assert answer is not None
    assert answer.status == 200
    assert plain.evaluate(DEAD) == []
    assert plain.evaluate("document.documentElement.scrollWidth") <= 390
