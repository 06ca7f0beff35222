"""What a customer can read in an invoice's PDF, and that nothing typed into an invoice can spoil it."""

import asyncio
import hashlib
import io
import os
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from tests.documents.extracted import says
from tests.documents.invoice_document import ADA, DUE, ISSUED, an_invoice

from billhook.documents.fonts import SAMPLES, families_for, use_folder
from billhook.documents.invoice_pdf import InvoiceDocument, Line, Party, TotalRow, render, render_async
from billhook.documents.labels import labels_for
from billhook.documents.sum_words import discount_words, exemption_remarks, rate_words, tax_words
from billhook.kernel.languages import LANGUAGES

# 4,500.00 less 450.00 and 50.00, and 119.00 with 19.00 of tax inside: 4,119.00 less 41.19; 760.00 on top.
DISCOUNTED = an_invoice(
    lines=(
        Line(
            "Retainer", 450_000, 1, "450000", "19%",
            discounts=(TotalRow("Spring sale (10%)", -45_000), TotalRow("Loyalty", -5_000)),
        ),
        Line("Handbook", 11_900, 1, "11900", "19% incl."),
    ),
    totals=(
        TotalRow("Subtotal", 411_900),
        TotalRow("Welcome (1%)", -4_119),
        TotalRow("VAT Germany (19% on €4,000.00)", 76_000),
        TotalRow("Total", 483_781),
        TotalRow("Includes VAT Germany (19% on €99.00)", 1_881, note=True),
        TotalRow("Applied balance", -3_781),
    ),
    amount_due=480_000,
    after_due=(TotalRow("Credited after payment", 500, note=True),),
    remarks=("Tax is due with the payment.",),
)  # fmt: skip

GOLDEN = Path(__file__).parent / "golden"


def read(document: InvoiceDocument) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render(document)))


def text_of(document: InvoiceDocument) -> str:
    return "\n".join(page.extract_text() for page in read(document).pages)


def words_of(document: InvoiceDocument) -> str:
    """The text without any space, so that a broken line does not matter."""
    return "".join(text_of(document).split())


def standard_of(document: InvoiceDocument) -> str:
    metadata = read(document).xmp_metadata
    assert metadata is not None
    part = metadata.rdf_root.toxml()
    return "PDF/A-3a" if "<pdfaid:part>3<" in part and "<pdfaid:conformance>A<" in part else "plain"


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("open", an_invoice()),
        ("paid-german", an_invoice(locale="de", mark="BEZAHLT", amount_paid=798_768)),
        ("part-paid-letter", an_invoice(page_size="letter", amount_paid=100_000, custom_fields=())),
        ("discounts-and-taxes", DISCOUNTED),
    ],
)
def test_the_text_is_the_reviewed_text(name: str, document: InvoiceDocument) -> None:
    """Run with BILLHOOK_UPDATE_GOLDEN=1 to write the files anew, then read the diff."""
    path, text = GOLDEN / f"{name}.txt", text_of(document) + "\n"
    if os.environ.get("BILLHOOK_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "expected",
    [
        "Studio Nordlicht GmbH",
        "Torstraße 140",
        "EU VAT DE123456789",
        "Ada Lovelace Analytics Ltd.",
        "SW1Y 4JH",
        "GB VAT GB987654321",
        "NL-2026-0042",
        "November 22, 2026",
        "€7,987.68 due December 22, 2026",
        "Purchase order",
        "PO-7781",
        "Nov 1\N{THIN SPACE}–\N{THIN SPACE}30, 2026",
        "2,468",
        "€0.005",
        "-€200.00",
        "VAT Germany (19% on €6,712.34)",
        "€1,275.34",
        "IBAN DE02 1203 0000 0000 2020 51",
        "Amtsgericht Charlottenburg HRB 123456 B",
        "Page 1 of 1",
    ],
)
def test_everything_a_legal_invoice_needs_is_there(expected: str) -> None:
    assert expected in text_of(an_invoice())


def test_the_same_document_gives_the_same_bytes_wherever_it_is_set() -> None:
    async def in_threads() -> list[bytes]:
        return list(await asyncio.gather(*(render_async(an_invoice()) for _ in range(8))))

    hashes = {hashlib.sha256(pdf).hexdigest() for pdf in [render(an_invoice()), *asyncio.run(in_threads())]}
    assert len(hashes) == 1
    assert render(an_invoice(number="NL-2026-0043")) != render(an_invoice())


