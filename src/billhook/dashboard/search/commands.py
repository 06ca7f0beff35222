"""The rows of the palette: pages to go to, things to create, and the objects that match what was typed."""

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from billhook.dashboard.developers.sections import DEVELOPERS
from billhook.dashboard.payments.sections import PAYMENTS
from billhook.dashboard.products.sections import SECTIONS as PRODUCTS
from billhook.dashboard.search.pages import TEXT_LENGTH_MAX, matches
from billhook.dashboard.settings.groups import GROUPS
from billhook.dashboard.visiting import Visit

_EACH = 5
_PAGES_MAX = 8
_FIRST = (("Home", "/", "invoices:read"), ("Invoices", "/invoices", "invoices:read"),
          ("Subscriptions", "/subscriptions", "subscriptions:read"),
          ("Customers", "/customers", "customers:read"), ("Reports", "/reports", "invoices:read"))  # fmt: skip
_CREATE = (
    ("Create invoice", "/invoices/new", "invoices:write"),
    ("Create subscription", "/subscriptions/new", "subscriptions:write"),
    ("Create customer", "/customers/new", "customers:write"),
    ("Create product", "/products/new", "catalog:write"),
    ("Create coupon", "/coupons/new", "catalog:write"),
    ("Create tax rate", "/tax-rates/new", "catalog:write"),
    ("Create API key", "/developers/keys/new", "keys:write"),
    ("Add webhook endpoint", "/developers/webhooks/new", "webhooks:write"),
)
# Pages of the account that are above its modes.
_OUTSIDE = (
    ("Settings: Team", "/settings/team", "people:list"),
    ("Settings: Audit log", "/settings/audit", "audit:read"),
)


@dataclass(frozen=True, slots=True)
class Command:
    """A row that leads somewhere."""

    words: str
    address: str


async def show(visit: Visit) -> Response:
    """What can be done with a text: commands first, then what it finds."""
    text = visit.asked("q")[:TEXT_LENGTH_MAX]
    found = await matches(visit, text, _EACH)
    pages, creating = _that_match(_pages(visit), text), _that_match(_creating(visit), text)
    return visit.page("search/commands.html", pages=pages[:_PAGES_MAX], creating=creating, text=text, found=found)


def _pages(visit: Visit) -> Iterator[Command]:
    """Every list and every group of settings that the person may see."""
    seconds = [(section.words, section.path, section.needs) for section in PAYMENTS.sections]
    seconds += [(words, path, needs) for _, words, path, needs in PRODUCTS]
    seconds += [(f"Developers: {section.words}", section.path, section.needs) for section in DEVELOPERS.sections]
    seconds += [(f"Settings: {group.title}", f"/settings/{slug}", "settings:read") for slug, group in GROUPS.items()]
    for words, path, needs in (*_FIRST, *seconds):
        if visit.may(needs):
            yield Command(words, visit.to(path))
    for words, path, needs in _OUTSIDE:
        if visit.may(needs):
            yield Command(words, visit.outside(path))
    if visit.may("profile:write"):
        yield Command("Profile and security", "/dashboard/me")
    if visit.may_switch:
        yield Command("Accounts", "/dashboard/accounts")


def _creating(visit: Visit) -> Iterator[Command]:
    for words, path, needs in _CREATE:
        if visit.may(needs):
            yield Command(words, visit.to(path))


def _that_match(commands: Iterator[Command], text: str) -> list[Command]:
    """Those in which each word of the text begins a word."""
    typed = text.lower().split()
    return [c for c in commands if all(any(w.startswith(t) for w in c.words.lower().split()) for t in typed)]
