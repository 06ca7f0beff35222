"""CAMT as banks send it (live-money.md §4.1): all versions, batches, hostile files."""

from datetime import date
from itertools import product

import pytest
from tests.rules.bank_statements.files import IBAN, PAYER, camt, ntry, stmt, tx

from billhook.bank_statements.rules import xml_tree
from billhook.bank_statements.rules.keys import movement_keys
from billhook.bank_statements.rules.matching import can_match
from billhook.bank_statements.rules.reading import read
from billhook.bank_statements.rules.values import (
    NOTIFICATION,
    REPORT,
    STATEMENT,
    Movement,
    Statement,
    UnreadableFile,
)


def only(content: bytes) -> Statement:
    (statement,) = read(content).statements
    return statement


def movement(*entries: str, **more: str) -> Movement:
    (one,) = only(camt(stmt(*entries, **more))).movements
    return one


def test_a_statement_field_by_field() -> None:
    detail = tx(
        amount="119.00", end_to_end="E2E-7", mandate="M-1", name="Jenny Rosen", iban=PAYER,
        purpose=("Rechnung NL-2026-0042",), structured="RF71 NL20 2600 42",
    )  # fmt: skip
    statement = only(camt(stmt(ntry("119.00", detail), closing="1119.00")))
    assert statement == Statement(
        account=IBAN, currency="eur", kind=STATEMENT, sequence="12", made_at="2026-11-02T22:00:00", opening=100_000,
        closing=111_900,
        movements=(
            Movement(
                amount=11_900, is_credit=True, currency="eur", booked_on=date(2026, 11, 2),
                value_on=date(2026, 11, 3), ordinal=0, bank_reference="B1", end_to_end_id="E2E-7", mandate_id="M-1",
                name="Jenny Rosen", iban=PAYER, purpose="Rechnung NL-2026-0042",
                structured_reference="RF71NL20260042",
            ),
        ),
    )  # fmt: skip
    assert statement.adds_up


@pytest.mark.parametrize(
    ("version", "prefix", "message"),
    list(product([f"{n:02}" for n in range(1, 14)], ["", "ns2"], ["052", "053", "054"])),
)
def test_every_version_prefix_and_message(version: str, prefix: str, message: str) -> None:
    """`Nm` stands in `Pty` from version 8 on, and the status in `Cd`; local names are all that is compared."""
    is_new = int(version) >= 8
    tag = {"052": "Rpt", "053": "Stmt", "054": "Ntfctn"}[message]
    status = "<Cd>BOOK</Cd>" if is_new else "BOOK"
    detail = tx(amount="5.00", name="Jenny Rosen", iban=PAYER, version=8 if is_new else 2)
    entry = ntry("5.00", detail, status=status)
    statement = only(camt(stmt(entry, tag=tag), version=version, prefix=prefix, message=message))
    assert statement.kind == {"052": REPORT, "053": STATEMENT, "054": NOTIFICATION}[message]
    (one,) = statement.movements
    assert (one.amount, one.name, one.iban) == (500, "Jenny Rosen", PAYER)


@pytest.mark.parametrize("status", ["PDNG", "INFO", "<Cd>PDNG</Cd>", "<Cd>INFO</Cd>", "<Cd>FUTR</Cd>", ""])
def test_what_is_not_booked_is_left_out_and_counted(status: str) -> None:
    statement = only(camt(stmt(ntry("5.00", status=status), ntry("6.00"))))
    assert [one.amount for one in statement.movements] == [600]
    assert statement.pending == 1


