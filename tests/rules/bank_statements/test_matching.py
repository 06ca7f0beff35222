"""Whose money a movement is: written cases, of which none may be assigned wrongly (live-money.md §4.3).

The books of all cases stand below. Jenny owes 119.00 (NL-2026-0042), 50.00 (NL-2026-0043) and 100.00 dollars.
Acme owes 119.00 (NL-2026-0004), 7.00 (NL-2026-004), and 100.00 of which 0.50 is tolerated. Müller has paid. The two
Hans Meiers owe invoices with short numbers.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest
from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from billhook.bank_statements.rules.matching import (
    Answer,
    Confidence,
    Facts,
    KnownInvoice,
    Match,
    Proposal,
    Rule,
    Unassigned,
    match,
    wanted,
)
from billhook.bank_statements.rules.naming import numbers_of_reference, plain_names, plain_number
from billhook.bank_statements.rules.values import Movement
from billhook.documents.swiss_reference import reference_of

NAMES = {
    "jenny": "Jenny Rosen", "acme": "Acme GmbH", "mueller": "Müller & Söhne KG", "hans": "Hans Meier",
    "hans2": "Hans Meier", "swiss": "Uhren AG",
}  # fmt: skip
INVOICES = [
    KnownInvoice("j1", "NL-2026-0042", "jenny", "eur", 11_900),
    KnownInvoice("j2", "NL-2026-0043", "jenny", "eur", 5_000),
    KnownInvoice("j3", "US-2026-0001", "jenny", "usd", 10_000),
    KnownInvoice("a1", "NL-2026-0004", "acme", "eur", 11_900),
    KnownInvoice("a2", "NL-2026-004", "acme", "eur", 700),
    KnownInvoice("a3", "T-2026-0001", "acme", "eur", 10_000, tolerated=50),
    KnownInvoice("a4", "NL-2026-0051", "acme", "eur", 0, "paid"),
    KnownInvoice("a5", "NL-2026-0060", "acme", "eur", 900, "void"),
    KnownInvoice("a6", "AB-1001", "acme", "eur", 1_000),
    KnownInvoice("a7", "AB1-001", "acme", "eur", 1_000),
    KnownInvoice("m1", "NL-2026-0050", "mueller", "eur", 0, "paid"),
    KnownInvoice("h1", "R17", "hans", "eur", 2_500),
    KnownInvoice("h2", "20260099", "hans", "eur", 6_400),
    KnownInvoice("h3", "7", "hans2", "eur", 300),
    KnownInvoice("h4", "A2026", "hans2", "eur", 3_300),
    KnownInvoice("s1", "CH-2026-0007", "swiss", "chf", 19_900),
]
IBANS = {"IBANJENNY": {"jenny"}, "IBANSHARED": {"jenny", "acme"}, "IBANHANS2": {"hans2"}, "IBANMUELLER": {"mueller"}}
MANDATES = {"M-HANS": {"hans"}, "M-SHARED": {"hans", "acme"}}


def _facts() -> Facts:
    by_number, open_of, of_amount = defaultdict(list), defaultdict(list), defaultdict(list)
    for one in INVOICES:
        by_number[plain_number(one.number)].append(one)
        if one.is_open:
            open_of[one.customer].append(one)
            of_amount[one.currency, one.remaining].append(one)
    return Facts(by_number, {"CALL-1": [INVOICES[0]]}, MANDATES, IBANS, open_of, of_amount, NAMES)


FACTS = _facts()


def credit(amount: int, purpose: str = "", *, currency: str = "eur", **more: str) -> Movement:
    day = date(2026, 11, 2)
    return Movement(amount, True, currency, day, day, 0, purpose=purpose, **more)  # type: ignore[arg-type]


def told(answer: Answer) -> str:
    """`=j1` a certain match, `~j1` a likely one, `?j1` a proposal, an empty text for none."""
    if isinstance(answer, Match):
        sign = "=" if answer.confidence is Confidence.CERTAIN else "~"
    elif isinstance(answer, Proposal):
        sign = "?"
    else:
        return ""
    return sign + ("+".join(sorted(one.id for one in answer.invoices)) or answer.customer)


NAMED_AS = [
    "NL-2026-0042", "nl-2026-0042", "NL 2026 0042", "NL20260042", "NL/2026/0042", "NL.2026.0042", "NL_2026_0042",
    "NL - 2026 - 0042", "NL-2026- 0042", "NL-2026 0042", "Nl2026-0042", "(NL-2026-0042)", "NL-2026-0042.",
    "NL-2026-0042, thanks", "NL-2026-0042;NL-2026-0042", "Invoice NL-2026-0042", "Invoice: NL-2026-0042",
    "Invoice #NL-2026-0042", "Invoice no. NL-2026-0042 of 1 May 2026", "INVOICE NL-2026-0042 CUSTOMER 4711",
    "Rechnung NL-2026-0042", "Rechnungsnr.NL-2026-0042", "Rechnungsnummer:NL-2026-0042", "RE NL-2026-0042",
    "RENL-2026-0042", "RE-NL-2026-0042", "RECHNUNGNL20260042", "RG NL-2026-0042 vom 15.11.2026", "Re.Nr. NL-2026-0042",
    "Facture NL-2026-0042", "Facture n° NL-2026-0042", "Factuur NL-2026-0042", "Faktura NL-2026-0042",
    "Fattura NL-2026-0042", "Factura NL-2026-0042", "INVNL20260042", "Nr NL-2026-0042", "15.11.2026 NL-2026-0042",
    "2026-11-15 NL-2026-0042", "KD 12345 NL-2026-0042", "NL-2026-0042 DATUM 15.11.2026, 09.30 UHR",
    "NL-2026-0042 15.11.2026", "NL-2026-0042 EUR 119,00", "Danke! NL-2026-0042 Grüße", "NL–2026–0042",
    "NL-2026-0042/EUR",
    "Miete Größe NL-2026-0042", "payment for nl 2026 0042 by Jenny", "SVWZ NL-2026-0042 ABWA Jenny",
    "your invoice 'NL-2026-0042'", "\"NL-2026-0042\"", "NL-2026-0042\nthank you", "Ref:NL-2026-0042|Jenny",
    "AUFTRAG 99887766 NL-2026-0042", "NL-2026-0042 (2 Monate)", "Überweisung NL-2026-0042",
]  # fmt: skip
NOT_NAMED_AS = [
    "", "thank you", "Jenny", "NL-2026", "NL-2026-", "NL-2026-00421", "NL-2026-00042", "XNL-2026-0042", "1NL-2026-0042",
    "NL-2026-0042A", "NL-2026-0042X", "NL-2026-0O42", "NL-2O26-0042", "ML-2026-0042", "NL-2025-0042", "NL-2026-0024",
    "NL-2026-42", "NL-26-0042", "2026-0042", "0042", "42", "NL", "NL-2026-0042-1", "NL-2026-0042/1", "NL-2026-0042-A",
    "A-NL-2026-0042", "XX-NL-2026-0042", "NL-20-26-0042-7", "NL-2026-0042Ä", "ÄNL-2026-0042", "NL-2026-0-0421",
    "Invoice 119,00 EUR", "119.00", "11900", "15.11.2026", "NL2026/42", "NL-2026-0042-NL", "NL-2026-00 421",
    "LN-2026-0042", "NL-2026-1042", "Tel. 0042 2026", "order 20260042", "NL-20260-042-3",
]  # fmt: skip


@pytest.mark.parametrize("text", NAMED_AS)
def test_the_number_is_found_however_it_is_written(text: str) -> None:
    assert told(match(credit(11_900, text), FACTS)) == "=j1"


@pytest.mark.parametrize("text", NOT_NAMED_AS)
def test_what_only_looks_like_the_number_is_not(text: str) -> None:
    """119.00 is also what Acme owes, so the amount proves nothing either."""
    answer = match(credit(11_900, text), FACTS)
    assert told(answer) == ""


CASES: list[tuple[Movement, str]] = [
    # Amounts beside a number: short within the tolerance, short, over.
    (credit(11_900, "NL-2026-0042"), "=j1"),
    (credit(11_899, "NL-2026-0042"), "~j1"),
    (credit(1, "NL-2026-0042"), "~j1"),
    (credit(11_901, "NL-2026-0042"), "~j1"),
    (credit(99_999, "NL-2026-0042"), "~j1"),
    (credit(10_000, "T-2026-0001"), "=a3"),
    (credit(9_950, "T-2026-0001"), "=a3"),
    (credit(9_949, "T-2026-0001"), "~a3"),
    # A longer number hides the shorter one in it; the shorter one alone is itself.
    (credit(11_900, "NL-2026-0004"), "=a1"),
    (credit(700, "NL-2026-004"), "=a2"),
    (credit(700, "NL-2026-004 thanks"), "=a2"),
    (credit(700, "NL-2026-004 3"), "~j2"),
    (credit(5_000, "NL-2026-004 3"), "=j2"),
    # Several numbers.
    (credit(16_900, "NL-2026-0042 NL-2026-0043"), "=j1+j2"),
    (credit(16_900, "NL-2026-0043, NL-2026-0042"), "=j1+j2"),
    (credit(16_900, "NL-2026-0042+NL-2026-0043"), "=j1+j2"),
    (credit(16_900, "NL-2026-0042/NL-2026-0043"), "=j1+j2"),
    (credit(16_900, "NL-2026-0042 und NL-2026-0043"), "=j1+j2"),
    (credit(12_600, "NL-2026-0004 NL-2026-004"), "=a1+a2"),
    (credit(16_800, "NL-2026-0042 NL-2026-0043"), "?j1+j2"),
    (credit(17_000, "NL-2026-0042 NL-2026-0043"), "?j1+j2"),
    (credit(11_900, "NL-2026-0042 NL-2026-0043"), "?j1+j2"),
    (credit(21_850, "T-2026-0001 NL-2026-0004"), "?a1+a3"),
    (credit(23_800, "NL-2026-0042 NL-2026-0004"), ""),
    (credit(11_900, "NL-2026-0042 NL-2026-0004"), ""),
    (credit(11_900, "NL-2026-0042/0043"), ""),
    (credit(11_900, "NL-2026-0004 NL-2026-0051"), "?a1"),
    # What is not open.
    (credit(8_000, "NL-2026-0050"), "~mueller"),
    (credit(9_000, "NL-2026-0051"), "?acme"),
    (credit(900, "NL-2026-0060"), "?acme"),
    # Another currency.
    (credit(10_000, "US-2026-0001"), ""),
    (credit(10_000, "US-2026-0001", currency="usd"), "=j3"),
    (credit(11_900, "NL-2026-0042", currency="usd"), ""),
    # Two numbers that differ by separators alone.
    (credit(1_000, "AB-1001"), ""),
    (credit(2_000, "AB1001"), ""),
    # Short numbers and digits alone, which may be anything else, need the exact amount.
    (credit(2_500, "R17"), "=h1"),
    (credit(2_500, "R 17"), "=h1"),
    (credit(2_500, "Rechnung R17"), "=h1"),
    (credit(2_499, "R17"), ""),
    (credit(2_501, "R17"), ""),
    (credit(2_500, "R170"), ""),
    (credit(2_500, "XR17"), ""),
    (credit(300, "7"), "=h3"),
    (credit(300, "Invoice 7"), "=h3"),
    (credit(300, "RE7"), "=h3"),
    (credit(301, "Invoice 7"), ""),
    (credit(300, "17"), ""),
    (credit(300, "7-1"), ""),
    (credit(6_400, "20260099"), "=h2"),
    (credit(6_400, "RE 2026-0099"), "=h2"),
    (credit(6_399, "20260099"), ""),
    (credit(6_400, "Tel 20260099"), "=h2"),
    (credit(3_300, "A2026"), "=h4"),
    (credit(3_200, "A2026"), "~h4"),
    (credit(3_200, "Gruppe A 2026"), ""),
    (credit(3_300, "Gruppe A 2026"), "=h4"),
    (credit(2_800, "R17 7"), ""),
    (credit(8_900, "R17, 20260099"), "=h1+h2"),
    (credit(11_900, "NL-2026-0042 7"), "=j1"),
    (credit(11_900, "R17 NL-2026-0042"), "=j1"),
    # Other places of the number.
    (credit(11_900, end_to_end_id="NL-2026-0042"), "=j1"),
    (credit(11_900, structured_reference="NL-2026-0042"), "=j1"),
    (credit(11_900, "NL-2026-", end_to_end_id="0042"), ""),
    (credit(16_900, "NL-2026-0042", end_to_end_id="NL-2026-0043"), "=j1+j2"),
    (credit(11_900, "thanks", name="NL-2026-0042"), ""),
    # An end-to-end id that we sent.
    (credit(11_900, end_to_end_id="CALL-1"), "=j1"),
    (credit(11_900, "NL-2026-0004", end_to_end_id="CALL-1"), "=j1"),
    (credit(11_900, end_to_end_id="CALL-2"), ""),
    # An IBAN or a mandate that is known for one customer, and an amount that fits.
    (credit(11_900, iban="IBANJENNY"), "=j1"),
    (credit(5_000, "thank you", iban="IBANJENNY"), "=j2"),
    (credit(16_900, iban="IBANJENNY"), "=j1+j2"),
    (credit(16_901, iban="IBANJENNY"), ""),
    (credit(4_999, iban="IBANJENNY"), ""),
    (credit(10_000, iban="IBANJENNY"), ""),
    (credit(10_000, iban="IBANJENNY", currency="usd"), "=j3"),
    (credit(11_900, iban="IBANSHARED"), ""),
    (credit(5_000, iban="IBANSHARED"), ""),
    (credit(8_000, iban="IBANMUELLER"), ""),
    (credit(300, iban="IBANHANS2"), "=h3"),
    (credit(3_600, iban="IBANHANS2"), "=h3+h4"),
    (credit(2_500, mandate_id="M-HANS"), "=h1"),
    (credit(8_900, mandate_id="M-HANS"), "=h1+h2"),
    (credit(2_500, mandate_id="M-SHARED"), ""),
    (credit(2_500, mandate_id="M-OTHER"), ""),
    # A text that names another customer's invoice wins over the IBAN, and a text that names two stops.
    (credit(11_900, "NL-2026-0004", iban="IBANJENNY"), "=a1"),
    (credit(11_900, "NL-2026-0042 NL-2026-0004", iban="IBANJENNY"), ""),
    # Name and amount are a proposal, never a match.
    (credit(11_900, name="Jenny Rosen"), "?j1"),
    (credit(11_900, name="ROSEN, JENNY"), "?j1"),
    (credit(11_900, name="Frau Jenny Rosén"), "?j1"),
    (credit(11_900, name="Bank of X", ultimate_name="Jenny Rosen"), "?j1"),
    (credit(11_900, name="ACME"), "?a1"),
    (credit(11_900, name="Acme G.m.b.H."), "?a1"),
    (credit(11_900, name="Acme Holding GmbH"), ""),
    (credit(11_900, name="Jenny"), ""),
    (credit(11_900, name="Jenny Rose"), ""),
    (credit(11_901, name="Jenny Rosen"), ""),
    (credit(1_000, name="Acme GmbH"), ""),
    (credit(2_500, name="Hans Meier"), "?h1"),
    (credit(300, name="Meier Hans"), "?h3"),
    (credit(8_000, name="Mueller & Soehne"), ""),
    (credit(11_900, name="GmbH"), ""),
    # RF references (ISO 11649), in their field or in the text.
    (credit(11_900, structured_reference="RF71NL20260042"), "=j1"),
    (credit(11_900, structured_reference="RF71 NL20 2600 42"), "=j1"),
    (credit(11_900, structured_reference="rf71nl20260042"), "=j1"),
    (credit(11_800, structured_reference="RF71NL20260042"), "~j1"),
    (credit(11_900, structured_reference="RF72NL20260042"), ""),
    (credit(11_900, structured_reference="RF71NL20260043"), ""),
    (credit(11_900, "RF71NL20260042"), "=j1"),
    (credit(11_900, "RF71 NL20 2600 42"), "=j1"),
    (credit(11_900, "Ref RF71NL20260042 thanks"), "=j1"),
    (credit(11_900, "NL-2026-0004", structured_reference="RF71NL20260042"), "=j1"),
    (credit(1_000, structured_reference=f"RF{mod_97_10.calc_check_digits('AB1001RF')}AB1001"), ""),
    # Swiss QR references.
    (credit(19_900, structured_reference=reference_of("CH4431999123000889012", "CH-2026-0007").number, currency="chf"),
     "=s1"),
    (credit(19_900, structured_reference="121720260007".zfill(26) + "0", currency="chf"), ""),
]  # fmt: skip


@pytest.mark.parametrize(("movement", "answer"), CASES)
def test_written_cases(movement: Movement, answer: str) -> None:
    assert told(match(movement, FACTS)) == answer


def test_there_are_two_hundred_cases() -> None:
    assert len(NAMED_AS) + len(NOT_NAMED_AS) + len(CASES) >= 200


@pytest.mark.parametrize(
    "movement",
    [
        replace(credit(11_900, "NL-2026-0042"), is_credit=False),
        Movement(
            11_900, True, "eur", date(2026, 11, 2), date(2026, 11, 2), 0, purpose="NL-2026-0042", whole_batch=True
        ),
        Movement(
            11_900, True, "eur", date(2026, 11, 2), date(2026, 11, 2), 0, purpose="NL-2026-0042", return_reason="AC04"
        ),
    ],
)
def test_what_is_no_payment_of_a_customer_is_never_matched(movement: Movement) -> None:
    assert told(match(movement, FACTS)) == ""


@pytest.mark.parametrize(("movement", "_answer"), CASES)
def test_all_that_matching_asks_is_wanted(movement: Movement, _answer: str) -> None:
    """The store looks up what `wanted` names alone; with these facts the answer is the same."""
    needs = wanted([movement])
    customers = {c for one in needs.ibans for c in IBANS.get(one, ())}
    customers |= {c for one in needs.mandates for c in MANDATES.get(one, ())}
    by_number = {number: found for number, found in FACTS.by_number.items() if number in needs.numbers}
    customers |= {one.customer for found in by_number.values() for one in found}
    less = Facts(
        by_number,
        {one: found for one, found in FACTS.by_end_to_end_id.items() if one in needs.end_to_end_ids},
        {one: found for one, found in MANDATES.items() if one in needs.mandates},
        {one: found for one, found in IBANS.items() if one in needs.ibans},
        {customer: FACTS.open_of.get(customer, ()) for customer in customers},
        {amount: found for amount, found in FACTS.of_amount.items() if amount in needs.amounts},
        NAMES,
    )
    assert match(movement, less) == match(movement, FACTS)


def test_the_rule_is_told() -> None:
    rules = {
        Rule.REFERENCE: credit(11_900, structured_reference="RF71NL20260042"),
        Rule.END_TO_END_ID: credit(11_900, end_to_end_id="CALL-1"),
        Rule.NUMBER: credit(11_900, "NL-2026-0042"),
        Rule.MANDATE: credit(2_500, mandate_id="M-HANS"),
        Rule.IBAN: credit(11_900, iban="IBANJENNY"),
        Rule.NAME: credit(11_900, name="Jenny Rosen"),
    }
    for rule, movement in rules.items():
        answer = match(movement, FACTS)
        assert isinstance(answer, Match | Proposal)
        assert answer.rule is rule


def test_the_worked_example_of_iso_11649() -> None:
    assert iso11649.is_valid("RF71NL20260042")
    assert numbers_of_reference("RF71NL20260042") == ["NL20260042"]


@pytest.mark.parametrize("number", ["A1", "NL-2026-0042", "2026-17", "ZZ9", "INV7"])
def test_a_swiss_reference_is_read_back(number: str) -> None:
    reference = reference_of("CH4431999123000889012", number).number
    assert plain_number(number) in numbers_of_reference(reference)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jenny Rosen", "ROSEN JENNY"), ("Müller GmbH", "MUELLER GMBH"), ("Müller AG", "Muller"),
     ("Société X S.A.", "societe x"),
     ("Straße & Co. KG", "STRASSE"), ("Dr. Łukasz", "lukasz")],
)  # fmt: skip
def test_names_are_equal(one: str, other: str) -> None:
    assert plain_names(one) & plain_names(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Jenny Rosen", "Jenny Rose"), ("", ""), ("GmbH", "AG"), ("Acme", "Acme II")]
)
def test_names_are_not(one: str, other: str) -> None:
    assert not plain_names(one) & plain_names(other)


def test_a_name_that_fits_far_down_fits_too() -> None:
    """Twelve invoices of one amount: the second Hans Meier is the last of them."""
    many = [KnownInvoice(f"x{n:02}", f"X-2026-{n:04}", f"c{n:02}", "eur", 500) for n in range(12)]
    names = {one.customer: "Somebody Else" for one in many} | {"c00": "Hans Meier", "c11": "Hans Meier"}
    answer = match(credit(500, name="Hans Meier"), Facts(of_amount={("eur", 500): many}, names=names))
    assert isinstance(answer, Unassigned)
    assert [one.id for one in answer.candidates] == ["x00", "x11"]
    assert answer.reason == "Several invoices fit the name and the amount."


def test_a_reversal_matches_nothing() -> None:
    payment = credit(11_900, "NL-2026-0042")
    assert isinstance(match(payment, FACTS), Match)
    assert isinstance(match(replace(payment, is_reversal=True), FACTS), Unassigned)
