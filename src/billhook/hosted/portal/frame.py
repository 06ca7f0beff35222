"""What stands around each page of the portal: whose it is, where its pages are, how to reach the business."""

from dataclasses import dataclass

from billhook.hosted.finding import picture_path
from billhook.hosted.parties import Contact, Monogram, contacts, monogram
from billhook.hosted.portal.visiting import Visit
from billhook.hosted.words.catalogue import words_for
from billhook.kernel.languages import LANGUAGE_NAMES

INVOICES, PAYMENTS, DETAILS = "", "/payments", "/details"


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the portal: its name, its address, and whether it is this one."""

    name: str
    path: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """All that the pages share, ready to print. `said` is a sentence about what was done, or empty."""

    locale: str
    title: str
    business_name: str
    customer_name: str
    monogram: Monogram
    logo: str | None
    icon: str | None
    test: bool
    tabs: tuple[Tab, ...]
    return_url: str | None
    contacts: tuple[Contact, ...]
    languages: tuple[tuple[str, str], ...]
    said: str = ""


def frame_of(visit: Visit, place: str, *, said: str = "") -> Frame:
    """The frame of the page at `place`."""
    of_account, words = visit.tenant.settings, words_for(visit.locale)
    names = {INVOICES: words.portal.invoices, PAYMENTS: words.invoice.payments, DETAILS: words.portal.details}
    customer = visit.customer
    return Frame(
        locale=visit.locale,
        title=words.portal.title.format(business=of_account.business_name),
        business_name=of_account.business_name,
        customer_name=customer.business_name or customer.name or customer.individual_name or customer.email or "",
        monogram=monogram(of_account.business_name, of_account.branding_primary_color or None),
        logo=picture_path(visit.tenant, of_account.branding_logo or None),
        icon=picture_path(visit.tenant, of_account.branding_icon or None),
        test=not visit.tenant.livemode,
        tabs=tuple(Tab(name, visit.at(at), at == place) for at, name in names.items()),
        return_url=visit.session.return_url,
        contacts=contacts(of_account.business_email, of_account.business_phone),
        languages=LANGUAGE_NAMES,
        said=said,
    )