@pytest.mark.parametrize(
    ("booked", "day"),
    [
        ("<Dt>2026-11-02</Dt>", date(2026, 11, 2)),
        ("<DtTm>2026-11-02T23:30:00+01:00</DtTm>", date(2026, 11, 2)),
        ("<DtTm>2026-11-02T23:30:00Z</DtTm>", date(2026, 11, 2)),
        ("<Dt>2026-11-02+01:00</Dt>", date(2026, 11, 2)),
    ],
)
def test_dates_are_days_of_the_bank(booked: str, day: date) -> None:
    assert movement(ntry("5.00", booked=booked)).booked_on == day


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("5", "EUR", 500), ("5.1", "EUR", 510), ("5.10000", "EUR", 510), ("500", "JPY", 500), ("1.234", "KWD", 1_234)],
)
def test_amounts_are_minor_units_of_their_currency(amount: str, currency: str, minor: int) -> None:
    assert movement(ntry(amount, currency=currency)).amount == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("5.001", "EUR"), ("5.5", "JPY"), ("1e3", "EUR"), ("-5", "EUR"), ("5", "ZZZ"), ("0", "EUR"),
     ("9" * 14, "EUR"), ("", "EUR"), ("５", "EUR")],
)  # fmt: skip
def test_an_amount_that_cannot_be_is_a_problem_and_the_rest_is_read(amount: str, currency: str) -> None:
    reading = read(camt(stmt(ntry(amount, currency=currency), ntry("6.00"))))
    assert [one.amount for one in reading.statements[0].movements] == [600]
    assert [one.place for one in reading.problems] == ["statement 1, entry 1"]


def test_a_day_that_does_not_exist_is_a_problem() -> None:
    reading = read(camt(stmt(ntry("5.00", booked="<Dt>2026-02-30</Dt>"), ntry("6.00"))))
    assert len(reading.problems) == 1
    assert len(reading.statements[0].movements) == 1


class TestBatches:
    def test_parts_that_add_up_are_payments_of_their_own(self) -> None:
        parts = [tx(amount="40.00", end_to_end="A"), tx(amount="60.00", end_to_end="B", own="D2")]
        statement = only(camt(stmt(ntry("100.00", *parts), ntry("7.00", reference="B2"))))
        seen = [(m.amount, m.end_to_end_id, m.bank_reference, m.part, m.ordinal) for m in statement.movements]
        assert seen == [(4_000, "A", "B1", 1, 0), (6_000, "B", "D2", 0, 1), (700, "", "B2", 0, 2)]

    def test_version_2_has_amounts_in_details(self) -> None:
        parts = [tx(amount="40.00", version=2), tx(amount="60.00", version=2)]
        assert [m.amount for m in only(camt(stmt(ntry("100.00", *parts)))).movements] == [4_000, 6_000]

    @pytest.mark.parametrize(
        "amounts", [("40.00", "60.01"), ("40.00", ""), ("", ""), ("100.00", "100.00"), ("x", "60.00")]
    )
    def test_parts_that_do_not_add_up_leave_the_entry_whole(self, amounts: tuple[str, str]) -> None:
        reading = read(camt(stmt(ntry("100.00", *[tx(amount=amount) for amount in amounts]))))
        (one,) = reading.statements[0].movements
        assert (one.amount, one.whole_batch) == (10_000, True)
        assert len(reading.problems) == 1

    def test_five_hundred_payments_with_one_wrong_sum(self) -> None:
        good, bad = ["1.00"] * 500, ["1.00"] * 499 + ["1.01"]
        entries = [ntry("500.00", *[tx(amount=each) for each in amounts]) for amounts in (good, bad)]
        found = only(camt(stmt(*entries))).movements
        assert [one.amount for one in found] == [100] * 500 + [50_000]
        assert [one.whole_batch for one in found[-2:]] == [False, True]

    def test_parts_in_another_currency_cannot_be_summed(self) -> None:
        parts = [tx(amount="40.00", currency="USD"), tx(amount="60.00", currency="USD")]
        (one,) = only(camt(stmt(ntry("100.00", *parts)))).movements
        assert one.whole_batch

    def test_one_detail_without_an_amount_is_the_entry(self) -> None:
        one = movement(ntry("100.00", tx(name="Jenny Rosen")))
        assert (one.amount, one.name, one.whole_batch) == (10_000, "Jenny Rosen", False)

    def test_a_batch_without_details_needs_a_person(self) -> None:
        entry = ntry("100.00", "<Btch><NbOfTxs>3</NbOfTxs></Btch>")
        assert movement(entry).whole_batch

    def test_parts_of_both_directions_are_summed_with_their_signs(self) -> None:
        back = tx(amount="10.00", more="<CdtDbtInd>DBIT</CdtDbtInd>")
        found = only(camt(stmt(ntry("90.00", tx(amount="100.00"), back)))).movements
        assert [one.signed for one in found] == [10_000, -1_000]

    def test_one_detail_of_a_batch_of_several_needs_a_person(self) -> None:
        """The bank tells of one payer and leaves the other two out; the sum is not that payer's."""
        one = movement(ntry("100.00", "<Btch><NbOfTxs>3</NbOfTxs></Btch>", tx(name="Jenny Rosen")))
        assert (one.amount, one.name, one.whole_batch) == (10_000, "Jenny Rosen", True)

    def test_parts_that_repeat_the_reference_of_the_entry_stay_several(self) -> None:
        parts = [tx(amount="50.00", own="B1", name=name) for name in ("Jenny", "Jon")]
        found = only(camt(stmt(ntry("100.00", *parts, reference="B1")))).movements
        assert len(set(movement_keys(found))) == 2


