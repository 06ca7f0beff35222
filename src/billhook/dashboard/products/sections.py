"""The second level of navigation, how its pages are answered, and where an object's page is."""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.responses import Response

from billhook.dashboard.asking import Place
from billhook.dashboard.headers import PAGE_HEADERS
from billhook.dashboard.visiting import Visit

SECTIONS = (
    ("products", "Products", "/products", "catalog:read"),
    ("coupons", "Coupons", "/coupons", "discounts:read"),
    ("promotion-codes", "Promotion codes", "/promotion-codes", "discounts:read"),
    ("tax-rates", "Tax rates", "/tax-rates", "tax:read"),
    ("shipping-rates", "Shipping rates", "/shipping-rates", "catalog:read"),
)
"""Each section with its words, its address, and the permission without which it is not there."""

_WORDS = {name: words for name, words, _, _ in SECTIONS}


def path_of(section: str, id: str) -> str:
    """The path of an object's page. Ids of products and coupons can be chosen, and hold nearly every character."""
    return f"/{section}/{quote(id, safe='')}"


def section_page(
    visit: Visit, template: str, section: str, *, title: str, up: Sequence[tuple[str, str]] = (), answer: int = 200,
    **values: object,
) -> Response:  # fmt: skip
    """A page of a section; `up` are its crumbs, an address and its words each."""
    sections = [
        (visit.to(path), words, name == section, None)
        for name, words, path, permission in SECTIONS
        if visit.may(permission)
    ]
    return visit.page(
        f"products/{template}",
        status=answer,
        headers=PAGE_HEADERS,
        title=title,
        area="products",
        sections=sections,
        up=up,
        **values,
    )


def below_list(visit: Visit, section: str) -> list[tuple[str, str]]:
    """The crumbs of a page that stands below the list of a section."""
    return [(visit.to(f"/{section}"), _WORDS[section])]


def below(visit: Visit, section: str, id: str, name: str) -> Place:
    """A page below the one of an object, which leads back there."""
    here = visit.to(path_of(section, id))
    return Place("products", [*below_list(visit, section), (here, name)], here)