def test_setting_many_different_documents_at_once_mixes_none_of_them_up() -> None:
    async def in_threads() -> list[bytes]:
        return list(await asyncio.gather(*(render_async(an_invoice(number=f"N{n:03}")) for n in range(24))))

    for n, pdf in enumerate(asyncio.run(in_threads())):
        assert f"N{n:03}" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_the_file_says_what_it_is_and_when_it_was_issued() -> None:
    facts = read(an_invoice()).metadata
    assert facts is not None
    assert facts.title == "Invoice NL-2026-0042"
    assert facts.author == "Studio Nordlicht GmbH"
    assert facts.creation_date is not None
    assert facts.creation_date.timestamp() == ISSUED


def test_an_ordinary_invoice_is_archival() -> None:
    assert standard_of(an_invoice()) == "PDF/A-3a"


@pytest.mark.parametrize("script", SAMPLES)
def test_every_script_is_drawn(script: str) -> None:
    """A sign that no font has would cost the archival promise."""
    document = an_invoice(memo=SAMPLES[script], customer=Party(SAMPLES[script], (SAMPLES[script],)))
    assert standard_of(document) == "PDF/A-3a"


def test_a_letter_that_no_font_has_costs_the_archival_promise_but_not_the_document(
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = an_invoice(memo="Thanks \N{RUNIC LETTER FEHU FEOH FE F}")
    assert standard_of(document) == "plain"
    assert "Thanks" in text_of(document)
    told = capsys.readouterr().out
    assert "glyph_missing" in told
    assert document.number in told


@pytest.mark.parametrize(
    ("text", "locale", "country", "first"),
    [
        ("請求書", "ja", None, "Noto Sans Japanese"),
        ("發票", "zh-TW", None, "Noto Sans T Chinese"),
        ("发票", "zh-CN", None, "Noto Sans S Chinese"),
        ("株式会社カナ", "de", None, "Noto Sans Japanese"),
        ("株式会社", "de", "JP", "Noto Sans Japanese"),
        ("有限公司", "en", "TW", "Noto Sans T Chinese"),
        ("有限公司", "en", "DE", "Noto Sans S Chinese"),
        ("漢字 한글", "en", "US", "Noto Sans Korean"),
        ("請求書カナ", "zh-TW", "TW", "Noto Sans Japanese"),
    ],
)
def test_signs_have_the_form_that_readers_expect(text: str, locale: str, country: str | None, first: str) -> None:
    order = families_for(text, locale, country)
    assert order[0] == "Noto Sans"
    assert next(name for name in order if name.endswith(("Japanese", "Korean", "Chinese"))) == first


def test_the_fonts_of_a_folder_are_used_too(tmp_path: Path) -> None:
    before = families_for("", "en")
    try:
        use_folder(tmp_path)
        assert families_for("", "en") == before
        use_folder(tmp_path / "missing")
        assert families_for("", "en") == before
    finally:
        use_folder(None)


@pytest.mark.parametrize(("size", "points"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_page_size(size: str, points: tuple[int, int]) -> None:
    box = read(an_invoice(page_size=size)).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == points


def test_two_hundred_and_fifty_lines_take_several_pages_with_heading_and_number_on_each() -> None:
    lines = tuple(Line(f"Position {n:03}", 100, 1, "100") for n in range(1, 251))
    pages = [page.extract_text() for page in read(an_invoice(lines=lines)).pages]
    assert len(pages) == 9
    with_lines = [page for page in pages if "Position" in page]
    assert all("Description" in page and "Unit price" in page for page in with_lines)
    assert [f"Page {n} of 9" in page for n, page in enumerate(pages, start=1)] == [True] * 9
    assert sum(page.count("Position ") for page in pages) == 250


def test_the_sums_never_stand_on_a_page_without_a_line() -> None:
    """Whatever the number of lines: the last one goes along, and the sum so far is told at both edges."""
    for count in range(13, 24):
        lines = tuple(Line(f"Position {n:03}", 100, 1, "100") for n in range(1, count + 1))
        pages = [page.extract_text() for page in read(an_invoice(lines=lines)).pages]
        (with_sums,) = [page for page in pages if "Amount due" in page]
        assert f"Position {count:03}" in with_sums, count
        if with_sums is not pages[0]:
            so_far = f"€{sum('Position ' in line for line in pages[0].splitlines())}.00"
            edges = [" ".join(page.split()) for page in pages[:2]]
            assert f"Carried forward {so_far}" in edges[0], count
            assert f"Brought forward {so_far}" in edges[1], count


def test_columns_that_no_line_fills_are_left_out() -> None:
    text = text_of(an_invoice(lines=(Line("One thing", 5_000),)))
    assert "Qty" not in text
    assert "Unit price" not in text
    assert "Tax" not in text


def test_a_line_s_discounts_stay_on_its_page() -> None:
    discounts = (TotalRow("Spring sale", -10), TotalRow("Loyalty", -5))
    lines = tuple(Line(f"Position {n:03}", 100, 1, "100", discounts=discounts) for n in range(1, 101))
    pages = [page.extract_text() for page in read(an_invoice(lines=lines)).pages]
    assert len(pages) > 3
    for page in pages:
        assert page.count("Position") == page.count("Spring sale") == page.count("Loyalty")
    assert sum(page.count("Loyalty") for page in pages) == 100


def test_an_invoice_with_discounts_is_archival_too() -> None:
    assert standard_of(DISCOUNTED) == "PDF/A-3a"


def test_what_is_paid_already_is_no_longer_asked_for() -> None:
    text = text_of(an_invoice(mark="PAID", amount_paid=798_768))
    assert "PAID" in text
    assert "due December" not in text
    assert "How to pay" not in text
    assert "IBAN" not in text
    assert "Pay online" not in text
    assert "View online" in text


def test_part_payment_shows_what_remains() -> None:
    text = text_of(an_invoice(amount_paid=100_000))
    assert "€6,987.68 due December 22, 2026" in text
    assert "Amount paid" in text
    assert "-€1,000.00" in text


def test_yen_have_no_decimals_and_dinars_three() -> None:
    assert "¥798,768 due" in text_of(an_invoice(currency="jpy"))
    assert "KWD 798.768 due" in text_of(an_invoice(currency="kwd")).replace("\N{NO-BREAK SPACE}", " ")


def test_the_day_is_the_issuer_s_day() -> None:
    half_past_eleven_in_the_evening_utc = ISSUED - 30 * 60
    document = an_invoice(issued_at=half_past_eleven_in_the_evening_utc, time_zone="Europe/Berlin")
    assert "November 22, 2026" in text_of(document)


def test_ship_to_and_other_kinds_of_document() -> None:
    text = text_of(
        an_invoice(
            ship_to=Party("Warehouse 7", ("Am Hafen 1", "20457 Hamburg")),
            title="Credit note",
            number_label="Credit note number",
            headline="€20.00 credited November 22, 2026",
        )
    )
    assert "Ship to" in text
    assert "Am Hafen 1" in text
    assert text.startswith("Credit note")
    assert "€20.00 credited November 22, 2026" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_written_throughout(language: str) -> None:
    labels, _ = labels_for(language)
    text = words_of(an_invoice(locale=language, amount_paid=1, ship_to=ADA))
    for words in (labels.invoice, labels.bill_to, labels.amount_remaining, labels.pay_online):
        assert says(text, words, language)
    assert says(text, labels.page.format(page=1, pages=1), language)


def test_a_language_without_words_of_its_own_is_english_throughout() -> None:
    assert text_of(an_invoice(locale="th")) == text_of(an_invoice(locale="en_US"))


TYPST = '#eval("1") *bold* $x^2$ \\ #include "/etc/passwd" <a> @ref // c /* d */ `raw` #panic("no") ]'


@pytest.mark.parametrize("place", ["memo", "footer", "payment_instructions", "number", "headline"])
def test_markup_is_printed_and_never_read(place: str) -> None:
    assert "".join(TYPST.split()) in words_of(an_invoice(**{place: TYPST}))


def test_markup_in_names_lines_and_labels_is_printed_too() -> None:
    document = an_invoice(
        customer=Party(TYPST, (TYPST,), TYPST, TYPST, (TYPST,)),
        lines=(Line(TYPST, 1, 1, "1", TYPST, discounts=(TotalRow(TYPST, -1),)),),
        totals=(TotalRow(TYPST, 1), TotalRow(TYPST, 1, note=True)),
        remarks=(TYPST,),
        custom_fields=((TYPST, TYPST),),
        title='#panic("no")',
        mark='#panic("no")',
    )
    assert words_of(document).count('#panic("no")') == 15


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox jumps over the lazy dog. " * 111,
        "W" * 5_000,
        "x y\n" * 1_000,
        "".join(map(chr, range(0x20))) + "\x7f\x85\ufffe\ufeff\ud800",
        "שלום עולם مرحبا بالعالم " * 50,
        "漢字かな 한국어 ไทย हिन्दी",
        "👩‍👩‍👧‍👦🇩🇪👍🏽" * 100,
        "e\u0301\u0302\u0303\u0304" * 400,
        "\u202egnp.exe\u2066\u2069",
        "",
        " \n \n ",
    ],
    ids=[
        "5,000 letters",
        "one endless word",
        "a thousand lines",
        "control characters and a lone surrogate",
        "right to left",
        "scripts without a font",
        "emoji",
        "piled accents",
        "marks that turn the direction",
        "nothing",
        "blank",
    ],
)
def test_any_text_can_stand_anywhere(text: str) -> None:
    name = text[:200]
    document = an_invoice(
        issuer=Party(name, (name,), name, name, (name,)),
        customer=Party(name, (name,)),
        memo=text,
        footer=text,
        payment_instructions=text,
        custom_fields=((text[:40], text[:140]),),
        lines=(Line(text, 1, 1, "1", text[:50], discounts=(TotalRow(name, -1),)),),
        totals=(TotalRow(name, 1, note=True),),
    )
    pages = read(document).pages
    assert any("€7,987.68 due December 22, 2026" in page.extract_text() for page in pages)
    assert f"Page 1 of {len(pages)}" in pages[0].extract_text()
    assert render(document) == render(document)


def test_an_endless_word_stays_on_the_paper_and_can_be_copied_out_whole() -> None:
    places: list[tuple[float, str]] = []

    def note(text: str, _cm: object, tm: list[float], _font: object, _size: object) -> None:
        places.append((tm[4], text))

    reader = read(an_invoice(customer=Party("Q" * 300), lines=(Line("W" * 300, 1, 1, "1", "V" * 100),)))
    text = "".join("".join(page.extract_text(visitor_text=note).split()) for page in reader.pages)
    for word in ("Q" * 300, "W" * 300):
        assert word[:20] in text
    assert text.count("Q") >= 300
    assert text.count("\N{ZERO WIDTH SPACE}") == 0
    assert max(x for x, shown in places if shown.strip()) < 595


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "https://a b", 'https://x"\n', "https://" + "a" * 9_000],
)
def test_only_a_plain_web_address_becomes_a_link(address: str) -> None:
    document = an_invoice(hosted_url=address)
    assert "Pay online" not in text_of(document)
    assert all("/Annots" not in page for page in read(document).pages)