@pytest.mark.parametrize(("said", "is_reversal"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_a_reversal_is_no_payment_of_a_customer(said: str, is_reversal: bool) -> None:
    """A debit of ours that the bank takes back is a credit, whatever its text names (ISO 20022, RvslInd)."""
    one = movement(ntry("5.00", tx(purpose=("NL-2026-0042",)), more=f"<RvslInd>{said}</RvslInd>"))
    assert (one.is_credit, can_match(one)) == (True, not is_reversal)


class TestPurpose:
    def test_a_full_line_goes_on_without_a_blank(self) -> None:
        full = "x" * 132 + "NL-2026-"
        assert movement(ntry("5.00", tx(purpose=(full, "0042")))).purpose == f"{full}0042"

    def test_a_shorter_line_ends_a_word(self) -> None:
        assert movement(ntry("5.00", tx(purpose=("Invoice", "NL-2026-0042")))).purpose == "Invoice NL-2026-0042"

    def test_numbers_of_documents_are_part_of_it(self) -> None:
        more = "<RmtInf><Strd><RfrdDocInf><Nb>NL-2026-0042</Nb></RfrdDocInf></Strd></RmtInf>"
        assert movement(ntry("5.00", tx(more=more))).purpose == "NL-2026-0042"

    def test_without_one_the_bank_s_own_words_are_taken(self) -> None:
        assert movement(ntry("5.00", more="<AddtlNtryInf>CREDIT</AddtlNtryInf>")).purpose == "CREDIT"

    @pytest.mark.parametrize("absent", ["NOTPROVIDED", "notprovided", "NONREF", " "])
    def test_an_absent_id_is_none(self, absent: str) -> None:
        assert movement(ntry("5.00", tx(end_to_end=absent))).end_to_end_id == ""


class TestParties:
    def test_of_a_debit_the_creditor_is_the_other_side(self) -> None:
        one = movement(ntry("5.00", tx(name="Landlord", iban=PAYER, side="Cdtr"), credit=False))
        assert (one.signed, one.name, one.iban) == (-500, "Landlord", PAYER)

    def test_of_a_returned_debit_the_debtor_still_is(self) -> None:
        both = tx(
            name="Jenny Rosen", iban=PAYER, reason="AC04", end_to_end="CALL-1", mandate="M-1",
            more="<RltdPties><Cdtr><Nm>Ourselves</Nm></Cdtr></RltdPties>",
        )  # fmt: skip
        one = movement(ntry("5.00", both, credit=False))
        assert (one.return_reason, one.name, one.end_to_end_id, one.mandate_id) == (
            "AC04", "Jenny Rosen", "CALL-1", "M-1",
        )  # fmt: skip

    def test_of_a_credit_we_are_never_the_payer(self) -> None:
        """Our own IBAN would match every deposit from then on."""
        one = movement(ntry("5.00", tx(name="Ourselves", iban=IBAN, side="Cdtr")))
        assert (one.name, one.iban) == ("", "")

    def test_charges_are_summed(self) -> None:
        charges = '<Chrgs><Rcrd><Amt Ccy="EUR">1.50</Amt></Rcrd><Rcrd><Amt Ccy="EUR">2.00</Amt></Rcrd></Chrgs>'
        assert movement(ntry("5.00", tx(more=charges))).charges == 350


class TestStatements:
    def test_a_balance_below_zero(self) -> None:
        statement = only(camt(stmt(opening="-10.00", closing="-5.00")))
        assert (statement.opening, statement.closing, statement.adds_up) == (-1_000, -500, False)

    def test_several_in_one_file(self) -> None:
        content = camt(stmt(ntry("1.00"), sequence="1"), stmt(ntry("2.00"), ntry("3.00"), sequence="2"))
        found = read(content).statements
        assert [(one.sequence, [m.ordinal for m in one.movements]) for one in found] == [("1", [0]), ("2", [0, 1])]

    def test_an_account_without_an_iban(self) -> None:
        other = stmt().replace(f"<IBAN>{IBAN}</IBAN>", "<Othr><Id>12 345</Id></Othr>")
        assert only(camt(other)).account == "12345"

    @pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "windows-1252", "UTF-16"])
    def test_the_file_says_its_encoding(self, encoding: str) -> None:
        text = camt(stmt(ntry("5.00", tx(name="Jürgen Groß")))).decode().replace("UTF-8", encoding)
        assert only(text.encode(encoding)).movements[0].name == "Jürgen Groß"


