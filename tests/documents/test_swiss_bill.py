"""The Swiss QR-bill: its references, the text of its code, and what is printed (SIX, guidelines of version 2.3)."""

import io
from typing import Any

import pypdf
import pytest
import zxingcpp
from PIL import Image
from stdnum import iso11649
from stdnum.ch import esr
from tests.documents.test_layouts import placed, read
from tests.pages.hosted_invoice import a_statement

from billhook.documents.invoice_pdf import InvoiceDocument, as_pictures, render
from billhook.documents.look import LAYOUTS, Look
from billhook.documents.paper import document, payment_instructions
from billhook.documents.receipt_paper import PaymentMade, receipt_of_invoice
from billhook.documents.statement import InvoiceStatement, Party, PaymentMeans, StatementLine, TransferAccount
from billhook.documents.swiss_bill import SwissBill, SwissParty, bill_of, swiss_party
from billhook.documents.swiss_reference import Reference, is_qr_iban, reference_of
from billhook.kernel.address import Address
from billhook.kernel.replacing import replace

QR_IBAN, IBAN = "CH4431999123000889012", "CH5800791123000889012"
SCHNEIDER = SwissParty("Robert Schneider AG", "Rue du Lac", "1268", "2501", "Biel", "CH")
RUTSCHMANN = SwissParty("Pia-Maria Rutschmann-Schnyder", "Grosse Marktgasse", "28", "9400", "Rorschach", "CH")
ACCOUNT = TransferAccount("iban", {"account_holder_name": "Robert Schneider AG", "iban": IBAN, "bic": ""})
SELLER = Party("Robert Schneider AG", Address("Rue du Lac 1268", None, "Biel", None, "2501", "CH"))
BUYER = Party("Pia-Maria Rutschmann-Schnyder", Address("Grosse Marktgasse 28", None, "Rorschach", None, "9400", "CH"))


def billed(iban: str = IBAN, **given: Any) -> InvoiceStatement:
    """An open invoice over CHF 1,488.00 with the number RE-2026-0042."""
    means = PaymentMeans(None, (ACCOUNT,), "https://pay.schneider.example/i/acct_1/live_1", iban)
    values = {
        "issuer": SELLER, "customer": BUYER, "currency": "chf", "number": "RE-2026-0042", "means": means,
        "locales": ("de",), "memo": None, "footer": None,
    }  # fmt: skip
    return a_statement(**{**values, **given})


def text_of(paper: InvoiceDocument) -> str:
    return "".join("".join(page.extract_text().split()) for page in read(paper).pages)


def scanned(paper: InvoiceDocument) -> list[str]:
    """What a phone reads from each code on the last page."""
    picture = Image.open(io.BytesIO(as_pictures(paper)[-1]))
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize(
    ("bill", "expected"),
    [
        # The worked example with a QR reference.
        (
            SwissBill(
                QR_IBAN, SCHNEIDER, 194_975, "chf", RUTSCHMANN, Reference("QRR", "210000000003139471430009017"),
                "Order of 15 June 2020",
            ),
            f"SPC|0200|1|{QR_IBAN}|S|Robert Schneider AG|Rue du Lac|1268|2501|Biel|CH||||||||1949.75|CHF|S|"
            "Pia-Maria Rutschmann-Schnyder|Grosse Marktgasse|28|9400|Rorschach|CH|QRR|210000000003139471430009017|"
            "Order of 15 June 2020|EPD",
        ),
        # The worked example with a creditor reference.
        (
            SwissBill(IBAN, SCHNEIDER, 19_995, "chf", RUTSCHMANN, Reference("SCOR", "RF18539007547034"), ""),
            f"SPC|0200|1|{IBAN}|S|Robert Schneider AG|Rue du Lac|1268|2501|Biel|CH||||||||199.95|CHF|S|"
            "Pia-Maria Rutschmann-Schnyder|Grosse Marktgasse|28|9400|Rorschach|CH|SCOR|RF18539007547034||EPD",
        ),
        # A donation: neither amount nor payer nor reference, and a creditor without a street.
        (
            SwissBill(
                IBAN, SwissParty("Salvation Army Foundation Switzerland", "", "", "3000", "Bern", "CH"), None, "eur",
                None, Reference("NON", ""), "Donation to the Winterfest Campaign",
            ),
            f"SPC|0200|1|{IBAN}|S|Salvation Army Foundation Switzerland|||3000|Bern|CH|||||||||EUR||||||||NON||"
            "Donation to the Winterfest Campaign|EPD",
        ),
    ],
    ids=["QRR", "SCOR", "NON"],
)  # fmt: skip
def test_the_text_of_the_code_line_by_line(bill: SwissBill, expected: str) -> None:
    assert bill.payload.split("\n") == expected.split("|")
    assert len(expected.split("|")) == 31


