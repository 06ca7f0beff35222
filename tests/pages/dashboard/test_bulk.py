"""One verb for many invoices in the Dashboard, and their PDFs in one archive."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import mails_of, query

from billhook.dashboard.invoices.archive import unique


def asked(visitor: Visitor, verb: str, invoices: Sequence[Any], **more: Any) -> Seen:
    """The question about ticked invoices."""
    token = visitor.get("/invoices").value("csrf")
    return visitor.post("/invoices/bulk", {"csrf": token, "do": verb, "invoice": [i.id for i in invoices], **more})


def hidden(page: Seen) -> dict[str, Any]:
    """The fields of the question's form."""
    ids = [field.attributes["value"] for field in page.page.all("input", name="invoice")]
    return {"csrf": page.value("csrf"), "key": page.value("key"), "do": page.value("do"), "invoice": ids}


def finished(visitor: Visitor, answer: Seen) -> Seen:
    """The page of a run once it is finished."""
    assert answer.status == 303, answer.page.text
    eventually(lambda: "Finished" in visitor.get(answer.to).page.text, "the run to finish")
    return visitor.get(answer.to)


def outcomes(page: Seen) -> list[tuple[str, str, str]]:
    """The rows of a run: invoice, outcome and reason."""
    rows = page.page.one("tbody").all("tr")
    return [tuple(cell.text for cell in row.all("td")) for row in rows]  # type: ignore[misc]


def test_rows_can_be_ticked_and_the_buttons_are_in_a_region(owner: Visitor, shop: Shop) -> None:
    invoice = shop.invoice("open")
    page = owner.get(f"/invoices?customer={invoice.customer}").page
    boxes = [
        box.attributes["aria-label"] for box in page.all("input", type="checkbox") if "aria-label" in box.attributes
    ]
    assert boxes == ["Select all on this page", f"Select {invoice.number}"]
    buttons = [button.text for button in page.one("section", aria_label="Selected invoices").all("button")]
    assert buttons == ["Send", "Finalize", "Void", "Mark uncollectible", "Delete drafts", "Download PDFs"]
    # Without scripts the one box stands for all.
    all_of_page = page.one("input", name="page").attributes["value"]
    assert asked(owner, "void", [], page=all_of_page).heading == "Void 1 invoice?"


def test_the_question_names_what_is_left_out_and_why(owner: Visitor, shop: Shop) -> None:
    ready = [shop.invoice("open"), shop.invoice("uncollectible")]
    draft, paid = shop.draft(), shop.invoice("paid")
    page = asked(owner, "void", [*ready, draft, paid])
    assert page.heading == "Void 2 invoices?"
    assert "Void invoices" in [b.text for b in page.page.all("button")]
    assert [field.attributes["value"] for field in page.page.all("input", name="invoice")] == [i.id for i in ready]
    assert "Together: $240.00." in page.page.text
    assert "2 left out" in page.page.text
    told = [item.text for item in page.page.all("li") if item.text.endswith(".")]
    assert told == ["Draft: It is not open.", f"{paid.number}: It is paid, in full or in part."]
    assert {i.status for i in map(shop.v1.invoices.retrieve, [i.id for i in ready])} == {"open", "uncollectible"}
    nothing = asked(owner, "finalize", [paid])
    assert "none of these invoices allows it" in nothing.page.text
    assert "Finalize invoices" not in [b.text for b in nothing.page.all("button")]


@pytest.mark.parametrize(
    ("verb", "before", "after", "word"),
    [
        ("send", "draft", "open", "Sent"),
        ("finalize", "draft", "open", "Finalized"),
        ("void", "open", "void", "Voided"),
        ("mark_uncollectible", "open", "uncollectible", "Marked uncollectible"),
    ],
)
def test_a_verb_is_done_to_each(
    server: Server, owner: Visitor, shop: Shop, verb: str, before: str, after: str, word: str
) -> None:
    invoices = [shop.invoice(before) for _ in range(3)]
    page = asked(owner, verb, invoices)
    done = finished(owner, owner.post("/invoices/bulk/start", hidden(page)))
    assert done.heading == f"3 {'drafts' if verb == 'finalize' else 'invoices'} {word.lower()}"
    assert [(outcome, reason) for _, outcome, reason in outcomes(done)] == [(word, "")] * 3
    now = [shop.v1.invoices.retrieve(invoice.id) for invoice in invoices]
    assert [invoice.status for invoice in now] == [after] * 3
    assert [len(mails_of(server, invoice.id)) for invoice in invoices] == [int(verb == "send")] * 3
    # The person did it, each one in the audit log, under the name of the verb for one.
    verbs = [
        query(
            server, "SELECT verb, actor_label, address FROM audit_log WHERE object = $1 ORDER BY id DESC LIMIT 1", i.id
        )
        for i in invoices
    ]
    assert {tuple(row) for (row,) in verbs} == {(f"invoice.{verb}", "Anna Berg", "127.0.0.1")}
    assert "Anna Berg" in owner.get(f"/invoices/{invoices[0].id}").page.one("section", aria_label="Timeline").text