def test_the_link_leads_to_the_hosted_page() -> None:
    (annotation,) = read(an_invoice()).pages[0].annotations or []
    assert annotation.get_object()["/A"]["/URI"] == "https://pay.nordlicht.example/i/acct_1/test_abc?s=ap"


def test_no_due_date_asks_for_the_amount_without_a_day() -> None:
    text = text_of(an_invoice(due_at=None))
    assert "€7,987.68 due\n" in text
    assert "Date due" not in text


def test_an_invoice_without_lines_can_be_printed() -> None:
    text = text_of(an_invoice(lines=(), totals=(), amount_due=0, due_at=DUE))
    assert "€0.00" in text


# The wording of Article 226(11a) of Directive 2006/112/EC in each language.
REVERSE_CHARGE = {
    "en": "Reverse charge",
    "de": "Steuerschuldnerschaft des Leistungsempfängers",
    "fr": "Autoliquidation",
    "es": "Inversión del sujeto pasivo",
    "it": "Inversione contabile",
    "nl": "Btw verlegd",
    "pt": "autoliquidação",
    "pl": "Odwrotne obciążenie",
    "sv": "Omvänd betalningsskyldighet",
    "da": "Omvendt betalingspligt",
    "fi": "Käännetty verovelvollisuus",
    "cs": "Daň odvede zákazník",
    "sk": "Prenesenie daňovej povinnosti",
    "hu": "Fordított adózás",
    "ro": "Taxare inversă",
    "el": "Αντίστροφη επιβάρυνση",
    # Outside the Union there is no such article, but a usual term.
    "pt-BR": "Autoliquidação",
    "nb": "Omvendt avgiftsplikt",
    "tr": "Tersine vergileme",
    "ja": "リバースチャージ",
    "zh-Hans": "反向征收",
    "zh-Hant": "逆向課稅",
    "ko": "대리납부",
    "ar": "الاحتساب العكسي",
    "he": "היפוך חיוב",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_reverse_charge_is_said_in_the_words_of_the_law(language: str) -> None:
    (remark,) = exemption_remarks("reverse", language)
    assert REVERSE_CHARGE[language] in remark
    assert says(words_of(an_invoice(locale=language, remarks=(remark,))), remark, language)


def test_who_pays_tax_needs_no_remark() -> None:
    assert exemption_remarks("none", "de") == ()
    assert exemption_remarks("exempt", "en") == ("Tax exempt: no tax is charged to this customer.",)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en-US", "VAT (19% on €1,000.00)"),
        ("de", "VAT (19 % auf 1.000,00 €)"),
        ("fr-FR", "VAT (19 % sur 1 000,00 €)"),
        ("th", "VAT (19% on €1,000.00)"),  # no words of its own: English throughout, its figures included
    ],
)
def test_a_tax_is_worded_in_the_language_of_the_document(locale: str, expected: str) -> None:
    worded = tax_words("VAT", rate_words("19", "not_available", locale), 100_000, "eur", locale)
    assert " ".join(worded.replace("\N{NARROW NO-BREAK SPACE}", " ").split()) == expected


