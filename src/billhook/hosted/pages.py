"""The pages as bytes, the files they need, the headers they travel with. Knows no database and no request.

The strict headers are possible because the pages are plain documents: no inline script or style, nothing from another
host, and forms that lead nowhere else. The one script adds buttons that copy; nothing needs it. Its file and the style
sheets are addressed by a hash of their content and may be kept for ever; the pages themselves are private and are kept
nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from billhook.documents.labels import labels_for
from billhook.hosted.away import Awaited
from billhook.hosted.challenge import Challenge
from billhook.hosted.connecting import samples
from billhook.hosted.link_over import LinkOver
from billhook.hosted.mandate_words import MandateDetails
from billhook.hosted.presenting import HostedInvoice
from billhook.hosted.receipts import ReceiptDetails
from billhook.hosted.transfers import Instructions
from billhook.hosted.words.catalogue import words_for
from billhook.kernel.display import DEFAULT_LOCALE
from billhook.kernel.languages import direction_of, language_of

_HERE = Path(__file__).parent

CONTENT_TYPE = "text/html; charset=utf-8"

# Pages show what one payer owes and their address is the secret, so they are neither indexed nor stored, nor
# framed, and no link away from them tells where it was.
PAGE_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
)

# A page with a form, which may be sent to this very server alone, and buttons that copy.
FORM_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        **PAGE_HEADERS,
        "Content-Security-Policy": PAGE_HEADERS["Content-Security-Policy"].replace(
            "form-action 'none'", "form-action 'self'; script-src 'self'"
        ),
    }
)


def form_headers(origin: str | None) -> Mapping[str, str]:
    """The headers of a page whose form may lead on to one more origin; those of every page with a form if None."""
    if origin is None:
        return FORM_HEADERS
    policy = FORM_HEADERS["Content-Security-Policy"].replace("form-action 'self'", f"form-action 'self' {origin}")
    return {**FORM_HEADERS, "Content-Security-Policy": policy}


# /i/ isn't forbidden on purpose: a crawler that may not fetch a page never sees its `noindex`, and may list
# the bare address, which is the secret.
ROBOTS_TXT = "User-agent: *\nDisallow: /v1/\nDisallow: /v2/\n"


AWAITED_SECONDS = 2
"""After how long the page that waits loads again."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as served: its bytes, media type and headers."""

    body: bytes
    media_type: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LandingPage:
    """What the landing page tells: where the API answers (no slash at the end), which version this is, and
    where mail goes, in words ("smtp.example.com:587", "the outbox in /var/lib/billhook/outbox")."""

    api_base: str
    version: str
    mail: str


def _static(name: str, media_type: str, cache: str) -> StaticFile:
    headers = {"Cache-Control": cache, "X-Content-Type-Options": "nosniff"}
    if media_type == "image/svg+xml":
        # Opened by itself an SVG is a document and could run scripts; ours has none and may have none.
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    body = (_HERE / "static" / name).read_bytes()
    return StaticFile(body, media_type, MappingProxyType(headers))


def _hashed(name: str, media_type: str) -> tuple[str, StaticFile]:
    """The address of a file, which changes with its content, and the file behind it."""
    file = _static(name, f"{media_type}; charset=utf-8", "public, max-age=31536000, immutable")
    stem, _, ending = name.partition(".")
    return f"/static/{stem}.{sha256(file.body).hexdigest()[:16]}.{ending}", file


_HOSTED_CSS, _hosted_file = _hashed("hosted.css", "text/css")
_LANDING_CSS, _landing_file = _hashed("landing.css", "text/css")
_COPY_JS, _copy_file = _hashed("copy.js", "text/javascript")
_FAVICON = "/static/favicon.svg"

# Path of a request -> the file to answer with. Browsers ask for /favicon.ico whatever a page says.
STATIC_FILES: Mapping[str, StaticFile] = MappingProxyType(
    {
        _HOSTED_CSS: _hosted_file,
        _LANDING_CSS: _landing_file,
        _COPY_JS: _copy_file,
        _FAVICON: _static("favicon.svg", "image/svg+xml", "public, max-age=86400"),
        "/favicon.ico": _static("favicon.svg", "image/svg+xml", "public, max-age=86400"),
    }
)