@pytest.mark.parametrize(
    ("number", "kind", "reference", "printed"),
    [
        ("539007547034", "SCOR", "RF18539007547034", "RF18 5390 0754 7034"),
        ("NL20260042", "SCOR", "RF71NL20260042", "RF71 NL20 2600 42"),
        ("nl-2026/0042", "SCOR", "RF71NL20260042", "RF71 NL20 2600 42"),
        ("A" * 22, "NON", "", ""),
        ("№ —", "NON", "", ""),
    ],
)
def test_the_creditor_reference_of_an_invoice(number: str, kind: str, reference: str, printed: str) -> None:
    found = reference_of(IBAN, number)
    assert (found.kind, found.number, found.printed) == (kind, reference, printed)


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("RE-2026-0042", "271420260042"), ("0042", "42"), ("INV-7", "1823317"), ("21 00000 00003 13947 14300 0901",
         "21000000000313947143000901"),
    ],
)  # fmt: skip
def test_a_qr_reference_has_the_digits_of_the_number(number: str, digits: str) -> None:
    """Letters count as 10 to 35, as in an IBAN: R is 27, E is 14, I is 18, N is 23, V is 31."""
    found = reference_of(QR_IBAN, number).number
    assert (len(found), found[:26]) == (27, digits.zfill(26))
    assert esr.is_valid(found)


def test_the_check_digit_is_that_of_the_worked_example() -> None:
    found = reference_of(QR_IBAN, "21000000000313947143000901")
    assert (found.number, found.printed) == ("210000000003139471430009017", "21 00000 00003 13947 14300 09017")


@pytest.mark.parametrize("number", ["X" * 14, "№", "Rechnung-2026-000000000000000000000000042"])
def test_a_number_without_room_in_the_reference_has_another_one_that_is_its_own(number: str) -> None:
    found = reference_of(QR_IBAN, number).number
    assert esr.is_valid(found)
    assert found == reference_of(QR_IBAN, number).number != reference_of(QR_IBAN, f"{number}7").number