def test_a_discount_says_its_percentage_once() -> None:
    assert discount_words("Spring sale", "12.5", "en") == "Spring sale (12.5%)"
    assert discount_words("10 % Rabatt", "10", "de") == "10 % Rabatt"
    assert discount_words("WELCOME", None, "en") == "WELCOME"
    assert discount_words("{rate} {0}", "10", "en") == "{rate} {0} (10%)"


def test_a_void_invoice_asks_for_no_money() -> None:
    sentence = "Void since December 1, 2026. Please do not pay it. Replaced by NL-2026-0043."
    text = text_of(an_invoice(amount_due=None, headline="€7,987.68", mark="Void", withdrawn=sentence))
    assert sentence in text
    for asking in ("Amount due", "due December", "IBAN DE02", "Pay online"):
        assert asking not in text


def test_a_test_document_says_so_on_each_page() -> None:
    lines = tuple(Line(f"Line {n}", 100, 1, "100") for n in range(45))
    document = an_invoice(is_test=True, lines=lines)
    pages = [page.extract_text() for page in read(document).pages]
    assert len(pages) > 1
    assert [page.count("Test without real money") for page in pages] == [1] * len(pages)
    assert standard_of(document) == "PDF/A-3a"
    metadata = read(document).metadata
    assert metadata is not None
    assert metadata.title == "TEST Invoice NL-2026-0042"
    assert "Test without" not in text_of(an_invoice(lines=lines))


