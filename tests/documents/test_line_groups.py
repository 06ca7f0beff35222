"""Groups of lines on paper, on the page and in the mail: titles, subtotals, hidden lines, and what stays together."""

from typing import Any

import pytest
from tests.documents.test_layouts import read
from tests.pages.hosted_invoice import a_line, a_page, a_statement, a_tax

from billhook.documents.line_groups import LineGroup
from billhook.documents.look import LAYOUTS, Look
from billhook.documents.paper import document
from billhook.documents.statement import Deduction, InvoiceStatement
from billhook.hosted.presenting import present
from billhook.invoices.mail_summary import mail_lines
from billhook.mail.message import MailLine, MailRow

NOW = 1_795_348_800
GROUPS = (
    LineGroup("month", "Care", "2026-11", False, (0, 2)),
    LineGroup("nothing", "Material", "", True, (1, 3)),
    LineGroup("tax_rate", "", "", False, (4,)),
    LineGroup("other", "", "", False, (5,)),
)


def statement(**given: Any) -> InvoiceStatement:
    """Six lines of 10.00 to 60.00; the third has 5.00 off, the fifth 20 % VAT."""
    lines = tuple(
        a_line(
            description=f"Line {n}", amount=n * 1_000, quantity=1, unit_amount=None,
            discounts=(Deduction("Loyalty", None, 500),) if n == 3 else (), taxes=(a_tax(),) if n == 5 else (),
        )
        for n in range(1, 7)
    )  # fmt: skip
    return a_statement(**{"lines": lines, "groups": GROUPS, "currency": "eur", **given})


def text_of(paper: Any) -> str:
    return "\n".join(page.extract_text() for page in read(paper).pages)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_paper_has_titles_and_subtotals(layout: Any) -> None:
    text = text_of(document(statement(look=Look(layout))))
    rows = text.split("\n")
    for expected in ("Care · November 2026", "Subtotal · Care · November 2026", "Material", "VAT 20%", "Other"):
        assert any(expected in row for row in rows), expected
    # Hidden lines are not there, and what they come to is: 20.00 and 40.00.
    assert ("Line 2" in text, "Line 4" in text, "€60.00" in text) == (False, False, True)
    assert ("Line 1" in text, "Line 3" in text, "-€5.00" in text, "€35.00" in text) == (True,) * 4
    order = [text.index(word) for word in ("Care · ", "Line 1", "Line 3", "Material", "VAT 20%", "Line 5", "Line 6")]
    assert order == sorted(order)


def test_a_heading_is_never_the_last_row_of_a_page_and_a_subtotal_never_the_first() -> None:
    for before in range(16, 24):
        lines = tuple(a_line(description=f"Line {n}", amount=100) for n in range(before + 3))
        groups = (
            LineGroup("nothing", "First", "", False, tuple(range(before))),
            LineGroup("nothing", "Second", "", False, (before, before + 1, before + 2)),
        )
        pages = [page.extract_text() for page in read(document(statement(lines=lines, groups=groups))).pages]
        for title, first, last in (("First", "Line 0 ", f"Line {before - 1} "),
                                   ("Second", f"Line {before} ", f"Line {before + 2} ")):  # fmt: skip
            (heading,) = [n for n, page in enumerate(pages) if f"\n{title}\n" in page]
            assert first in pages[heading], (before, title)
            (total,) = [n for n, page in enumerate(pages) if f"Subtotal · {title}" in page]
            assert last in pages[total], (before, title)


def test_the_page_has_the_same_groups() -> None:
    groups = present(statement(), a_page(), now=NOW).groups
    assert [(group.title, group.subtotal, [line.description for line in group.lines]) for group in groups] == [
        ("Care · November 2026", "€35.00", ["Line 1", "Line 3"]),
        ("Material", "€60.00", []),
        ("VAT 20%", "€50.00", ["Line 5"]),
        ("Other", "€60.00", ["Line 6"]),
    ]
    german = present(statement(), a_page(locale="de"), now=NOW).groups
    assert [group.title for group in german][::3] == ["Care · November 2026", "Sonstiges"]


def test_a_mail_has_a_row_for_each_group_and_the_lines_below_it() -> None:
    told, left_out = mail_lines(statement(), "en", most=10)
    assert left_out == 0
    assert told == (
        MailLine(
            "Care · November 2026", 3_500,
            (MailRow("Line 1", 1_000), MailRow("Line 3", 3_000), MailRow("Loyalty", -500)),
        ),
        MailLine("Material", 6_000),
        MailLine("VAT 20%", 5_000, (MailRow("Line 5", 5_000),)),
        MailLine("Other", 6_000, (MailRow("Line 6", 6_000),)),
    )  # fmt: skip
    # With more lines than a mail tells, the groups are told alone; and no more of them than lines.
    assert mail_lines(statement(), "en", most=5)[0][0] == MailLine("Care · November 2026", 3_500)
    assert mail_lines(statement(), "en", most=3)[1] == 1
