"""Draw documents of every kind, to look at them: `./dev python docs/draw_documents.py FOLDER`.

Each becomes one picture a page, named after what it shows. With `--readme` two of them go to docs/pictures, small.
Nothing here needs a server: a document is drawn from its statement alone.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from billhook.documents import invoice_pdf
from billhook.documents.account_statement import AccountEntry, AccountStatement, account_document
from billhook.documents.line_groups import LineGroup
from billhook.documents.logo import Logo
from billhook.documents.look import LAYOUTS, Look
from billhook.documents.paper import document
from billhook.documents.receipt_paper import PaymentMade, receipt_of_invoice
from billhook.documents.statement import (
    AmountsDue,
    Brand,
    Correction,
    Deduction,
    InvoiceStatement,
    Party,
    PaymentMeans,
    ShippingCharge,
    StatementLine,
    Sums,
    Tax,
    TaxAmount,
    TaxCategory,
    TransferAccount,
)
from billhook.kernel.address import Address
from billhook.kernel.languages import LANGUAGES
from billhook.kernel.replacing import replace
from billhook.kernel.tax_number import TaxNumber

PICTURES = Path(__file__).parent / "pictures"
_README = {"branded": "document-invoice", "language-ja": "document-japanese"}
_README_WIDTH = 620
_DAY = 86_400
_ISSUED = 1_795_348_800  # 2026-11-22 12:00:00 UTC

_SELLER = Party(
    "Quill & Thorn Gartenbau GmbH", Address("Lindengasse 7", None, "Berlin", None, "10119", "DE"),
    "rechnung@quillthorn.example", "+49 30 555 0199", (TaxNumber("eu_vat", "DE123456789"),),
)  # fmt: skip
_BUYER = Party(
    "Hartmann & Söhne KG", Address("Am Sandtorkai 50", None, "Hamburg", None, "20457", "DE"),
    "buchhaltung@hartmann.example",
)  # fmt: skip
_ACCOUNT = TransferAccount(
    "iban",
    {"account_holder_name": "Quill & Thorn Gartenbau GmbH", "iban": "DE02120300000000202051", "bic": "BYLADEM1001"},
)
# One customer for each script, as a firm there would write itself.
_WRITTEN = {
    "ja": Party("株式会社髙島屋敷", Address("丸の内1-1-1", None, "千代田区", "東京都", "100-0005", "JP")),
    "ko": Party("주식회사 한빛", Address("세종대로 110", None, "서울특별시", None, "04524", "KR")),
    "zh-Hans": Party("北京晨光科技有限公司", Address("建国路88号", None, "北京", None, "100022", "CN")),
    "zh-Hant": Party("晨光股份有限公司", Address("信義路五段7號", None, "台北市", None, "110", "TW")),
    "ar": Party("شركة الأمل للتجارة", Address("شارع الملك فهد 12", None, "الرياض", None, "11564", "SA")),
    "he": Party("אורן ובניו בע״מ", Address("רחוב הרצל 12", None, "תל אביב", None, "6688312", "IL")),
    "el": Party("Παπαδόπουλος Α.Ε.", Address("Ερμού 12", None, "Αθήνα", None, "105 63", "GR")),
}
_OTHER_SCRIPTS = {
    "hindi": "शर्मा एंड संस", "thai": "บริษัท สวนสวย จำกัด", "bengali": "সবুজ বাগান লিমিটেড", "tamil": "பசுமை தோட்டம்",
    "russian": "ООО «Садовник»", "georgian": "შპს მებაღე", "armenian": "Այգեպան ՍՊԸ", "emoji": "Gärtnerei 🌿🪴 Grün",
}  # fmt: skip


def main(words: list[str]) -> int:
    """Draw everything into a folder."""
    parser = argparse.ArgumentParser(prog="docs/draw_documents.py", description="Draw documents of every kind.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", action="store_true", help="also draw the two pictures of the README anew")
    options = parser.parse_args(words)
    options.folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, paper in documents():
        count += 1
        for number, page in enumerate(_pages(paper), start=1):
            (options.folder / f"{name}-{number}.png").write_bytes(page)
            if options.readme and number == 1 and name in _README:
                _small(page).save(PICTURES / f"{_README[name]}.png", optimize=True)
    print(f"{count} documents in {options.folder}")
    return 0


def documents() -> Iterator[tuple[str, invoice_pdf.InvoiceDocument]]:
    """Every document by its name."""
    yield "plain", document(statement())
    yield "branded", document(statement(brand=Brand(colour="#2f6b4f", accent="#2f6b4f")), logo())
    yield "pale-brand", document(statement(brand=Brand(colour="#ffd54a")))
    yield "letter", document(statement(page_size="letter", locales=("en",), issuer_locale="en"))
    for layout in LAYOUTS:
        look = Look(layout=layout)
        yield f"layout-{layout}", document(statement(look=look, brand=Brand(colour="#2f6b4f")), logo())
        yield f"layout-{layout}-40", document(replace(lines_of(40), look=look))
        yield f"layout-{layout}-ar", document(statement(look=look, locales=("ar",), customer=_WRITTEN["ar"]))
    for count in (7, 40, 250):
        yield f"lines-{count}", document(lines_of(count))
    yield "many-taxes", document(many_taxes())
    yield "inclusive", document(inclusive())
    yield "reverse-charge", document(reverse_charge())
    yield "everything", document(everything())
    yield "long-words", document(long_words())
    for mark in ("paid", "void", "uncollectible"):
        at = {"paid_at" if mark == "paid" else "voided_at": _ISSUED + 5 * _DAY}
        paid = replace(due(148_155), amount_paid=148_155, amount_remaining=0) if mark == "paid" else due(148_155)
        yield mark, document(statement(status=mark, amounts=paid, **at))
    replaced = statement(status="void", voided_at=_ISSUED + _DAY, replaced_by="RE-2026-0043")
    yield "replaced", document(replaced)
    yield "test", document(statement(is_test=True))
    yield "part-paid", document(statement(amounts=replace(due(148_155), amount_paid=50_000, amount_remaining=98_155)))
    for name, swiss in swiss_bills():
        yield f"swiss-{name}", document(swiss)
    for name, sent in domestic():
        yield f"domestic-{name}", document(sent)
    for layout in LAYOUTS:
        page = PaymentMeans(None, (), "https://rechnung.quillthorn.example/i/acct_1/live_0000000000")
        yield f"page-code-{layout}", document(statement(means=page, look=Look(layout=layout), memo="Danke!"))
        yield f"groups-{layout}", document(grouped(look=Look(layout=layout)))
    yield "groups-40", document(grouped(40))
    yield "credit-note", document(credit_note())
    paid_at = PaymentMade("1234-5678", _ISSUED + 5 * _DAY, "Visa •••• 4242", "eur", 148_155, 20_000)
    yield "receipt", receipt_of_invoice(statement(status="paid", paid_at=_ISSUED + 5 * _DAY), paid_at)
    yield "account", account_document(account())
    for language in LANGUAGES:
        customer = _WRITTEN.get(language, _BUYER)
        yield f"language-{language}", document(statement(locales=(language,), customer=customer))
    for name, written in _OTHER_SCRIPTS.items():
        yield f"script-{name}", document(statement(customer=replace(_BUYER, name=written), memo=written))


def statement(**given: Any) -> InvoiceStatement:
    """Two lines at 19 %: 1,245.00 and 236.55 of tax."""
    vat = _tax("19")
    lines = (
        StatementLine("Heckenschnitt im Innenhof", 120_000, Decimal(8), Decimal(15_000), _november(), taxes=(vat,)),
        StatementLine("Anfahrt", 4_500, Decimal(1), Decimal(4_500), taxes=(vat,)),
    )
    sums = Sums(124_500, (), None, 0, (TaxAmount(vat, 124_500, 23_655),), 124_500, 148_155)
    values: dict[str, Any] = {
        "issuer": _SELLER, "customer": _BUYER, "ship_to": None, "number": "RE-2026-0042", "status": "open",
        "issued_at": _ISSUED, "currency": "eur", "lines": lines, "sums": sums, "locales": ("de",),
        "issuer_locale": "de", "time_zone": "Europe/Berlin", "page_size": "a4", "is_test": False,
        "amounts": due(148_155), "due_at": _ISSUED + 30 * _DAY,
        "means": PaymentMeans(None, (_ACCOUNT,), "https://rechnung.quillthorn.example/i/acct_1/live_0000000000"),
        "footer": "Geschäftsführerin: Anna Thorn · Amtsgericht Charlottenburg HRB 123456 B",
    }  # fmt: skip
    return InvoiceStatement(**{**values, **given})


def lines_of(count: int) -> InvoiceStatement:
    """As many lines of one Euro."""
    vat = _tax("19")
    lines = tuple(
        StatementLine(f"Position {n:03}", 100, Decimal(1), Decimal(100), taxes=(vat,)) for n in range(1, count + 1)
    )
    total = count * 119
    sums = Sums(count * 100, (), None, 0, (TaxAmount(vat, count * 100, count * 19),), count * 100, total)
    return statement(lines=lines, sums=sums, amounts=due(total))


def grouped(count: int = 7, **given: Any) -> InvoiceStatement:
    """Lines in three groups, of which the second hides its lines, and two lines that are in none."""
    a_third = (count - 2) // 3
    first, second = tuple(range(a_third)), tuple(range(a_third, 2 * a_third))
    groups = (
        LineGroup("month", "Pflege", "2026-11", False, first),
        LineGroup("nothing", "Material", "", True, second),
        LineGroup("product", "", "Wartung", False, tuple(range(2 * a_third, count - 2))),
        LineGroup("other", "", "", False, (count - 2, count - 1)),
    )
    return replace(lines_of(count), groups=groups, **given)


def swiss_bills() -> Iterator[tuple[str, InvoiceStatement]]:
    """Both kinds of accounts, each language of the bill, paper of the other size, a bill on a page of its own."""
    seller = Party(
        "Robert Schneider AG", Address("Rue du Lac 1268", None, "Biel", None, "2501", "CH"), "info@schneider.example"
    )
    buyer = Party(
        "Pia-Maria Rutschmann-Schnyder", Address("Grosse Marktgasse 28", None, "Rorschach", None, "9400", "CH")
    )
    page = "https://rechnung.schneider.example/i/acct_1/live_0000000000"

    def bill(iban: str, **given: Any) -> InvoiceStatement:
        account = TransferAccount("iban", {"account_holder_name": seller.name, "iban": iban, "bic": ""})
        means = PaymentMeans(None, (account,), page, iban)
        values = {"issuer": seller, "customer": buyer, "currency": "chf", "means": means, "footer": None}
        return statement(**{**values, **given})

    qr_iban, other = "CH4431999123000889012", "CH5800791123000889012"
    yield "qrr", bill(qr_iban)
    for language in ("de", "fr", "it", "en", "ar"):
        yield f"scor-{language}", bill(other, locales=(language,))
    yield "eur-abroad", bill(other, currency="eur", customer=_BUYER, footer="Handelsregister Bern")
    yield "by-hand", bill(other, customer=Party("Laufkundschaft"), amounts=due(2_000_000_000_00))
    yield "letter-size", bill(other, page_size="letter")
    for layout in LAYOUTS:
        yield f"layout-{layout}", bill(other, look=Look(layout=layout), footer="Handelsregister Bern")
    full = lines_of(11)
    yield "own-page", bill(other, lines=full.lines, sums=full.sums, amounts=due(full.sums.total), footer="Bern")
    long = "Verein zur Förderung der Nachbarschaftshilfe in den Gemeinden des Seelands"
    crowded = Party(long, Address("An der alten Landstrasse beim Bahnhof 117b", None, "Seeland", None, "3000", "CH"))
    yield "crowded", bill(qr_iban, issuer=crowded, customer=crowded)


def domestic() -> Iterator[tuple[str, InvoiceStatement]]:
    """The codes of single countries, each in the language of its country, and one of test mode."""
    page = "https://faktura.zahrada.example/i/acct_1/live_0000000000"

    def sent(currency: str, language: str, seller: Party, kind: str, number: str, **given: Any) -> InvoiceStatement:
        city = seller.address.city if seller.address is not None else None
        account = TransferAccount(
            kind, {"account_holder_name": seller.name, kind: number, "bic": "", "city": city or ""}
        )
        means = PaymentMeans(None, (account,), page, domestic_account=account)
        values = {
            "issuer": seller, "currency": currency, "locales": (language,), "means": means, "number": "2026-0042",
            "footer": None,
        }  # fmt: skip
        return statement(**{**values, **given})

    czech = Party("Zahradnictví Růže s.r.o.", Address("Dlouhá 12", None, "Praha", None, "110 00", "CZ"))
    yield "spayd", sent("czk", "cs", czech, "iban", "CZ6508000000192000145399")
    yield "spayd-test", sent("czk", "cs", czech, "iban", "CZ7600000000002000145399", is_test=True)
    brazilian = Party("Jardim São João Ltda.", Address("Rua das Flores 12", None, "São Paulo", "SP", "01310-100", "BR"))
    yield "pix", sent("brl", "pt", brazilian, "pix", "123e4567-e12b-12d1-a456-426655440000")
    singaporean = Party("Garden City Pte. Ltd.", Address("12 Orchard Road", None, "Singapore", None, "238801", "SG"))
    yield "paynow", sent("sgd", "en", singaporean, "paynow", "201403121W")
    indian = Party("Bagh & Sons", Address("12 MG Road", None, "Bengaluru", "Karnataka", "560001", "IN"))
    yield "upi", sent("inr", "en", indian, "upi", "bagh.sons@okbank")


def many_taxes() -> InvoiceStatement:
    """Seven rates on seven lines."""
    rates = [_tax(percent, f"Tax {percent}") for percent in ("2.1", "3.7", "5.5", "7", "10", "19", "20")]
    lines = tuple(
        StatementLine(f"Ware zu {rate.percentage} %", 10_000, Decimal(1), Decimal(10_000), taxes=(rate,))
        for rate in rates
    )
    taxes = tuple(TaxAmount(rate, 10_000, int(rate.percentage * 100)) for rate in rates)
    total = 70_000 + sum(tax.amount for tax in taxes)
    return statement(lines=lines, sums=Sums(70_000, (), None, 0, taxes, 70_000, total), amounts=due(total))


def inclusive() -> InvoiceStatement:
    """Prices that contain their tax: 119.00 with 19.00."""
    vat = replace(_tax("19"), inclusive=True)
    line = StatementLine("Handbuch", 11_900, Decimal(1), Decimal(11_900), taxes=(vat,))
    sums = Sums(11_900, (), None, 0, (TaxAmount(vat, 10_000, 1_900),), 10_000, 11_900)
    return statement(lines=(line,), sums=sums, amounts=due(11_900))


def reverse_charge() -> InvoiceStatement:
    """A French buyer who accounts for the tax."""
    none = replace(_tax("19"), category=TaxCategory.REVERSE_CHARGE, reason="reverse_charge")
    line = StatementLine("Conseil", 100_000, Decimal(1), Decimal(100_000), taxes=(none,))
    sums = Sums(100_000, (), None, 0, (TaxAmount(none, 100_000, 0),), 100_000, 100_000)
    buyer = Party(
        "Jardins de Lumière SARL", Address("12 rue de Rivoli", None, "Paris", None, "75004", "FR"),
        "compta@lumiere.example", None, (TaxNumber("eu_vat", "FR12345678901"),),
    )  # fmt: skip
    return statement(
        lines=(line,), sums=sums, amounts=due(100_000), customer=buyer, locales=("fr",), exemption="reverse"
    )


def everything() -> InvoiceStatement:
    """Discounts of a line and of the whole, shipping, a balance, custom fields, two addresses, a memo."""
    vat = _tax("19")
    line = StatementLine(
        "Rosen, veredelt", 30_000, Decimal("2.5"), Decimal(12_000), _november(),
        discounts=(Deduction("Herbstaktion", Decimal(10), 3_000),), taxes=(vat,),
    )  # fmt: skip
    sums = Sums(
        27_000, (Deduction("Treuerabatt", Decimal(5), 1_350),), ShippingCharge("Spedition", 4_900), 0,
        (TaxAmount(vat, 30_550, 5_805),), 30_550, 36_355,
    )  # fmt: skip
    amounts = replace(due(31_355), starting_balance=-5_000)
    shop = Party(
        "Hartmann Filiale", Address("Deichstraße 9", None, "Hamburg", None, "20459", "DE"), None, "+49 40 1234"
    )
    return statement(
        lines=(line,), sums=sums, amounts=amounts, ship_to=shop, memo="Danke für Ihren Auftrag.\n\nBitte prüfen.",
        custom_fields=(("Bestellnummer", "PO-7781"), ("Kostenstelle", "4711"), ("Projekt", "Innenhof")),
    )  # fmt: skip


def long_words() -> InvoiceStatement:
    """Words and addresses that are wider than their columns."""
    name = "Donaudampfschifffahrtsgesellschaftskapitänswitwenverein e. V."
    address = Address("Rindfleischetikettierungsüberwachungsstraße 135 b", None, "Köln", None, "50667", "DE")
    buyer = Party(name, address, "buchhaltung.rechnungseingang@donaudampfschifffahrt.example")
    first, second = statement().lines
    return statement(customer=buyer, lines=(replace(first, description="x" * 120), second), footer="w" * 200)


def credit_note() -> InvoiceStatement:
    """Half of the first invoice taken back: of its tax too."""
    inside = replace(_tax("19"), inclusive=True)
    line = StatementLine(None, 74_078, Decimal(1), Decimal(74_078), credits_all_of="RE-2026-0042")
    sums = Sums(74_078, (), None, 0, (TaxAmount(inside, 62_250, 11_828),), 62_250, 74_078)
    correction = Correction("RE-2026-0042", "order_change", 74_078, 0, 0)
    return statement(
        number="RE-2026-0042-CN-01", lines=(line,), sums=sums, amounts=None, correction=correction, due_at=None,
        means=PaymentMeans(None, (), None),
    )  # fmt: skip


def account() -> AccountStatement:
    """A year with three invoices, two payments and a credit note."""
    entries = (
        AccountEntry(_ISSUED - 60 * _DAY, "invoice", "RE-2026-0021", 59_500, 71_400),
        AccountEntry(_ISSUED - 42 * _DAY, "payment", "RE-2026-0021", -59_500, 11_900),
        AccountEntry(_ISSUED - 30 * _DAY, "credit_note", "RE-2026-0007-CN-01", -11_900, 0),
        AccountEntry(_ISSUED, "invoice", "RE-2026-0042", 148_155, 148_155),
    )
    return AccountStatement(
        issuer=_SELLER, customer=_BUYER, currency="eur", first=_ISSUED - 320 * _DAY, last=_ISSUED + _DAY,
        opening=11_900, entries=entries, locale="de", time_zone="Europe/Berlin", page_size="a4",
        brand=Brand(colour="#2f6b4f"), is_test=False,
    )  # fmt: skip


def due(amount: int) -> AmountsDue:
    """Nothing is paid yet."""
    return AmountsDue(0, 0, 0, amount, 0, amount, 0, 0)


def logo() -> Logo:
    """A leaf, drawn here: nobody's mark is needed."""
    picture = Image.new("RGBA", (640, 200), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    pen.pieslice((10, 10, 370, 370), 180, 270, fill="#2f6b4f")
    pen.pieslice((10, -170, 370, 190), 0, 90, fill="#7fb069")
    pen.rounded_rectangle((390, 84, 630, 116), 16, fill="#2f6b4f")
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return Logo("image/png", kept.getvalue(), *picture.size)


def _tax(percent: str, name: str = "MwSt.") -> Tax:
    return Tax(name, None, Decimal(percent), TaxCategory.STANDARD, "standard_rated", inclusive=False)


def _november() -> tuple[int, int]:
    return _ISSUED - 21 * _DAY, _ISSUED + 8 * _DAY


def _pages(paper: invoice_pdf.InvoiceDocument) -> list[bytes]:
    return invoice_pdf.as_pictures(paper)


def _small(page: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(page)).convert("RGB")
    height = picture.height * _README_WIDTH // picture.width
    return picture.resize((_README_WIDTH, height), Image.Resampling.LANCZOS).quantize(64)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