@pytest.mark.parametrize(
    ("iban", "is_one"),
    [
        ("CH0029999000000000000", False), ("CH0030000000000000000", True), ("LI0031999000000000000", True),
        ("CH0032000000000000000", False), ("DE00300001230000000000", False),
    ],
)  # fmt: skip
def test_a_qr_iban_has_a_bank_of_its_own_kind(iban: str, is_one: bool) -> None:
    assert is_qr_iban(iban) is is_one


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        (SELLER, SCHNEIDER),
        (Party("A", Address("c/o Muster", "Hauptstr. 7b", "Bern", None, "3000", "ch")),
         SwissParty("A", "Hauptstr.", "7b", "3000", "Bern", "CH")),
        (Party("A", Address("12 rue de Rivoli", None, "Paris", None, "75004", "FR")),
         SwissParty("A", "12 rue de Rivoli", "", "75004", "Paris", "FR")),
        (Party("Łukasz “Ď’” Ștefan – 株式会社", Address(None, None, "İzmir", None, "35000", "TR")),
         SwissParty("Łukasz \"Ď'\" Ștefan -", "", "", "35000", "İzmir", "TR")),
        (Party("Nguyễn\nVăn", Address(None, None, "Bern", None, "3000", "CH")),
         SwissParty("Nguyen Văn", "", "", "3000", "Bern", "CH")),
        (Party("x" * 80, Address("y" * 80, None, "z" * 40, None, "3000", "CH")),
         SwissParty("x" * 70, "y" * 70, "", "3000", "z" * 35, "CH")),
        (Party("", Address(None, None, "Bern", None, "3000", "CH")), None),
        (Party("A", Address(None, None, None, None, "3000", "CH")), None),
        (Party("A", Address(None, None, "Bern", None, None, "CH")), None),
        (Party("A", Address(None, None, "Bern", None, "3000", "Schweiz")), None),
        (Party("株式会社", Address(None, None, "Bern", None, "3000", "CH")), None),
        (Party("A"), None),
    ],
)  # fmt: skip
def test_an_address_is_structured_and_in_latin_letters(party: Party, expected: SwissParty | None) -> None:
    assert swiss_party(party) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "paid"}, {"status": "void"}, {"status": "uncollectible"}, {"amount_remaining": 0},
        {"currency": "usd"}, {"means": PaymentMeans(None, (), None)}, {"issuer": replace(SELLER, address=None)},
    ],
    ids=str,
)  # fmt: skip
def test_an_invoice_that_asks_for_no_such_payment_has_no_bill(changes: dict[str, Any]) -> None:
    statement = billed(**changes)
    assert bill_of(statement) is None
    assert "Zahlteil" not in text_of(document(statement))


def test_a_receipt_has_no_bill() -> None:
    part_paid = billed(amount_paid=50_000, amount_remaining=98_800)
    assert (bill := bill_of(part_paid)) is not None
    assert bill.amount == 98_800
    receipt = receipt_of_invoice(part_paid, PaymentMade("1234-5678", part_paid.issued_at, "Card", "chf", 50_000))
    assert "Empfangsschein" not in text_of(receipt)


def test_an_amount_that_is_too_large_is_left_to_the_payer() -> None:
    most = bill_of(billed(amount_remaining=999_999_999_99))
    assert most is not None
    assert most.payload.split("\n")[18] == "999999999.99"
    beyond = bill_of(billed(amount_remaining=1_000_000_000_00))
    assert beyond is not None
    assert beyond.payload.split("\n")[18] == ""


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("iban", [QR_IBAN, IBAN])
def test_a_phone_reads_the_one_code_of_the_paper(layout: str, iban: str) -> None:
    statement = billed(iban, look=Look(layout))  # type: ignore[arg-type]
    bill = bill_of(statement)
    assert bill is not None
    assert scanned(document(statement)) == [bill.payload]
    assert (bill.payload.split("\n")[18], bill.message) == ("1488.00", "Rechnung RE-2026-0042")


def test_the_paper_is_archival_and_accessible() -> None:
    pdf = pypdf.PdfReader(io.BytesIO(render(document(billed()))))
    assert pdf.xmp_metadata is not None
    said = pdf.xmp_metadata.rdf_root.toxml()
    assert "<pdfaid:part>3<" in said
    assert "<pdfuaid:part>1<" in said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ("Empfangsschein", "Zahlteil", "Konto / Zahlbar an", "Zahlbar durch", "Annahmestelle", "Währung")),
        ("fr", ("Récépissé", "Section paiement", "Compte / Payable à", "Payable par", "Point de dépôt", "Monnaie")),
        ("it", ("Ricevuta", "Sezione pagamento", "Conto / Pagabile a", "Pagabile da", "Valuta")),
        ("en", ("Receipt", "Payment part", "Account / Payable to", "Payable by", "Acceptance point", "Currency")),
        ("ja", ("Receipt", "Payment part", "Account / Payable to", "Payable by", "Acceptance point", "Currency")),
    ],
)
def test_the_words_are_those_of_the_four_languages(language: str, words: tuple[str, ...]) -> None:
    text = text_of(document(billed(locales=(language,))))
    for expected in (*words, "CH58 0079 1123 0008 8901 2", "RF97 RE20 2600 42", "1 488.00", "Rue du Lac 1268"):
        assert "".join(expected.split()) in text, expected


