"""Whose money a movement is, and what it is for (live-money.md §4.3).

The rules are tried in order, and the first that gives exactly one answer wins. A wrong match costs more than ten
movements that wait for a person, so a doubt is no match: it is a proposal, or nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from billhook.bank_statements.rules.naming import (
    Occurrence,
    numbers_of_reference,
    occurrences,
    plain_names,
    plain_number,
    references_in,
)
from billhook.bank_statements.rules.values import Movement

_SHORT = 5
"""A number with fewer signs names an invoice only together with its amount."""
_SHORT_SPREAD = 8
CANDIDATES_MAX = 10


class Rule(Enum):
    """Which rule found the answer."""

    REFERENCE = "reference"
    END_TO_END_ID = "end_to_end_id"
    NUMBER = "number"
    MANDATE = "mandate"
    IBAN = "iban"
    NAME = "name"
    PAYOUT = "payout"


class Confidence(Enum):
    """How sure a match is: `certain` if the amount fits as well, `likely` if it does not."""

    CERTAIN = "certain"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class KnownInvoice:
    """An invoice as far as matching needs it. `remaining` and `tolerated` (by how much a transfer may fall short) in
    minor units; `status` is that of the invoice."""

    id: str
    number: str
    customer: str
    currency: str
    remaining: int
    status: str = "open"
    tolerated: int = 0

    @property
    def is_open(self) -> bool:
        return self.status == "open"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of that which movements name. Nothing else of the account's data matters.

    `by_number` by the plain number. `by_mandate` and `by_iban` say which customers they were seen with. `open_of` has
    all open invoices of each of these customers, and `of_amount` open invoices by their currency and amount.
    """

    by_number: Mapping[str, Sequence[KnownInvoice]] = field(default_factory=dict)
    by_end_to_end_id: Mapping[str, Sequence[KnownInvoice]] = field(default_factory=dict)
    by_mandate: Mapping[str, Collection[str]] = field(default_factory=dict)
    by_iban: Mapping[str, Collection[str]] = field(default_factory=dict)
    open_of: Mapping[str, Sequence[KnownInvoice]] = field(default_factory=dict)
    of_amount: Mapping[tuple[str, int], Sequence[KnownInvoice]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """The movement is this customer's, for these invoices; it may be booked without asking."""

    rule: Rule
    customer: str
    invoices: tuple[KnownInvoice, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Proposal:
    """The same, but a person has to say yes; `reason` is a sentence for them."""

    rule: Rule
    customer: str
    invoices: tuple[KnownInvoice, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Unassigned:
    """Nothing is sure. The candidates are what a person may want to look at first."""

    candidates: tuple[KnownInvoice, ...] = ()
    reason: str = "Nothing names a customer or an invoice."


Answer = Match | Proposal | Unassigned


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has to be looked up for some movements: numbers, ids, IBANs, and amounts with their currency."""

    numbers: frozenset[str]
    end_to_end_ids: frozenset[str]
    mandates: frozenset[str]
    ibans: frozenset[str]
    amounts: frozenset[tuple[str, int]]


def wanted(movements: Sequence[Movement]) -> Wanted:
    """What `match` may ask about these movements."""
    credits = [one for one in movements if can_match(one)]
    numbers: set[str] = set()
    for one in credits:
        numbers.update(numbers_of_reference(one.structured_reference))
        for text in _texts(one):
            numbers.update(each.number for each in occurrences(text))
            numbers.update(references_in(text))
    return Wanted(
        frozenset(numbers),
        frozenset(one.end_to_end_id for one in credits if one.end_to_end_id),
        frozenset(one.mandate_id for one in credits if one.mandate_id),
        frozenset(one.iban for one in credits if one.iban),
        frozenset((one.currency, one.amount) for one in credits),
    )


def can_match(movement: Movement) -> bool:
    """Whether a movement may be a payment of a customer: money that came in, is one payment, and takes nothing back."""
    takes_back = movement.is_reversal or movement.return_reason
    return movement.is_credit and not movement.whole_batch and not takes_back


def match(movement: Movement, facts: Facts) -> Answer:
    """What the movement is for."""
    if movement.whole_batch:
        return Unassigned(reason="The entry is a batch whose payments are not known.")
    if not can_match(movement):
        return Unassigned(reason="The movement is no payment of a customer.")
    answer = (
        _by_reference(movement, facts)
        or _by_end_to_end_id(movement, facts)
        or _by_number(movement, facts)
        or _by_known_payer(movement, facts)
        or _by_name(movement, facts)
    )
    return answer or Unassigned(_same_amount(movement, facts)[:CANDIDATES_MAX])


def _by_reference(movement: Movement, facts: Facts) -> Answer | None:
    numbers = numbers_of_reference(movement.structured_reference)
    numbers += [number for text in _texts(movement) for number in references_in(text)]
    found = _distinct([one for number in numbers for one in facts.by_number.get(number, ())])
    if len(found) > 1 and len({plain_number(one.number) for one in found}) == 1:
        return Unassigned(tuple(found[:CANDIDATES_MAX]), "Two invoices have this reference.")
    return _named(movement, facts, found, Rule.REFERENCE) if found else None


def _by_end_to_end_id(movement: Movement, facts: Facts) -> Answer | None:
    found = _distinct(facts.by_end_to_end_id.get(movement.end_to_end_id, ()))
    return _named(movement, facts, found, Rule.END_TO_END_ID) if movement.end_to_end_id and found else None


def _by_number(movement: Movement, facts: Facts) -> Answer | None:
    mentioned = [pair for text in _texts(movement) for pair in _mentioned(text, facts)]
    sure = _distinct([invoice for invoice, place in mentioned if _is_telling(place)])
    weak = _distinct([invoice for invoice, place in mentioned if not _is_telling(place)])
    # A short number is a house number as well, so it counts with the exact amount alone; several with their sum.
    if sure:
        return _named(movement, facts, sure, Rule.NUMBER)
    fitting = [one for one in weak if one.is_open and one.currency == movement.currency]
    exact = [one for one in fitting if one.remaining == movement.amount]
    if len(exact) == 1:
        return _named(movement, facts, exact, Rule.NUMBER)
    if len(fitting) > 1 and sum(one.remaining for one in fitting) == movement.amount:
        return _named(movement, facts, fitting, Rule.NUMBER)
    return None


def _is_telling(place: Occurrence) -> bool:
    """Whether nothing but an invoice is written like this: not digits alone, and at least five signs, or eight if there
    are blanks in it (`Group A 2026` names no invoice A2026)."""
    least = _SHORT_SPREAD if place.is_spread else _SHORT
    return len(place.number) >= least and not place.number.isdigit()


def _mentioned(text: str, facts: Facts) -> list[tuple[KnownInvoice, Occurrence]]:
    """The invoices whose numbers stand in the text; a longer number hides the shorter ones in it."""
    taken: list[Occurrence] = []
    found: list[tuple[KnownInvoice, Occurrence]] = []
    for one in occurrences(text):
        known = facts.by_number.get(one.number, ())
        if known and not any(one.overlaps(other) for other in taken):
            taken.append(one)
            found += [(invoice, one) for invoice in known]
    return found


def _named(movement: Movement, facts: Facts, found: Sequence[KnownInvoice], rule: Rule) -> Answer:
    """The answer about invoices that the movement names."""
    shown = tuple(found[:CANDIDATES_MAX])
    customers = {one.customer for one in found}
    if len(customers) > 1:
        return Unassigned(shown, "The movement names invoices of several customers.")
    customer = found[0].customer
    if any(one.currency != movement.currency for one in found):
        return Unassigned(shown, "The invoice is in another currency.")
    if len({plain_number(one.number) for one in found}) < len(found):
        return Unassigned(shown, "Two invoices have this number, but for separators.")
    payable = tuple(one for one in found if one.is_open)
    if not payable:
        return _paid_again(facts, customer, found, rule)
    if len(payable) < len(found):
        return Proposal(rule, customer, payable, "One of the invoices that it names is not open.")
    owed = sum(one.remaining for one in payable)
    if owed - sum(one.tolerated for one in payable) <= movement.amount <= owed:
        is_exact = movement.amount == owed or len(payable) == 1
        if is_exact:
            return Match(rule, customer, payable, Confidence.CERTAIN)
    if len(payable) > 1:
        return Proposal(rule, customer, payable, "The amount is not the sum of the invoices that it names.")
    return Match(rule, customer, payable, Confidence.LIKELY)


def _paid_again(facts: Facts, customer: str, found: Sequence[KnownInvoice], rule: Rule) -> Answer:
    """Money for invoices that need none: it stays in the cash balance, if no other invoice can take it."""
    if all(one.status == "paid" for one in found) and not facts.open_of.get(customer):
        return Match(rule, customer, (), Confidence.LIKELY)
    return Proposal(rule, customer, (), "The invoice that it names is not open.")


def _by_known_payer(movement: Movement, facts: Facts) -> Answer | None:
    for rule, customers in (
        (Rule.MANDATE, facts.by_mandate.get(movement.mandate_id, ()) if movement.mandate_id else ()),
        (Rule.IBAN, facts.by_iban.get(movement.iban, ()) if movement.iban else ()),
    ):
        if len(set(customers)) == 1:
            (customer,) = set(customers)
            if (paid := _fitting(movement, facts.open_of.get(customer, ()))) is not None:
                return Match(rule, customer, paid, Confidence.CERTAIN)
    return None


def _fitting(movement: Movement, owed: Sequence[KnownInvoice]) -> tuple[KnownInvoice, ...] | None:
    """The one open invoice of exactly this amount, or all of them together."""
    mine = [one for one in owed if one.currency == movement.currency and one.is_open]
    exact = [one for one in mine if one.remaining == movement.amount]
    if len(exact) == 1:
        return (exact[0],)
    if not exact and mine and sum(one.remaining for one in mine) == movement.amount:
        return tuple(mine)
    return None


def _by_name(movement: Movement, facts: Facts) -> Answer | None:
    names = plain_names(movement.name) | plain_names(movement.ultimate_name)
    found = [
        one for one in _same_amount(movement, facts) if names & plain_names(facts.names.get(one.customer, ""))
    ]  # fmt: skip
    if len(found) != 1:
        return (
            Unassigned(tuple(found[:CANDIDATES_MAX]), "Several invoices fit the name and the amount.")
            if found
            else None
        )
    (only,) = found
    return Proposal(Rule.NAME, only.customer, (only,), "Name and amount fit, but nothing names the invoice.")


def _same_amount(movement: Movement, facts: Facts) -> tuple[KnownInvoice, ...]:
    found = facts.of_amount.get((movement.currency, movement.amount), ())
    return tuple(one for one in found if one.is_open and one.remaining == movement.amount)


def _texts(movement: Movement) -> list[str]:
    """Each text in which a payer may have written a number. They are searched apart, so no number spans two."""
    return [text for text in (movement.purpose, movement.end_to_end_id, movement.structured_reference) if text]


def _distinct(found: Sequence[KnownInvoice]) -> list[KnownInvoice]:
    return list({one.id: one for one in found}.values())