def test_drafts_are_deleted(owner: Visitor, shop: Shop) -> None:
    customer = shop.customer()
    drafts = [shop.draft(customer=customer) for _ in range(2)]
    page = asked(owner, "delete", drafts)
    assert page.heading == "Delete 2 drafts?"
    done = finished(owner, owner.post("/invoices/bulk/start", hidden(page)))
    assert [outcome for _, outcome, _ in outcomes(done)] == ["Deleted", "Deleted"]
    assert shop.v1.invoices.list({"customer": customer.id}).data == []


def test_a_form_that_is_sent_twice_runs_once(server: Server, owner: Visitor, shop: Shop) -> None:
    invoices = [shop.invoice("open") for _ in range(2)]
    fields = hidden(asked(owner, "send", invoices))
    answers = [owner.post("/invoices/bulk/start", fields) for _ in range(2)]
    assert answers[0].to == answers[1].to
    finished(owner, answers[0])
    assert [len(mails_of(server, invoice.id)) for invoice in invoices] == [1, 1]


def test_what_became_impossible_meanwhile_is_refused_with_the_reason(owner: Visitor, shop: Shop) -> None:
    invoices = [shop.invoice("open") for _ in range(3)]
    fields = hidden(asked(owner, "void", invoices))
    shop.v1.invoices.pay(invoices[1].id, {"paid_out_of_band": True})
    done = finished(owner, owner.post("/invoices/bulk/start", fields))
    rows = outcomes(done)
    assert [outcome for _, outcome, _ in rows] == ["Voided", "Refused", "Voided"]
    assert rows[1][2] == "It is paid, in full or in part."
    assert "2 voided, 1 refused" in done.page.text
    progress = done.page.one("progress")
    assert (progress.attributes["value"], progress.attributes["max"]) == ("3", "3")
    assert progress.attributes["aria-label"] == "Voiding invoices"
    assert "hx-trigger" not in done.page.one("div", id="run").attributes


_LATE = (
    "INSERT INTO bulk_runs (tenant, id, created, verb, person, person_label, address, device, due_at) "
    "SELECT i.tenant, 'bulk_1late', 1, 'void', 'per_1support', 'Support', '', '', 4000000000 "
    "FROM invoices i WHERE i.id = $1",
    "INSERT INTO bulk_run_rows (tenant, run, position, invoice, name) "
    "SELECT i.tenant, 'bulk_1late', 1, i.id, i.number FROM invoices i WHERE i.id = $1",
)


def test_a_role_loses_its_say_at_the_next_invoice(
    server: Server, owner: Visitor, somebody: Callable[[str], Visitor], shop: Shop
) -> None:
    """The permission is asked for at the start and at each invoice."""
    support = somebody("support")
    invoice = shop.invoice("open")
    assert asked(support, "mark_uncollectible", [invoice]).status == 403
    fields = hidden(asked(support, "void", [invoice]))
    (held,) = query(server, "SELECT count(*) FROM bulk_runs")
    query(server, "UPDATE people SET role = 'analyst' WHERE email = 'support@example.com'")
    try:
        assert support.post("/invoices/bulk/start", fields).status == 403
        query(server, "UPDATE people SET role = 'support' WHERE email = 'support@example.com'")
        # The run is there, and the role changes before a worker looks at it.
        for sql in _LATE:
            query(server, sql, invoice.id)
        query(server, "UPDATE people SET role = 'analyst' WHERE email = 'support@example.com'")
        query(server, "UPDATE bulk_runs SET due_at = 1 WHERE id = 'bulk_1late'")
        eventually(lambda: "Finished" in owner.get("/invoices/bulk/bulk_1late").page.text, "the run to finish")
    finally:
        query(server, "UPDATE people SET role = 'support' WHERE email = 'support@example.com'")
    ((_, outcome, reason),) = outcomes(owner.get("/invoices/bulk/bulk_1late"))
    assert (outcome, reason.split(".")[0]) == ("Refused", "Your role, Analyst, cannot void invoices")
    assert shop.v1.invoices.retrieve(invoice.id).status == "open"
    assert query(server, "SELECT count(*) FROM bulk_runs")[0][0] == held[0] + 1


