"""What the page of a Checkout Session says. Knows no request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from billhook.checkout.objects import PAYMENT, CheckoutSession, SessionLine
from billhook.checkout.rules.lifecycle import COMPLETE, OPEN, PAID
from billhook.checkout.rules.ways import ways
from billhook.checkout.view import offered_types
from billhook.db.tenants import Tenant
from billhook.documents.labels import labels_for
from billhook.hosted.away import PayWay, awaited_session, title_of
from billhook.hosted.finding import picture_path
from billhook.hosted.parties import Contact, Monogram, contacts, monogram
from billhook.hosted.pay_forms import FORMS, Field, PayForm, Problems, Typed, pay_form
from billhook.hosted.presenting import Notice, path_of
from billhook.hosted.problem_words import problem_words
from billhook.hosted.words.catalogue import words_for
from billhook.kernel.api_error import ShownError
from billhook.kernel.display import money, quantity, unit_price
from billhook.kernel.languages import LANGUAGE_NAMES
from billhook.kernel.replacing import replace
from billhook.payment_methods.objects import CARD, SEPA_DEBIT
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import CANCELED, PROCESSING
from billhook.processors.known import offers_of
from billhook.setup_intents.objects import SetupIntent
from billhook.wire import addresses

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class FoundSession:
    """What stands behind an address: the session, the intent that its payer tried with, and the time of both."""

    tenant: Tenant
    session: CheckoutSession
    intent: PaymentIntent | SetupIntent | None
    locale: str
    now: int

    @property
    def is_open(self) -> bool:
        """Whether somebody can still pay."""
        return self.session.status == OPEN and self.session.expires_at > self.now

    @property
    def wants_email(self) -> bool:
        """Whether the payer has to tell their e-mail address: nobody else did."""
        return self.session.customer is None and self.session.customer_email is None

    @property
    def path(self) -> str:
        """The path of the page."""
        return path_of(addresses.checkout(self.tenant, self.session.token))

    @property
    def ways(self) -> tuple[str, ...]:
        """The types that can be paid with, or kept, on the processor's page; the empty one leaves the choice to it."""
        intent = self.intent
        if isinstance(intent, PaymentIntent) and intent.is_captured_by_hand and intent.status != CANCELED:
            return ()  # a program changed it since: that page takes the money at once
        return ways(offers_of(self.tenant), self.session.mode, self.session.allowed_payment_method_types)

    @property
    def away_url(self) -> str | None:
        """The page of the processor to which the payer was sent, as long as it is there."""
        if self.intent is None or (self.intent.session_expires_at or 0) <= self.now:
            return None
        return self.intent.session_url

    @property
    def waits_for_holder(self) -> str | None:
        """The path of the page on which a bank asks the payer, if it does. A processor with a page asks them there."""
        if self.intent is None or not self.intent.asks_holder or not offers_of(self.tenant).makes_cards:
            return None
        return path_of(addresses.authentication(self.tenant, self.intent.id, self.intent.secret))


@dataclass(frozen=True, slots=True)
class CheckoutLine:
    """One row of what is paid for, ready to print."""

    description: str
    quantity: str
    unit_price: str
    amount: str


@dataclass(frozen=True, slots=True)
class CheckoutPage:
    """All that the page shows, ready to print. `leads_on`: it goes to `next_url` by itself, because all is done.

    `amount` is empty where nothing is paid, `paid_amount` where nothing has come in; then `button` names the button.
    """

    locale: str
    business_name: str
    monogram: Monogram
    logo: str | None
    icon: str | None
    test: bool
    state: str
    amount: str
    paid_amount: str
    button: str
    notice: Notice | None
    next_url: str | None
    leads_on: bool
    pay_forms: tuple[PayForm, ...]
    pay_ways: tuple[PayWay, ...]
    lines: tuple[CheckoutLine, ...]
    totals: tuple[tuple[str, str, str], ...]
    contacts: tuple[Contact, ...]
    languages: tuple[tuple[str, str], ...] = field(default=LANGUAGE_NAMES)


def show(
    found: FoundSession, query: str, typed: Typed = _NOTHING, problems: Problems = _NOTHING, *, is_done: bool = False
) -> CheckoutPage:  # fmt: skip
    """The page as it stands. `is_done`: the payer comes from paying, so the page leads on."""
    session, of_account = found.session, found.tenant.settings
    words = words_for(found.locale)
    state = session.status if session.status != OPEN else "open" if found.is_open else "expired"
    amount = _money(session, session.amount_total, found.locale)
    is_complete = session.status == COMPLETE
    return CheckoutPage(
        locale=found.locale,
        business_name=of_account.business_name,
        monogram=monogram(of_account.business_name, of_account.branding_primary_color or None),
        logo=picture_path(found.tenant, of_account.branding_logo or None),
        icon=picture_path(found.tenant, of_account.branding_icon or None),
        test=not found.tenant.livemode,
        state=state,
        amount=amount,
        paid_amount=amount if session.payment_status == PAID else "",
        button="" if session.mode == PAYMENT else words.portal.save,
        notice=_notice(found),
        next_url=session.returns_to if is_complete else session.cancel_url,
        leads_on=is_done and is_complete and session.returns_to is not None,
        pay_forms=_forms(found, query, typed, problems),
        pay_ways=_ways(found, query, typed, problems),
        lines=tuple(_line(line, session, found.locale) for line in session.lines),
        totals=_totals(session, found.locale),
        contacts=contacts(of_account.business_email, of_account.business_phone),
    )


def _money(session: CheckoutSession, minor: int | None, locale: str) -> str:
    return money(minor, session.currency, locale) if minor is not None and session.currency is not None else ""


