"""What the hosted invoice page says: one frozen value drawn from the statement of the invoice.

Every decision about wording, order and formatting is taken here, so that the template only lays out. No
amount is calculated: each one shown is a figure of the statement, formatted, at most with its sign
turned (a discount is stated as a positive amount and shown as a deduction).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from billhook.documents import sum_wording
from billhook.documents.group_wording import worded_groups
from billhook.documents.labels import labels_for, supply_label
from billhook.documents.method_words import how_paid
from billhook.documents.statement import AmountsDue, InvoiceStatement, StatementLine
from billhook.documents.sum_words import sum_words_for
from billhook.hosted.away import PayWay, title_of
from billhook.hosted.page_state import Attempt, IncomingPayment, IssuedCreditNote, PageState
from billhook.hosted.parties import Contact, Monogram, Party, contacts, monogram, parties
from billhook.hosted.pay_forms import PayForm, pay_form
from billhook.hosted.problem_words import problem_words
from billhook.hosted.totals import Total, line_taxes, totals
from billhook.hosted.transfers import TransferDetails
from billhook.hosted.words.catalogue import words_for
from billhook.hosted.words.page_words import InvoiceWords, PageWords
from billhook.kernel.display import day, local_date, money, period, quantity, unit_price
from billhook.kernel.languages import LANGUAGE_NAMES
from billhook.payment_methods.objects import CARD
from billhook.payments.rules.lifecycle import PROCESSING

State = Literal["open", "past_due", "paid", "void", "uncollectible"]

# Longer prose is given a box of its own that scrolls, so that it cannot push the invoice off the screen.
_LONG_PROSE_CHARACTERS = 900
_LONG_PROSE_LINES = 18
# Quantity, unit price and amount of one row, together: beyond this they need columns that break.
_WIDE_FIGURES_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Prose:
    """A text of the business with its line breaks. `long` asks for a box that scrolls."""

    text: str
    long: bool


@dataclass(frozen=True, slots=True)
class Headline:
    """The first thing a payer reads: which amount, and by when or since when."""

    label: str
    amount: str
    sentence: str
    part_paid: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A matter that the payer must know before anything else, and where that leads: a path of our own or the page of a
    processor, and its name."""

    title: str
    text: str
    path: str | None = None
    action: str = ""
    is_calm: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """How to pay. `instructions` is None when the business left none; then the payer is told to ask."""

    amount: str
    reference: str
    instructions: Prose | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; quantity, unit price, period and tax are empty where the line has none.

    `discounts` are those of the line alone, label and amount; `amount` is what it was before them.
    """

    description: str
    period: str
    quantity: str
    unit_price: str
    amount: str
    tax: str = ""
    discounts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Rows below a title, and what they come to; title and subtotal are empty if the lines are not grouped."""

    title: str
    lines: tuple[Line, ...]
    subtotal: str


@dataclass(frozen=True, slots=True)
class Received:
    """A payment that has come in: the day, how, how much, and the path of its receipt where it has one."""

    when: str
    how: str
    amount: str
    receipt_path: str | None = None


@dataclass(frozen=True, slots=True)
class CreditNoteRow:
    """A credit note: its number, the day, the amount that it takes off, and the path of its paper."""

    number: str
    when: str
    amount: str
    path: str


@dataclass(frozen=True, slots=True)
class HostedInvoice:
    """All that the page shows, ready to print. Texts may contain anything; amounts and days are formatted."""

    locale: str
    title: str
    number: str
    business_name: str
    monogram: Monogram
    logo: str | None
    icon: str | None
    state: State
    badge: str
    test: bool
    headline: Headline
    notice: Notice | None
    payment: Payment | None
    pay_forms: tuple[PayForm, ...]
    pay_ways: tuple[PayWay, ...]
    transfer: TransferDetails | None
    payments: tuple[Received, ...]
    pdf_path: str | None
    receipt_path: str | None
    credit_notes: tuple[CreditNoteRow, ...]
    credit_notes_title: str
    languages: tuple[tuple[str, str], ...]
    until: str
    fields: tuple[tuple[str, str], ...]
    custom_fields: tuple[tuple[str, str], ...]
    parties: tuple[Party, ...]
    memo: Prose | None
    groups: tuple[LineGroup, ...]
    wide_figures: bool
    totals: tuple[Total, ...]
    remarks: tuple[str, ...]
    contacts: tuple[Contact, ...]


def present(statement: InvoiceStatement, page: PageState, *, now: int) -> HostedInvoice:
    """The page of one finalized invoice at the moment `now` (unix seconds), in the language of `page.locale`."""
    assert statement.amounts is not None
    return _Presenting(statement, statement.amounts, page, now).hosted_invoice()


def path_of(url: str) -> str:
    """Only path and query of our own link, so that it works under whatever name the payer reached this page."""
    parts = urlsplit(url)
    return f"/{parts.path.lstrip('/')}{'?' if parts.query else ''}{parts.query}"


