"""Whether the link to an invoice works, and what there is to tell of one that is over.

A link that names its last day proves it (`invoices/rules/link_life.py`). One with a false proof leads nowhere, as an
unknown token does.
"""

from typing import Literal

from starlette.requests import Request

from billhook.db.tenants import Tenant
from billhook.db.tx import Reader
from billhook.hosted.link_over import LinkOver
from billhook.hosted.parties import contacts, monogram
from billhook.hosted.responses import chosen_language
from billhook.hosted.words.catalogue import page_locale
from billhook.invoices import mails_store
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.invoices.rules import link_life
from billhook.invoices.rules.link_mails import was_mailed
from billhook.invoices.statement import issuer_of
from billhook.wire import addresses

Life = Literal["works", "over", "unknown"]


def until_query(request: Request) -> str:
    """The part of a query that names and proves the last day of a link, or nothing; true or false, as it came."""
    until, proof = _named(request)
    return addresses.until_query(until, proof) if _is_plain(until) and _is_plain(proof) else ""


def kept_query(request: Request) -> str:
    """The query that the addresses of one visit share: the last day of the link, and the chosen language."""
    language = [f"locale={tag}" for tag in chosen_language(request)]
    parts = [part for part in (until_query(request).removeprefix("?"), *language) if part]
    return f"?{'&'.join(parts)}" if parts else ""


def life_of(request: Request, tenant: Tenant, invoice: Invoice, now: int) -> Life:
    """Whether the address of a request works at the moment `now`."""
    assert invoice.hosted_token is not None
    until, proof = _named(request)
    named = None
    if until or proof:
        named = link_life.named_end(tenant.link_key, invoice.hosted_token, until, proof)
        if named is None:
            return "unknown"
    end = link_life.end_of(invoice, tenant.settings.hosted_link_days)
    return "over" if link_life.is_over(end, named, now) else "works"


def plain_works(reader: Reader, invoice: Invoice) -> bool:
    """Whether the plain link to a finalized invoice still works."""
    end = link_life.end_of(invoice, reader.tenant.settings.hosted_link_days)
    return not link_life.is_over(end, None, reader.now)


async def link_over(reader: Reader, request: Request, details: InvoiceDetails) -> LinkOver:
    """The page of a link that is over: the business as it was, and how to reach it now."""
    tenant, issuer = reader.tenant, issuer_of(details)
    settings = tenant.settings
    known = (*chosen_language(request), *details.bill_to.locales)
    mails = await mails_store.of_invoice(reader, details.invoice.id)
    path = request.url.path.removesuffix("/pdf").removesuffix("/pay").removesuffix("/link").removesuffix("/back")
    return LinkOver(
        tenant=tenant,
        invoice=details.invoice.id,
        locale=page_locale(request.headers.get("accept-language", ""), known=known, issuer=issuer.locale),
        business_name=issuer.name,
        contacts=contacts(settings.business_email or issuer.email, settings.business_phone or issuer.phone),
        logo=_picture(tenant, issuer.brand.logo),
        icon=_picture(tenant, issuer.brand.icon),
        monogram=monogram(issuer.name, issuer.brand.colour),
        form_path=f"{path}/link{kept_query(request)}" if was_mailed(mails) else None,
        was_asked="asked" in request.query_params,
    )


def _picture(tenant: Tenant, file: str | None) -> str | None:
    return addresses.brand_picture(tenant, file) if file is not None else None


def _named(request: Request) -> tuple[str, str]:
    return request.query_params.get("until", ""), request.query_params.get("proof", "")


def _is_plain(text: str) -> bool:
    return text.isascii() and text.replace("-", "").isalnum()