@pytest.mark.parametrize("verb", ["send", "finalize", "void", "mark_uncollectible", "delete"])
def test_an_analyst_can_start_none_of_it(somebody: Callable[[str], Visitor], shop: Shop, verb: str) -> None:
    analyst, invoice = somebody("analyst"), shop.invoice("open")
    token = analyst.get("/").value("csrf")
    for path in ("/invoices/bulk", "/invoices/bulk/start"):
        assert analyst.post(path, {"csrf": token, "do": verb, "invoice": invoice.id}).status == 403
    assert shop.v1.invoices.retrieve(invoice.id).status == "open"
    page = analyst.get(f"/invoices?customer={invoice.customer}").page
    assert [b.text for b in page.one("section", aria_label="Selected invoices").all("button")] == ["Download PDFs"]


def test_forms_that_no_page_of_ours_sends(owner: Visitor, shop: Shop) -> None:
    token = owner.get("/").value("csrf")
    assert owner.post("/invoices/bulk", {"csrf": token, "do": "explode", "invoice": "in_x"}).status == 404
    assert owner.post("/invoices/bulk/start", {"csrf": token, "do": "pdfs", "invoice": "in_x"}).status == 404
    assert owner.post("/invoices/bulk", {"do": "void", "invoice": "in_x"}).status == 403
    assert (
        owner.follow(owner.post("/invoices/bulk", {"csrf": token, "do": "void"})).page.one("p", role="status").text
        == "Select invoices first."
    )
    gone = owner.post("/invoices/bulk", {"csrf": token, "do": "void", "invoice": "in_gone"})
    assert "in_gone: It is no longer there." in gone.page.text
    many = owner.post("/invoices/bulk", {"csrf": token, "do": "void", "page": " ".join(f"in_{n}" for n in range(501))})
    assert many.status == 422
    assert many.page.one("div", role="alert").text == "At most 500 at a time; you selected 501."
    start = {"csrf": token, "key": "k" * 24, "do": "void", "invoice": [f"in_{n}" for n in range(501)]}
    assert owner.post("/invoices/bulk/start", start).status == 422
    assert owner.get("/invoices/bulk/bulk_nothing").status == 404
    other = Visitor(owner.server, "live", owner.cookies)
    assert (
        "It is no longer there."
        in other.post("/invoices/bulk", {"csrf": token, "do": "void", "invoice": shop.invoice("open").id}).page.text
    )


# ── PDFs ────────────────────────────────────────────────────────────────────────────────────────
def test_pdfs_come_as_one_archive(server: Server, owner: Visitor, shop: Shop) -> None:
    invoices = [shop.invoice("open"), shop.invoice("paid"), shop.invoice("void")]
    odd = shop.draft(number="../RE 2026/7")
    shop.v1.invoices.finalize_invoice(odd.id)
    draft = shop.draft()
    page = asked(owner, "pdfs", [*invoices, odd, draft])
    assert page.heading == "Download 4 PDFs?"
    assert "Draft: A draft has no PDF yet." in page.page.text
    fields = hidden(page)
    seen = owner.post("/invoices/pdfs.zip", {**fields, "invoice": [*fields["invoice"], draft.id]})
    assert seen.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(seen.content))
    assert archive.testzip() is None
    assert archive.namelist() == [*(f"{i.number}.pdf" for i in invoices), "RE-2026-7.pdf", "left-out.txt"]
    assert draft.id in archive.read("left-out.txt").decode()
    for invoice in invoices:
        url = shop.v1.invoices.retrieve(invoice.id).invoice_pdf
        path = url[url.index("/i/") :]
        assert archive.read(f"{invoice.number}.pdf") == server.request("GET", path, key=None).body
    token = owner.get("/").value("csrf")
    many = [f"in_{n}" for n in range(201)]
    assert owner.post("/invoices/bulk", {"csrf": token, "do": "pdfs", "invoice": many}).status == 422
    assert owner.post("/invoices/pdfs.zip", {"csrf": token, "invoice": many}).status == 400


def test_names_of_files_are_safe_and_unique() -> None:
    taken: set[str] = set()
    numbers = ["RE-1", "re-1", "RE-1", "../etc/passwd", "...", "Ä/Ö", "a\\b:c*d"]
    assert [unique(number, taken) for number in numbers] == [
        "RE-1.pdf", "re-1-2.pdf", "RE-1-3.pdf", "etc-passwd.pdf", "invoice.pdf", "invoice-2.pdf", "a-b-c-d.pdf",
    ]  # fmt: skip