@dataclass(frozen=True, slots=True)
class _Presenting:
    """One page in the making."""

    statement: InvoiceStatement
    amounts: AmountsDue
    page: PageState
    now: int

    @property
    def words(self) -> PageWords:
        return words_for(self.page.locale)

    @property
    def attempt(self) -> Attempt:
        return self.page.attempt

    def money(self, minor: int) -> str:
        return money(minor, self.statement.currency, self.page.locale)

    def day(self, at: int | None) -> str:
        return "" if at is None else day(at, self.statement.time_zone, self.page.locale)

    def hosted_invoice(self) -> HostedInvoice:
        statement, words, state = self.statement, self.words.invoice, self._state()
        business_name = statement.issuer.name
        groups = self._groups()
        return HostedInvoice(
            locale=self.page.locale,
            title=words.title.format(number=statement.number, business=business_name),
            number=statement.number,
            business_name=business_name,
            monogram=monogram(business_name, statement.brand.colour),
            logo=self.page.logo,
            icon=self.page.icon,
            state=state,
            badge=words.badges[state],
            test=statement.is_test,
            headline=self._headline(state),
            notice=self._notice(state),
            payment=self._payment(state),
            pay_forms=self._pay_forms(state),
            pay_ways=self._pay_ways(state),
            transfer=self.attempt.transfer if self._is_payable(state) else None,
            payments=tuple(self._received(one) for one in self.page.payments),
            pdf_path=path_of(self.page.pdf_url) if self.page.pdf_url else None,
            receipt_path=self._receipt_path(),
            credit_notes=tuple(self._credit_note(one) for one in self.page.credit_notes),
            credit_notes_title=sum_words_for(self.page.locale).credit_notes,
            languages=LANGUAGE_NAMES,
            until=self.page.until,
            fields=tuple(self._fields()),
            custom_fields=statement.custom_fields,
            parties=parties(statement, self.page.locale),
            memo=_prose(statement.memo),
            groups=groups,
            wide_figures=any(
                len(row.quantity + row.unit_price + row.amount) > _WIDE_FIGURES_CHARACTERS
                for group in groups
                for row in group.lines
            ),
            totals=totals(statement, self.page.locale),
            remarks=sum_wording.remarks(statement, self.page.locale),
            contacts=contacts(statement.issuer.email, statement.issuer.phone),
        )

    def _state(self) -> State:
        """The status, with past due told from open."""
        return "past_due" if self.statement.status == "open" and self._is_late() else self.statement.status

    def _is_late(self) -> bool:
        """Whether the day named as due is over where the business is: on that day itself a payer is in time."""
        due, zone = self.statement.due_at, self.statement.time_zone
        return due is not None and local_date(self.now, zone) > local_date(due, zone)

    def _headline(self, state: State) -> Headline:
        statement, words, labels = self.statement, self.words.invoice, labels_for(self.page.locale)[0]
        total = self.money(statement.sums.total)
        paid, owed = self.amounts.amount_paid, self.amounts.amount_due
        if state == "paid":
            when = self.day(statement.paid_at)
            if paid == 0:
                return Headline(labels.total, total, words.nothing_to_pay.format(date=when), "")
            return Headline(labels.amount_paid, self.money(paid), words.paid.format(date=when), "")
        if state == "void":
            return Headline(labels.total, total, words.voided.format(date=self.day(statement.voided_at)), "")
        due = self.day(statement.due_at)
        sentence = due and (words.was_due if self._is_late() else words.due).format(date=due)
        part_paid = words.part_paid.format(paid=self.money(paid), owed=self.money(owed)) if paid > 0 else ""
        return Headline(labels.amount_due, self.money(self.amounts.amount_remaining), sentence, part_paid)

    def _notice(self, state: State) -> Notice | None:
        words = self.words.invoice
        if self.page.is_replaced:
            newest = path_of(self.page.newest_url) if self.page.newest_url else None
            return Notice(words.newer.title, words.newer.text, newest, words.newer.action)
        if state == "void":
            return Notice(words.void.title, words.void.text)
        if state == "paid":
            return None
        return self._notice_of_attempt(words) or (self._unpaid(words) if state == "uncollectible" else None)

    def _notice_of_attempt(self, words: InvoiceWords) -> Notice | None:
        """How the last attempt to pay stands, if the payer has to know."""
        if self.attempt.status == PROCESSING:
            return Notice(words.processing.title, words.processing.text, is_calm=True)
        if url := self.attempt.away_url:
            return Notice(words.away.title, words.away.text, url, words.away.action, is_calm=True)
        if (url := self.attempt.confirm_url) is not None:
            path = path_of(url) if url else None
            return Notice(words.confirm.title, words.confirm.text, path, words.confirm.action, is_calm=True)
        if (problem := self.attempt.problem) is not None:
            error = problem_words(self.words.forms, problem.code, problem.decline_code, problem.message)
            return Notice(words.failed.title, words.failed.text.format(error=error))
        return None

    def _unpaid(self, words: InvoiceWords) -> Notice:
        when = self.day(self.statement.marked_uncollectible_at)
        return Notice(words.unpaid.title, words.unpaid.text.format(date=when))

    def _is_payable(self, state: State) -> bool:
        """Whether there is something to pay, and nobody is paying it at this moment."""
        in_flight = self.attempt.status == PROCESSING
        return state not in ("paid", "void") and self.amounts.amount_remaining > 0 and not in_flight

    def _pay_forms(self, state: State) -> tuple[PayForm, ...]:
        """One for each type of payment method, the first of them open; none where nothing is to be paid."""
        if not self._is_payable(state):
            return ()
        minor, methods = self.amounts.amount_remaining, self.attempt.methods
        typed, problems = self.page.typed, self.page.problems
        filled = typed.get("method", methods[0]) if methods else ""
        return tuple(
            pay_form(
                method, words=self.words, path=f"{path_of(self.page.url)}/pay{self.page.query}",
                amount=self.money(minor), minor=minor, business=self.statement.issuer.name, save=self.attempt.save,
                typed=typed if method == filled else {},
                problems=problems if method == filled else {}, is_open=method == methods[0],
            )
            for method in methods
        )  # fmt: skip

    def _pay_ways(self, state: State) -> tuple[PayWay, ...]:
        """One button for each type that can be paid with on the processor's page."""
        if not self._is_payable(state):
            return ()
        minor, typed, save = self.amounts.amount_remaining, self.page.typed, self.attempt.save
        otherwise = labels_for(self.page.locale)[0].how_to_pay
        card = self.words.forms.methods[CARD]
        return tuple(
            PayWay(
                method=type, title=title_of(type, self.words, otherwise),
                path=f"{path_of(self.page.url)}/pay{self.page.query}", amount=self.money(minor), minor=minor,
                keeps=card.keeps if save == "always" and type == CARD else "",
                offers=card.keep if save == "offer" and type == CARD else "", ticked="save" in typed,
                problem=self.page.problems.get("", "") if typed.get("method", type) == type else "",
            )
            for type in self.attempt.ways
        )  # fmt: skip

    def _received(self, payment: IncomingPayment) -> Received:
        how = how_paid(payment.method, self.page.locale)
        path = path_of(payment.receipt_url) if payment.receipt_url else None
        return Received(self.day(payment.at), how, self.money(payment.amount), path)

    def _receipt_path(self) -> str | None:
        """The paper of the last payment that has a receipt."""
        found = [one.receipt_url for one in self.page.payments if one.receipt_url]
        return f"{path_of(found[-1])}/pdf" if found else None

    def _credit_note(self, note: IssuedCreditNote) -> CreditNoteRow:
        return CreditNoteRow(note.number, self.day(note.at), self.money(-note.amount), path_of(note.pdf_url))

    def _payment(self, state: State) -> Payment | None:
        """How to pay in ways of the business's own. None if nothing is to be paid, or if ours are the only ones."""
        transfer, instructions = self.attempt.transfer, self.statement.means.instructions or ""
        has_ways = self.attempt.methods or self.attempt.ways or transfer
        if not self._is_payable(state) or (has_ways and not instructions):
            return None
        if transfer is not None and transfer.is_repeated_in(instructions):
            return None
        return Payment(
            amount=self.money(self.amounts.amount_remaining),
            reference=self.statement.number,
            instructions=_prose(instructions),
        )

    def _fields(self) -> Iterator[tuple[str, str]]:
        labels = labels_for(self.page.locale)[0]
        yield labels.issued, self.day(self.statement.issued_at)
        if (supply := self.statement.supply) is not None:
            zone = self.statement.time_zone
            yield supply_label(labels, supply, zone), period(*supply, zone, self.page.locale)
        if self.statement.due_at is not None:
            yield labels.due, self.day(self.statement.due_at)

    def _groups(self) -> tuple[LineGroup, ...]:
        """The lines as the template groups them, else in one group without a title; none if there are no lines."""
        if not self.statement.lines:
            return ()
        found = worded_groups(self.statement, self.page.locale)
        if not found:
            return (LineGroup("", tuple(self._line(line) for line in self.statement.lines), ""),)
        return tuple(
            LineGroup(
                group.title,
                () if group.hides_lines else tuple(self._line(line) for line in group.lines),
                self.money(group.subtotal),
            )
            for group in found
        )

    def _line(self, line: StatementLine) -> Line:
        locale, currency, zone = self.page.locale, self.statement.currency, self.statement.time_zone
        span = line.period
        spans = span is not None and (line.is_dated or local_date(span[0], zone) != local_date(span[1], zone))
        return Line(
            description=line.description or self.words.invoice.item,
            period=period(*span, zone, locale) if span is not None and spans else "",
            quantity="" if line.quantity is None else quantity(line.quantity, locale),
            unit_price="" if line.unit_amount is None else unit_price(line.unit_amount, currency, locale),
            amount=self.money(line.amount),
            tax=line_taxes(line, locale),
            discounts=tuple((row.label, self.money(row.amount)) for row in sum_wording.line_discounts(line, locale)),
        )


def _prose(text: str | None) -> Prose | None:
    if not text or not text.strip():
        return None
    text = text.strip()
    return Prose(text, len(text) > _LONG_PROSE_CHARACTERS or text.count("\n") > _LONG_PROSE_LINES)