class TestHostile:
    def test_one_entry_holds_no_more_than_memory_bears(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each element has few children, and there are many of each; entries that are read count no more."""
        monkeypatch.setattr(xml_tree, "_NODES_MAX", 300)
        assert len(only(camt(stmt(*[ntry("1.00")] * 100))).movements) == 100
        with pytest.raises(UnreadableFile, match="too many elements"):
            read(camt(stmt(ntry("1.00", *["<a>" + "<x/>" * 50 + "</a>"] * 6))))

    def test_no_number_or_code_is_longer_than_an_index_takes(self) -> None:
        hostile = stmt(ntry("5.00", tx(iban="X" * 19_000)), iban="Y" * 19_000, currency="EUR").replace(
            "<Ccy>EUR</Ccy>", f"<Ccy>{'E' * 19_000}</Ccy>"
        )
        statement = only(camt(hostile))
        assert max(len(statement.account), len(statement.currency), len(statement.movements[0].iban)) <= 70

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"   ",
            b"hello",
            b"<html></html>",
            b"<Document>",
            b"<Document></Other>",
            b"\xff\xfe<\x00",
            b"<?xml version='1.0' encoding='no-such'?><Document/>",
            b"<!DOCTYPE d [<!ENTITY a 'b'>]><Document>&a;</Document>",
            b"<!DOCTYPE d SYSTEM 'file:///etc/passwd'><Document/>",
            b"<Document>&xxe;</Document>",
            b"<a>" * 100_000,
            b"<Document>" + b"<x/>" * 300_000 + b"</Document>",
            b"<Document><Nm>" + b"x" * 100_000 + b"</Nm></Document>",
            b"<Document>" + b"<Stmt/>" * 10_001 + b"</Document>",
            b":20:\n:25:\n" * 10_001,
            b"x" * 50_000_001,
        ],
    )
    def test_it_is_refused_by_a_sentence(self, content: bytes) -> None:
        with pytest.raises(UnreadableFile, match=r"\.$"):
            read(content)

    def test_billion_laughs(self) -> None:
        entities = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
        bomb = f"<!DOCTYPE d [<!ENTITY l0 'lol'>{entities}]><Document>&l9;</Document>"
        with pytest.raises(UnreadableFile, match="document type"):
            read(bomb.encode())

    def test_every_byte_may_be_missing(self) -> None:
        """A file that was cut anywhere is refused or read; nothing else happens."""
        whole = camt(stmt(ntry("119.00", tx(amount="119.00", name="Jenny Rosen"))))
        for length in range(0, len(whole), 7):
            try:
                read(whole[:length])
            except UnreadableFile:
                continue


class TestWhatSamplesOfBanksTaught:
    """Each stands for a fault that a public sample showed (genkgo/camt, decision 97)."""

    @pytest.mark.parametrize(
        ("currency", "closing", "adds_up"), [("EUR", 111_900, True), ("SEK", None, True), ("XXQ", None, True)]
    )
    def test_a_balance_in_another_currency_is_no_balance_of_the_account(
        self, currency: str, closing: int | None, adds_up: bool
    ) -> None:
        content = camt(stmt(ntry("119.00"), closing="1119.00"))
        head, tail = content.split(b"<Cd>CLBD</Cd>")
        statement = only(head + b"<Cd>CLBD</Cd>" + tail.replace(b'Ccy="EUR"', f'Ccy="{currency}"'.encode(), 1))
        assert (statement.opening, statement.closing, statement.adds_up) == (100_000, closing, adds_up)

    def test_of_two_closing_balances_that_of_the_account_counts(self) -> None:
        content = camt(stmt(ntry("119.00"), closing="1119.00"))
        place = content.index(b"<Bal>")
        foreign = content[place : content.index(b"</Bal>") + 6].replace(b"OPBD", b"CLBD").replace(b"EUR", b"SEK")
        statement = only(content[:place] + foreign + content[place:])
        assert (statement.opening, statement.closing) == (100_000, 111_900)

    @pytest.mark.parametrize(("tag", "message"), [("Stmt", "053"), ("Rpt", "052"), ("Ntfctn", "054")])
    def test_every_kind_of_statement_has_pages(self, tag: str, message: str) -> None:
        pages = f"<{tag}Pgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></{tag}Pgntn>"
        content = camt(stmt(ntry("5.00"), tag=tag).replace("<Id>S1</Id>", f"<Id>S1</Id>{pages}"), message=message)
        assert only(content).page == "2"

    def test_the_payer_may_be_a_bank(self) -> None:
        bank = "<RltdPties><Dbtr><Agt><FinInstnId><Nm>Bank of Foo</Nm></FinInstnId></Agt></Dbtr></RltdPties>"
        assert movement(ntry("5.00", f"<TxDtls>{bank}</TxDtls>")).name == "Bank of Foo"

    def test_only_the_account_of_the_payer_may_have_a_name(self) -> None:
        account = f"<DbtrAcct><Id><IBAN>{PAYER}</IBAN></Id><Nm>Jenny Rosen</Nm></DbtrAcct>"
        one = movement(ntry("5.00", f"<TxDtls><RltdPties>{account}</RltdPties></TxDtls>"))
        assert (one.name, one.iban) == ("Jenny Rosen", PAYER)

    @pytest.mark.parametrize(
        ("entry", "own", "is_credit", "is_doubtful"),
        [
            ("500.00", "100.00", True, True),  # one payment of several, of which the bank tells alone
            ("500.00", "500.00", True, False),
            ("97.00", "100.00", True, False),  # charges were deducted
            ("500.00", "0", True, False),
            ("503.00", "500.00", False, False),  # a returned debit, with the fee of the bank
            ("550.00", "500.00", False, False),
            ("550.01", "500.00", False, True),  # more than 50.00 is no fee
            ("30.00", "10.00", False, True),  # nor is more than the debit
            ("20.00", "10.00", False, False),
        ],
    )
    def test_the_only_detail_may_be_a_part_of_the_money(
        self, entry: str, own: str, is_credit: bool, is_doubtful: bool
    ) -> None:
        one = movement(ntry(entry, tx(amount=own, name="Jenny Rosen"), credit=is_credit))
        assert (one.amount, one.whole_batch) == (int(entry.replace(".", "")), is_doubtful)

    def test_charges_explain_what_left_beside_the_only_detail(self) -> None:
        charges = '<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">20.00</TtlChrgsAndTaxAmt></Chrgs>'
        entry = ntry("30.00", tx(amount="10.00", reason="MD06", more=charges), credit=False)
        assert not movement(entry).whole_batch

    def test_the_only_detail_in_another_currency_says_nothing_of_the_sum(self) -> None:
        assert not movement(ntry("500.00", tx(amount="4.10", currency="USD", name="Jenny Rosen"))).whole_batch
