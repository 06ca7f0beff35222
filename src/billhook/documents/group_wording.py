"""Groups of lines in the words of their reader: a title, the lines, and what they come to."""

from dataclasses import dataclass

from billhook.documents import sum_wording
from billhook.documents.line_groups import OTHER, LineGroup
from billhook.documents.statement import InvoiceStatement, StatementLine
from billhook.documents.sum_words import sum_words_for
from billhook.kernel.display import month


@dataclass(frozen=True, slots=True)
class WordedGroup:
    """A group: `lines` with what they say, also if it `hides_lines`; `subtotal` in minor units."""

    title: str
    lines: tuple[StatementLine, ...]
    hides_lines: bool
    subtotal: int


def worded_groups(statement: InvoiceStatement, locale: str) -> tuple[WordedGroup, ...]:
    """The groups of a statement, in their order; none if its lines are not grouped."""
    return tuple(_worded(group, statement, locale) for group in statement.groups)


def subtotal_of(lines: tuple[StatementLine, ...]) -> int:
    """What lines come to, less their own discounts. All lines come to the subtotal of the invoice."""
    return sum(line.amount - sum(one.amount for one in line.discounts) for line in lines)


def _worded(group: LineGroup, statement: InvoiceStatement, locale: str) -> WordedGroup:
    lines = tuple(statement.lines[at] for at in group.lines)
    title = " · ".join(filter(None, [group.title, _value(group, lines, locale)]))
    return WordedGroup(title, lines, group.hides_lines, subtotal_of(lines))


def _value(group: LineGroup, lines: tuple[StatementLine, ...], locale: str) -> str:
    if group.by == OTHER:
        return sum_words_for(locale).other_lines
    if group.by == "month":
        return month(group.value, locale)
    if group.by == "tax_rate":
        named = (f"{sum_wording.tax_name(tax)} {sum_wording.rate_words(tax, locale)}" for tax in lines[0].taxes)
        return ", ".join(dict.fromkeys(named))
    return group.value
