"""MT940 as banks send it, German and other (live-money.md §4.1)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.bank_statements.files import IBAN, PAYER, mt940

from billhook.bank_statements.rules.reading import read
from billhook.bank_statements.rules.values import REPORT, STATEMENT, Movement, UnreadableFile


def movement(line: str, details: str = "") -> Movement:
    (statement,) = read(mt940(line, *([f":86:{details}"] if details else []))).statements
    (one,) = statement.movements
    return one


CREDIT = ":61:2611021102C119,00N166NONREF//B1"


def test_a_statement_field_by_field() -> None:
    details = (
        "166?00GUTSCHRIFT?109310?20EREF+E2E-7?21MREF+M-1?22SVWZ+Rechnung Nr NL-2026-00?2342?30COBADEFFXXX"
        f"?31{PAYER}?32Jenny?33Rosen"
    )
    (statement,) = read(mt940(CREDIT, f":86:{details}")).statements
    assert (statement.account, statement.currency, statement.sequence) == (IBAN, "eur", "00012")
    assert (statement.opening, statement.closing, statement.kind) == (100_000, 111_900, STATEMENT)
    assert statement.adds_up
    assert statement.movements == (
        Movement(
            amount=11_900, is_credit=True, currency="eur", booked_on=date(2026, 11, 2), value_on=date(2026, 11, 2),
            ordinal=0, bank_reference="B1", end_to_end_id="E2E-7", mandate_id="M-1", name="Jenny Rosen", iban=PAYER,
            purpose="Rechnung Nr NL-2026-0042",
        ),
    )  # fmt: skip


class TestPurpose:
    def test_a_full_part_goes_on_without_a_blank(self) -> None:
        first = "Rechnung vom Mai, NL-2026-0"
        assert len(first) == 27
        assert movement(CREDIT, f"166?20{first}?21042").purpose == f"{first}042"

    def test_a_shorter_part_ends_a_word(self) -> None:
        assert movement(CREDIT, "166?20Rechnung?21NL-2026-0042").purpose == "Rechnung NL-2026-0042"

    def test_parts_60_to_63_go_on(self) -> None:
        assert movement(CREDIT, "166?20one?29two?60three?63four").purpose == "one two three four"

    def test_lines_are_cut_anywhere(self) -> None:
        (statement,) = read(mt940(CREDIT, ":86:166?20Rechnung NL-20", "26-0042?3", "2Jenny")).statements
        (one,) = statement.movements
        assert (one.purpose, one.name) == ("Rechnung NL-2026-0042", "Jenny")

    def test_free_text(self) -> None:
        (statement,) = read(mt940(CREDIT, ":86:" + "x" * 57 + "NL-2026-", "0042", "thanks")).statements
        assert statement.movements[0].purpose == "x" * 57 + "NL-2026-0042 thanks"

    def test_keywords_of_sepa_in_any_order(self) -> None:
        one = movement(CREDIT, "166?20SVWZ+For May?21EREF+E-1 MREF+M-1?22ABWA+Jenny's Mother")
        assert (one.purpose, one.end_to_end_id, one.mandate_id, one.ultimate_name) == (
            "For May", "E-1", "M-1", "Jenny's Mother",
        )  # fmt: skip

    def test_slashes(self) -> None:
        text = "/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/J ROSEN/REMI/NL-2026-0042/EREF/E-1"
        one = movement(CREDIT, text)
        assert (one.iban, one.name, one.purpose, one.end_to_end_id) == (
            "NL91ABNA0417164300", "J ROSEN", "NL-2026-0042", "E-1",
        )  # fmt: skip

    def test_a_party_between_slashes(self) -> None:
        text = "/EREF/NOTPROVIDED//CNTP/NL91ABNA0417164300/ABNANL2A/J ROSEN///REMI/USTD//NL-2026-0042/"
        one = movement(CREDIT, text)
        assert (one.iban, one.name, one.purpose, one.end_to_end_id) == (
            "NL91ABNA0417164300", "J ROSEN", "NL-2026-0042", "",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "signed"), [("C", 500), ("D", -500), ("RD", 500), ("RC", -500), ("CR", 500), ("DR", -500)]
)
def test_marks(mark: str, signed: int) -> None:
    """RC takes a credit back, RD a debit. After C or D, R is the third letter of the currency (EUR)."""
    assert movement(f":61:2611021102{mark}5,00N166NONREF").signed == signed


@pytest.mark.parametrize(("mark", "is_reversal"), [("C", False), ("CR", False), ("RD", True), ("RC", True)])
def test_a_debit_that_is_taken_back_is_no_payment(mark: str, is_reversal: bool) -> None:
    assert movement(f":61:2611021102{mark}5,00N166NONREF").is_reversal == is_reversal


def test_a_null_character_is_left_out() -> None:
    """PostgreSQL keeps none, and asks for none."""
    one = movement(CREDIT, "166?20SVWZ+a\x00b?31DE\x0012?32Je\x00nny")
    assert (one.purpose, one.iban, one.name) == ("ab", "DE12", "Jenny")


@pytest.mark.parametrize(
    ("line", "booked", "valued"),
    [
        (":61:2611021103C5,00NMSCX", date(2026, 11, 3), date(2026, 11, 2)),
        (":61:261102C5,00NMSCX", date(2026, 11, 2), date(2026, 11, 2)),
        (":61:2612310102C5,00NMSCX", date(2027, 1, 2), date(2026, 12, 31)),
        (":61:2701021231C5,00NMSCX", date(2026, 12, 31), date(2027, 1, 2)),
        (":61:260230C5,00NMSCX", date(2026, 2, 28), date(2026, 2, 28)),
    ],
)
def test_dates(line: str, booked: date, valued: date) -> None:
    """30 February is written by banks whose months have 30 days; a year is crossed in either direction."""
    one = movement(line)
    assert (one.booked_on, one.value_on) == (booked, valued)


@pytest.mark.parametrize("code", ["108", "109"])
def test_a_returned_debit(code: str) -> None:
    line = ":61:2611021102D119,00N166NONREF//B1"
    one = movement(line, f"{code}?20EREF+CALL-1?21MREF+M-1?22SVWZ+RETURN AC04 closed?32Jenny?34914")
    assert (one.return_reason, one.end_to_end_id, one.is_credit) == ("AC04", "CALL-1", False)
    assert movement(line, f"{code}?20SVWZ+no code?34914").return_reason == "914"
    assert movement(line, "166?20SVWZ+RETURN AC04").return_reason == ""


def test_pages_of_one_statement_are_joined() -> None:
    first = mt940(CREDIT).replace(b":62F:", b":62M:")
    second = mt940(CREDIT, closing="C261102EUR1238,00").replace(b":60F:C261101EUR1000,00", b":60M:C261102EUR1119,00")
    (statement,) = read(first + b"\r\n" + second.replace(b"00012/001", b"00012/002")).statements
    assert [one.ordinal for one in statement.movements] == [0, 1]
    assert (statement.opening, statement.closing, statement.adds_up) == (100_000, 123_800, True)


def test_mt942_is_a_report() -> None:
    text = f":20:X\r\n:25:{IBAN}\r\n:28C:1\r\n:34F:EUR0,\r\n:13D:2611021200+0100\r\n{CREDIT}\r\n-"
    (statement,) = read(text.encode()).statements
    assert (statement.kind, statement.currency, len(statement.movements)) == (REPORT, "eur", 1)


def test_frames_of_swift_are_left_out() -> None:
    framed = b"{1:F01X}{2:I940X}{4:\r\n" + mt940(CREDIT, ":86:thanks").removesuffix(b"-") + b"-}"
    (statement,) = read(framed).statements
    assert statement.movements[0].purpose == "thanks"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
def test_encodings(encoding: str) -> None:
    name = "Jürgen “Groß”" if encoding != "latin-1" else "Jürgen Groß"
    content = mt940(CREDIT, ":86:166?32NAME").decode().replace("NAME", name).encode(encoding)
    assert read(content).statements[0].movements[0].name == name


@pytest.mark.parametrize(
    "line",
    [":61:rubbish", ":61:2613990000C5,00NMSC", ":61:261102C5,005NMSCX", ":61:261102C0,00NMSCX", ":61:261102C,NMSC",
     ":61:", ":61:261102C1,2,3NMSC"],
)  # fmt: skip
def test_a_line_that_cannot_be_is_a_problem_and_the_rest_is_read(line: str) -> None:
    reading = read(mt940(line, CREDIT))
    assert [one.amount for one in reading.statements[0].movements] == [11_900]
    assert [one.place for one in reading.problems] == ["statement 1, entry 1"]


def test_a_balance_that_cannot_be_is_a_problem() -> None:
    reading = read(mt940(CREDIT, opening="rubbish"))
    assert reading.statements[0].opening is None
    assert len(reading.problems) == 1


@given(st.binary(max_size=400))
def test_rubbish_is_read_or_refused(rubbish: bytes) -> None:
    for content in (
        rubbish,
        b":20:X\r\n:25:Y\r\n:60F:C261101EUR1,00\r\n:61:" + rubbish,
        mt940(CREDIT, ":86:") + rubbish,
    ):
        try:
            read(content)
        except UnreadableFile:
            continue


def test_the_lines_of_savings_banks() -> None:
    """Field NS stands in the place of field 86; the numbers of its lines say what they are."""
    details = ":NS:01Rechnung NL-2026-0042\n02vielen Dank\n15Jenny\n16Rosen\n17GUTSCHRIFT\n1812345\n204711"
    (statement,) = read(mt940(":61:2611021102C119,00S05168790452", details)).statements
    (one,) = statement.movements
    assert (one.amount, one.name, one.purpose) == (11_900, "Jenny Rosen", "Rechnung NL-2026-0042 vielen Dank")
    assert statement.adds_up


def test_a_blank_before_the_code_of_the_german_form() -> None:
    one = movement(CREDIT, " 020?00Wplata?20NL-2026-0042?32HUTA?31" + PAYER)
    assert (one.purpose, one.name, one.iban) == ("NL-2026-0042", "HUTA", PAYER)


def test_signs_of_the_time_of_dos() -> None:
    """0x8D is no sign of cp1252; in cp852 the word is `összevont`."""
    text = mt940(CREDIT, ":86:?20Utalvany").replace(b"Utalvany", b"\x94sszevont \x8d")
    (statement,) = read(text).statements
    assert statement.movements[0].amount == 11_900
    assert "összevont" in statement.movements[0].purpose