def _say(sentence: str, **values: str) -> Markup:
    """A sentence with its values in place, each in a `<bdi>`, so that none turns the words around it."""
    return Markup(escape(sentence)).format(
        **{name: Markup("<bdi>{}</bdi>").format(value) for name, value in values.items()}
    )


environment = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    auto_reload=False,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.filters["say"] = _say
environment.globals.update(hosted_css=_HOSTED_CSS, landing_css=_LANDING_CSS, copy_js=_COPY_JS, favicon=_FAVICON)
# Compiled when the process starts, so that a broken template stops the server and not a payer.
_invoice = environment.get_template("invoice.html")
_authentication = environment.get_template("authentication.html")
_mandate = environment.get_template("mandate.html")
_receipt = environment.get_template("receipt.html")
_instructions = environment.get_template("instructions.html")
_link_over = environment.get_template("link_over.html")
_awaited = environment.get_template("awaited.html")
_not_found = environment.get_template("not_found.html")
_unavailable = environment.get_template("unavailable.html")
_landing = environment.get_template("landing.html")


def invoice_page(invoice: HostedInvoice) -> bytes:
    """The hosted page of one invoice, HTML in UTF-8. Answer 200 with FORM_HEADERS."""
    return rendered(_invoice, invoice.locale, invoice=invoice)


def awaited_page(awaited: Awaited) -> bytes:
    """The page that waits for what became of a payment elsewhere, HTML in UTF-8. Answer 200 with PAGE_HEADERS."""
    return rendered(_awaited, awaited.locale, awaited=awaited, seconds=AWAITED_SECONDS)


def authentication_page(challenge: Challenge) -> bytes:
    """The page on which a payer agrees to a payment, HTML in UTF-8. Answer 200 with FORM_HEADERS.

    It stands for the page of a bank in test mode, and is in English.
    """
    return rendered(_authentication, DEFAULT_LOCALE, challenge=challenge)


def mandate_page(mandate: MandateDetails) -> bytes:
    """The page that shows a mandate, HTML in UTF-8. Answer 200 with PAGE_HEADERS."""
    return rendered(_mandate, mandate.locale, mandate=mandate)


def receipt_page(receipt: ReceiptDetails) -> bytes:
    """The receipt of a payment, HTML in UTF-8. Answer 200 with PAGE_HEADERS."""
    return rendered(_receipt, receipt.locale, receipt=receipt)


def instructions_page(instructions: Instructions) -> bytes:
    """The page that tells where to send a bank transfer, HTML in UTF-8. Answer 200 with PAGE_HEADERS."""
    return rendered(_instructions, instructions.locale, instructions=instructions)


def not_found_page(locale: str = DEFAULT_LOCALE) -> bytes:
    """The page for an address that leads nowhere, HTML in UTF-8. Answer 404 with PAGE_HEADERS."""
    return rendered(_not_found, locale)


def link_over_page(over: LinkOver) -> bytes:
    """The page for a link that is over, HTML in UTF-8. Answer 410 with FORM_HEADERS."""
    return rendered(_link_over, over.locale, over=over)


def unavailable_page(locale: str = DEFAULT_LOCALE) -> bytes:
    """The page for a moment without a database, HTML in UTF-8. Answer 503 with PAGE_HEADERS and Retry-After."""
    return rendered(_unavailable, locale)


def landing_page(facts: LandingPage) -> bytes:
    """The page at `/` for whoever opens the server in a browser, HTML in UTF-8. Answer 200, PAGE_HEADERS."""
    return rendered(_landing, DEFAULT_LOCALE, facts=facts, samples=samples(facts.api_base))


def rendered(template: Template, locale: str, **values: object) -> bytes:
    """The page in the language of `locale`: `words` are its own, `labels` those that paper has too."""
    language = language_of(locale)
    page = template.render(
        words=words_for(locale), labels=labels_for(locale)[0],
        language=language, direction=direction_of(language), **values,
    )  # fmt: skip
    return page.encode()
