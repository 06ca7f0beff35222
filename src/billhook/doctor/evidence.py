"""What was given out and must stay as it was: numbers without a gap, and papers that left by mail."""

from collections.abc import AsyncIterator, Iterator, Sequence

from billhook.credit_notes import store as credit_notes
from billhook.doctor.findings import Finding, fine, wrong
from billhook.doctor.looking import connected, looking, places
from billhook.invoices import proof_store, sent_papers_store
from billhook.invoices.objects import OtherNumbers, SequenceProof
from billhook.invoices.rules.numbering import CREDIT_NOTES, SETTING_OF, kind_of
from billhook.kernel.replacing import replace

_OTHERS_NAMED = 3


async def examine_numbers(dsn: str) -> AsyncIterator[Finding]:
    """Whether a number of an invoice or credit note is missing, in each mode; nothing if the schema is not ours."""
    async with connected(dsn) as conn:
        for place in await places(conn) if conn is not None else ():
            tenant = place.tenant.id
            async with looking(conn):
                proofs = [
                    *await proof_store.proof_of_invoices(conn, tenant),
                    *await credit_notes.proof_of_numbers(conn, tenant),
                ]
                others = await proof_store.other_invoices(conn, tenant)
            for finding in proved(proofs):
                yield replace(finding, sentence=f"{place.words}: {finding.sentence}")
            if others:
                yield fine(f"{place.words}: {_others(others)}")


async def examine_papers(dsn: str) -> AsyncIterator[Finding]:
    """Whether papers that were kept as they were sent are what they were; nothing if the schema is not ours."""
    async with connected(dsn) as conn:
        for place in await places(conn) if conn is not None else ():
            async with looking(conn):
                examined, damaged = await sent_papers_store.prove(conn, place.tenant.id)
            for paper in damaged[:_OTHERS_NAMED]:
                yield wrong(
                    f"{place.words}: the PDF {paper.name} as sent by mail {paper.mail} is no longer that of its "
                    "SHA-256. Restore it from a backup."
                )
            if more := damaged[_OTHERS_NAMED:]:
                yield wrong(f"{place.words}: {len(more)} more PDFs as sent are no longer those of their SHA-256.")
            if examined and not damaged:
                yield fine(f"{place.words}: a sample of {examined} PDFs as sent agrees with their SHA-256.")


def proved(proofs: Sequence[SequenceProof]) -> Iterator[Finding]:
    """A sentence for each sequence of the account or a unit, for each with a gap, and one for all other sequences."""
    named = [one for one in proofs if one.missing or kind_of(one.scheme) in SETTING_OF]
    for one in named:
        heads = " or ".join(head or "(digits alone)" for head in one.heads)
        first = ", ".join(str(number) for number in one.first_missing)
        more = f" and {one.missing - len(one.first_missing)} more" if one.missing > len(one.first_missing) else ""
        if one.missing:
            yield wrong(f"of the numbers {heads} these are missing: {first}{more}.")
        else:
            yield fine(f"of the {one.given} numbers {heads} from {one.low} to {one.high} none is missing.")
    totals = {kind_of(one.scheme) == CREDIT_NOTES: (one.in_all, one.with_gaps) for one in proofs}
    rest = sum(in_all for in_all, _ in totals.values()) - len(named)
    gaps = sum(with_gaps for _, with_gaps in totals.values()) - sum(1 for one in named if one.missing)
    if gaps:
        yield wrong(f"numbers are missing in {gaps} sequences more.")
    elif rest:
        yield fine(f"in {rest} {'sequence' if rest == 1 else 'sequences'} more no number is missing.")


def _others(others: Sequence[OtherNumbers]) -> str:
    """Numbers that callers chose. No sequence gave them, so their gaps prove nothing."""
    told = [
        f"{one.head or '(digits alone)'} ({one.given}, from {one.low} to {one.high}, {one.missing} missing between)"
        if one.low is not None
        else one.head
        for one in others[:_OTHERS_NAMED]
    ]
    more = others[0].in_all - len(told)
    return (
        f"{others[0].given_in_all} numbers were chosen by a caller, or given in an earlier scheme: {', '.join(told)}"
        f"{f' and {more} schemes more' if more > 0 else ''}."
    )
