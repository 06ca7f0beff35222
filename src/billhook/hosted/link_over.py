"""What the page of a link that is over tells. Knows no request."""

from dataclasses import dataclass

from billhook.db.tenants import Tenant
from billhook.hosted.parties import Contact, Monogram


@dataclass(frozen=True, slots=True)
class LinkOver:
    """The business and how to reach it. `form_path` is None if no mail of the invoice ever left."""

    tenant: Tenant
    invoice: str
    locale: str
    business_name: str
    contacts: tuple[Contact, ...]
    logo: str | None
    icon: str | None
    monogram: Monogram
    form_path: str | None
    was_asked: bool