def _line(line: SessionLine, session: CheckoutSession, locale: str) -> CheckoutLine:
    assert session.currency is not None
    each = unit_price(line.unit_amount, session.currency, locale) if line.unit_amount is not None else ""
    return CheckoutLine(
        line.description or words_for(locale).invoice.item, quantity(line.quantity, locale), each,
        money(line.amount, session.currency, locale),
    )  # fmt: skip


def _totals(session: CheckoutSession, locale: str) -> tuple[tuple[str, str, str], ...]:
    labels = labels_for(locale)[0]
    rows = []
    if session.amount_tax:
        rows.append((labels.subtotal, _money(session, session.amount_subtotal, locale), "plain"))
        rows.append((labels.tax, _money(session, session.amount_tax, locale), "note"))
    return (*rows, (labels.total, _money(session, session.amount_total, locale), "total"))


def _notice(found: FoundSession) -> Notice | None:
    """How the last attempt stands, if the payer has to know."""
    words = words_for(found.locale)
    intent = found.intent
    if intent is None or found.session.payment_status == PAID:
        return None
    if intent.status == PROCESSING:
        return Notice(words.invoice.processing.title, words.invoice.processing.text, is_calm=True)
    if not found.is_open:
        # Its moment has come, and nobody knows yet whether they paid before.
        is_awaited = found.session.status == OPEN and awaited_session(intent) is not None
        return Notice(words.invoice.awaited.title, "", is_calm=True) if is_awaited else None
    if (url := found.away_url) is not None:
        away = words.invoice.away
        return Notice(away.title, away.text, url, away.action, is_calm=True)
    if (path := found.waits_for_holder) is not None:
        confirm = words.invoice.confirm
        return Notice(confirm.title, confirm.text, path, confirm.action, is_calm=True)
    if intent.asks_holder and found.ways:
        return Notice(words.invoice.confirm.title, words.invoice.confirm.text, is_calm=True)
    error = _error_of(intent)
    if error is None or not error.get("message"):
        return None
    said = problem_words(words.forms, error.get("code"), error.get("decline_code"), error["message"])
    return Notice(words.invoice.failed.title, words.invoice.failed.text.format(error=said))


def _error_of(intent: PaymentIntent | SetupIntent) -> ShownError | None:
    return intent.last_payment_error if isinstance(intent, PaymentIntent) else intent.last_setup_error


def _forms(found: FoundSession, query: str, typed: Typed, problems: Problems) -> tuple[PayForm, ...]:
    """One for each type of payment method, the first of them open; none where nothing can be paid."""
    session = found.session
    if not _is_payable(found) or not offers_of(found.tenant).makes_cards:
        return ()
    methods = [type for type in offered_types(session) if type in FORMS]
    filled = typed.get("method", methods[0]) if methods else ""
    keeps = _keeps(session)
    minor = session.amount_total or 0
    forms = (
        pay_form(
            method, words=words_for(found.locale), path=f"{found.path}/pay{query}",
            amount=_money(session, minor, found.locale), minor=minor, business=found.tenant.settings.business_name,
            save="always" if keeps else "never", typed=typed if method == filled else {},
            problems=problems if method == filled else {}, is_open=method == methods[0],
        )
        for method in methods
    )  # fmt: skip
    return tuple(_with_email(form, found, typed, problems) for form in forms)


def _is_payable(found: FoundSession) -> bool:
    """Whether there is something to pay or to keep, and nobody does so at this moment."""
    return found.is_open and (found.intent is None or found.intent.status != PROCESSING)


def _keeps(session: CheckoutSession) -> bool:
    return session.mode != PAYMENT or session.intent_data.get("setup_future_usage") is not None


def _ways(found: FoundSession, query: str, typed: Typed, problems: Problems) -> tuple[PayWay, ...]:
    """One button for each type that can be paid with on the processor's page."""
    if not _is_payable(found):
        return ()
    words, session = words_for(found.locale), found.session
    otherwise = words.portal.methods if session.mode != PAYMENT else labels_for(found.locale)[0].how_to_pay
    minor = session.amount_total or 0
    keeps = words.forms.methods[CARD].keeps if session.mode == PAYMENT and _keeps(session) else ""
    return tuple(
        PayWay(
            method=type, title=title_of(type, words, otherwise), path=f"{found.path}/pay{query}",
            amount=_money(session, minor, found.locale), minor=minor, keeps=keeps if type == CARD else "", offers="",
            ticked=False, problem=problems.get("", "") if typed.get("method", type) == type else "",
            fields=(_email_field(found, typed, problems, is_filled=typed.get("method", type) == type),)
            if found.wants_email
            else (),
        )
        for type in found.ways
    )  # fmt: skip


def _with_email(form: PayForm, found: FoundSession, typed: Typed, problems: Problems) -> PayForm:
    """The form with a field for the e-mail address, if nobody knows it."""
    if not found.wants_email or any(one.name == "email" for one in form.fields):
        return form
    email = _email_field(found, typed, problems, is_filled=typed.get("method", form.method) == form.method)
    return replace(form, fields=(email, *form.fields))


def _email_field(found: FoundSession, typed: Typed, problems: Problems, *, is_filled: bool) -> Field:
    label = words_for(found.locale).forms.methods[SEPA_DEBIT].fields["email"].label
    return Field(
        name="email", label=label, autocomplete="email", placeholder="", numeric=False, optional=False,
        value=typed.get("email", "")[:200] if is_filled else "", problem=problems.get("email", "") if is_filled else "",
    )  # fmt: skip