@pytest.mark.parametrize("instructions", ["Bank\nA", None])
def test_no_page_has_a_footer_and_nothing_else(instructions: str | None) -> None:
    """From a page that has room for all to one that has room for none of it, in steps of a line."""
    totals = tuple(TotalRow(f"Row {n}", 1) for n in range(7))
    counts = set()
    for count in range(1, 20):
        lines = tuple(Line(f"Line {n}", 100, 1, "100") for n in range(count))
        pages = read(
            an_invoice(page_size="letter", lines=lines, totals=totals, payment_instructions=instructions)
        ).pages
        counts.add(len(pages))
        last = pages[-1].extract_text()
        assert "HRB 123456" in last
        assert ("Bank" if instructions else "Row 6") in last
    assert counts == {1, 2}


HEBREW = "שלום"


@pytest.mark.parametrize("place", ["name", "address", "description", "memo", "footer"])
def test_what_begins_in_hebrew_runs_from_the_right(place: str) -> None:
    """A Latin word that comes after it stands to its left."""
    words = f"{HEBREW} Billhook"
    given = {
        "name": {"customer": replace(ADA, name=words)},
        "address": {"customer": replace(ADA, name=HEBREW, address=(words,))},
        "description": {"lines": (Line(words, 100, 1, "100"),)},
    }.get(place, {place: words})
    found: dict[str, float] = {}

    def look(text: str, here: list[float], *_rest: object) -> None:
        found[text.strip()] = here[4]

    read(an_invoice(**given)).pages[0].extract_text(visitor_text=look)
    assert found["Billhook"] < found[HEBREW]