def test_the_sections_stand_where_the_guidelines_put_them() -> None:
    """Receipt and payment part begin 192 mm from the top of A4; titles 5 mm from there and from the edges."""
    at = {text: (x, y) for text, x, y in placed(document(billed()))}
    left, top = at["Empfangsschein"]
    assert (left, 197 < top < 204) == (pytest.approx(5, abs=0.5), True)
    left, top = at["Zahlteil"]
    assert (left, 197 < top < 204) == (pytest.approx(67, abs=0.5), True)
    # The page says which page it is above the bill, and not within it.
    below = [text for text, _, y in placed(document(billed())) if y > 192]
    assert not any("Seite" in text for text in below)


@pytest.mark.parametrize(("lines", "alone"), [(2, False), (11, True), (26, False)])
def test_the_bill_stands_on_the_last_page_or_on_one_more(lines: int, alone: bool) -> None:
    many = tuple(StatementLine(f"Position {n}", 100, 1, None) for n in range(lines))
    texts = [page.extract_text() for page in read(document(billed(lines=many))).pages]
    assert ["Zahlteil" in text for text in texts] == [False] * (len(texts) - 1) + [True]
    assert ("Position" not in texts[-1]) is alone
    assert [f"Seite {n} von {len(texts)}" in text for n, text in enumerate(texts, 1)] == [True] * len(texts)


def test_paper_of_another_size_gets_a_page_of_a4() -> None:
    paper = read(document(billed(page_size="letter")))
    sizes = [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in paper.pages]
    assert sizes == [(612, 792), (595, 842)]
    assert ["Zahlteil" in page.extract_text() for page in paper.pages] == [False, True]


def test_paper_tells_the_account_on_the_bill_alone_and_a_mail_with_its_reference() -> None:
    statement = billed(means=replace(billed().means, instructions="Danke"))
    assert text_of(document(statement)).count("CH58007911230008") == 2  # receipt and payment part
    told = payment_instructions(statement, "de") or ""
    for expected in ("Danke", "CH58 0079 1123 0008 8901 2", "RF97 RE20 2600 42"):
        assert expected in told


def test_the_references_are_valid_for_other_readers() -> None:
    for number in ("1", "NL-2026-0042", "A" * 21):
        assert iso11649.is_valid(reference_of(IBAN, number).number)
        assert esr.is_valid(reference_of(QR_IBAN, number).number)


class TestTheCodeOfThePage:
    """An open invoice without another code has that of its page."""

    PAGE = "https://pay.quillthorn.example/i/acct_1/test_abc"

    def paper(self, **given: Any) -> InvoiceDocument:
        return document(a_statement(**{"means": PaymentMeans(None, (), self.PAGE), **given}))

    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_is_read_by_a_phone(self, layout: str) -> None:
        assert scanned(self.paper(look=Look(layout))) == [self.PAGE]  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "given",
        [
            {"look": Look(page_code=False)}, {"status": "paid"}, {"status": "void"}, {"status": "uncollectible"},
            {"amount_remaining": 0}, {"means": PaymentMeans(None, (), None)},
        ],
        ids=str,
    )  # fmt: skip
    def test_is_left_out(self, given: dict[str, Any]) -> None:
        assert scanned(self.paper(**given)) == []

    def test_gives_way_to_a_transfer(self) -> None:
        means = PaymentMeans(None, (ACCOUNT,), self.PAGE)
        (read_code,) = scanned(self.paper(means=means))
        assert read_code.startswith("BCD")
