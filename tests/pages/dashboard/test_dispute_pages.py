"""Disputes in the Dashboard: looking, noting evidence down, submitting it, giving up."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.rooms.files.pictures import PDF, png
from tests.rooms.payments.bank import time_passes
from tests.stories.psql import query

from billhook.dashboard.disputes.words import FILE_KINDS, KINDS, STATUSES
from billhook.disputes.objects import FILES, TEXTS
from billhook.disputes.rules.lifecycle import DISPUTE

Somebody = Callable[[str], Visitor]
WIN = "winning_evidence"


def disputed(shop: Shop, card: str = "createDispute") -> Any:
    """A dispute of a payment over 10.00."""
    intent = shop.v1.payment_intents.create(
        {"amount": 1_000, "currency": "usd", "confirm": True, "payment_method": f"pm_card_{card}"}
    )
    (dispute,) = shop.v1.disputes.list({"payment_intent": intent.id}).data
    return dispute


@pytest.fixture
def dispute(shop: Shop) -> Any:
    return disputed(shop)


def page_of(dispute: Any, rest: str = "") -> str:
    return f"/disputes/{dispute.id}{rest}"


def actions(seen: Seen) -> list[str]:
    return [link.text for link in seen.page.one("div", class_="bh-actions").all("a")]


def state(seen: Seen) -> list[str]:
    return [p.text for p in seen.page.one("section", aria_label="State").all("p")]


def token(visitor: Visitor) -> str:
    return visitor.get("/").value("csrf")


def test_every_status_and_every_kind_of_evidence_has_its_words() -> None:
    assert set(STATUSES) == set(DISPUTE.statuses)
    assert set(KINDS) == set(TEXTS)
    assert set(FILE_KINDS) == set(FILES)


# ── Looking ─────────────────────────────────────────────────────────────────────────────────────
def test_disputes_are_listed_with_the_day_to_answer_by(owner: Visitor, dispute: Any) -> None:
    """A dispute can be answered until the end of the eighth day."""
    row = owner.get("/disputes").page.one("tbody").all("tr")[0]
    cells = [cell.text for cell in row.all("td")]
    assert cells[:4] == ["$10.00", "To answer", "Fraud: the holder did not pay", "in 8 days"]
    assert row.one("a").attributes["href"].endswith(page_of(dispute))


@pytest.mark.parametrize(
    ("card", "heading", "sentence"),
    [
        ("createDispute", "$10.00 To answer", "The bank has taken $10.00 back, and the dispute costs $15.00."),
        ("createDisputeInquiry", "$10.00 Inquiry to answer", "The bank asks what this payment was for."),
    ],
)
def test_a_dispute_says_where_the_money_is(owner: Visitor, shop: Shop, card: str, heading: str, sentence: str) -> None:
    seen = owner.get(page_of(disputed(shop, card)))
    assert seen.heading == heading
    assert state(seen)[0].startswith(sentence)
    assert state(seen)[1].startswith("Answer by ")
    assert actions(seen) == ["Add evidence", "Add files", "Accept dispute", "View JSON"]


def test_the_payment_leads_to_its_dispute(owner: Visitor, dispute: Any) -> None:
    links = [a.attributes["href"] for a in owner.get(f"/payments/{dispute.payment_intent}").page.all("a")]
    assert owner.address(page_of(dispute)) in links


# ── Answering ───────────────────────────────────────────────────────────────────────────────────
def test_evidence_is_noted_down_reviewed_and_submitted(
    server: Server, owner: Visitor, shop: Shop, dispute: Any
) -> None:
    here = page_of(dispute)
    typed = {"uncategorized_text": WIN, "product_description": "A <b>hedge</b>\r\nlaid by hand"}
    seen = owner.send(f"{here}/evidence", {**typed, "then": "review"})
    assert seen.to == owner.address(f"{here}/submit")
    noted = shop.v1.disputes.retrieve(dispute.id)
    assert (noted.status, noted.evidence.product_description) == ("needs_response", "A <b>hedge</b>\nlaid by hand")
    review = owner.follow(seen)
    assert "The bank gets: Description of the product, Further evidence." in review.page.text
    after = owner.follow(owner.send(f"{here}/submit"))
    assert after.heading == "$10.00 Under review"
    assert actions(after) == ["View JSON"]
    assert "A <b>hedge</b> laid by hand" in after.page.one("section", aria_label="Evidence").text
    time_passes(server, dispute.id)
    won = owner.get(here)
    assert won.heading == "$10.00 Won"
    assert state(won) == ["The bank has given $10.00 back. The fee of $15.00 is lost."]


def test_evidence_that_is_a_file_is_called_by_its_name(owner: Visitor, shop: Shop, dispute: Any) -> None:
    receipt = io.BytesIO(PDF)
    receipt.name = "receipt 7.pdf"
    file = shop.v1.files.create({"file": receipt, "purpose": "dispute_evidence"})
    shop.v1.disputes.update(dispute.id, {"evidence": {"receipt": file.id}, "submit": False})
    facts = owner.get(page_of(dispute)).page.text
    assert "receipt 7.pdf" in facts
    assert file.id not in facts
    assert "The bank gets: Receipt, a file." in owner.get(page_of(dispute, "/submit")).page.text
    # The form of texts leaves files alone.
    owner.send(page_of(dispute, "/evidence"), {"product_description": "A hedge."})
    assert shop.v1.disputes.retrieve(dispute.id).evidence.receipt == file.id


def give(
    visitor: Visitor, dispute: Any, kind: str, file: tuple[str, bytes] = ("", b""), *more: tuple[str, str]
) -> Seen:
    """Send the form of a kind of file."""
    page = visitor.get(page_of(dispute, "/files"))
    hidden = [(name, page.value(name)) for name in ("csrf", "key", "was")]
    return visitor.upload(page_of(dispute, "/files"), [*hidden, ("kind", kind), *more], file)


def test_every_kind_of_file_has_a_field_of_its_own(owner: Visitor, dispute: Any) -> None:
    page = owner.get(page_of(dispute, "/files")).page
    assert {field.attributes["id"] for field in page.all("input", type="file")} == {f"field-{kind}" for kind in FILES}
    assert {field.attributes["value"] for field in page.all("input", name="kind")} == set(FILES)


def test_a_file_is_put_in_replaced_and_taken_out(owner: Visitor, somebody: Somebody, shop: Shop, dispute: Any) -> None:
    here = page_of(dispute)
    after = owner.follow(give(owner, dispute, "shipping_documentation", ("Lieferschein für Ada.pdf", PDF)))
    assert after.page.one("p", role="status").text == "Proof of shipping: noted down. The bank has not seen it yet."
    file = shop.v1.files.retrieve(shop.v1.disputes.retrieve(dispute.id).evidence.shipping_documentation)
    assert (file.purpose, file.size) == ("dispute_evidence", len(PDF))
    link = next(a for a in owner.get(here).page.all("a") if a.text == "Lieferschein für Ada.pdf")
    found = somebody("analyst").get(link.attributes["href"])
    assert (found.status, found.content, found.headers["content-type"]) == (200, PDF, "application/pdf")
    assert found.headers["content-disposition"].startswith("attachment; ")
    assert "sandbox" in found.headers["content-security-policy"]
    assert "The bank gets: Proof of shipping, a file." in owner.get(f"{here}/submit").page.text

    picture = png()
    assert give(owner, dispute, "shipping_documentation", ("photo.png", picture)).status == 303
    assert owner.get(f"{here}/files/shipping_documentation").content == picture
    assert give(owner, dispute, "shipping_documentation", ("", b""), ("do", "remove")).status == 303
    assert shop.v1.disputes.retrieve(dispute.id).evidence.shipping_documentation is None
    assert owner.get(f"{here}/files/shipping_documentation").status == 404


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (("", b""), "Choose a file first."),
        (("notes.pdf", b"only words"), "This is not a PDF, PNG or JPEG file."),
        (("big.pdf", PDF + b" " * (5 * 1024 * 1024)), "This file is larger than 5 MB."),
    ],
)
def test_a_file_that_is_refused_is_told_at_its_field(
    owner: Visitor, shop: Shop, dispute: Any, file: tuple[str, bytes], sentence: str
) -> None:
    seen = give(owner, dispute, "receipt", file)
    assert (seen.status, seen.page.one("p", id="field-receipt-error").text) == (422, sentence)
    assert seen.page.one("input", id="field-receipt").attributes["aria-invalid"] == "true"
    assert len(seen.page.all("p", class_="bh-error")) == 1
    assert shop.v1.disputes.retrieve(dispute.id).evidence.receipt is None


def test_a_file_that_somebody_else_gave_is_not_replaced_unseen(owner: Visitor, shop: Shop, dispute: Any) -> None:
    page = owner.get(page_of(dispute, "/files"))
    assert give(owner, dispute, "receipt", ("theirs.pdf", PDF)).status == 303
    fields = [(name, page.value(name)) for name in ("csrf", "key", "was")] + [("kind", "receipt")]
    seen = owner.upload(page_of(dispute, "/files"), fields, ("mine.pdf", PDF + b"\n"))
    assert seen.status == 409
    assert seen.page.one("p", id="field-receipt-error").text.startswith("Somebody changed this meanwhile.")
    assert "theirs.pdf" in seen.page.text
    again = [(name, seen.value(name)) for name in ("csrf", "key", "was")] + [("kind", "receipt")]
    assert owner.upload(page_of(dispute, "/files"), again, ("mine.pdf", PDF + b"\n")).status == 303
    assert "mine.pdf" in owner.get(page_of(dispute)).page.text


def test_files_come_too_late_and_of_kinds_that_there_are(owner: Visitor, shop: Shop, dispute: Any) -> None:
    form = owner.get(page_of(dispute, "/files"))
    assert give(owner, dispute, "customer_name", ("a.pdf", PDF)).status == 404
    assert owner.get(page_of(dispute, "/files/customer_name")).status == 404
    shop.v1.disputes.close(dispute.id)
    assert owner.get(page_of(dispute, "/files")).status == 400
    fields = [(name, form.value(name)) for name in ("csrf", "key", "was")] + [("kind", "receipt")]
    assert owner.upload(page_of(dispute, "/files"), fields, ("a.pdf", PDF)).status == 400
    assert "Add files" not in actions(owner.get(page_of(dispute)))


def test_a_file_that_is_no_longer_kept_is_no_link(server: Server, owner: Visitor, dispute: Any) -> None:
    give(owner, dispute, "receipt", ("old.pdf", PDF))
    query(server, "UPDATE files SET expires_at = 1 WHERE filename = 'old.pdf'")
    page = owner.get(page_of(dispute)).page
    assert "old.pdf" in page.one("section", aria_label="Evidence").text
    assert "old.pdf" not in [a.text for a in page.all("a")]


def test_evidence_is_kept_for_later_and_taken_back(owner: Visitor, shop: Shop, dispute: Any) -> None:
    here = page_of(dispute)
    after = owner.follow(owner.send(f"{here}/evidence", {"customer_name": "Ada", "shipping_carrier": "Post"}))
    assert after.page.one("p", role="status").text == "The evidence is noted down. The bank has not seen it yet."
    assert "Submit evidence" in actions(after)
    assert owner.get(f"{here}/evidence").value("customer_name") == "Ada"
    owner.send(f"{here}/evidence", {"customer_name": "", "shipping_carrier": "Post"})
    evidence = shop.v1.disputes.retrieve(dispute.id).evidence
    assert (evidence.customer_name, evidence.shipping_carrier) == (None, "Post")


def test_a_text_that_is_too_long_is_told_at_its_field(owner: Visitor, shop: Shop, dispute: Any) -> None:
    long = "x" * 20_001
    seen = owner.send(page_of(dispute, "/evidence"), {"customer_name": "Ada", "access_activity_log": long})
    assert seen.status == 422
    assert seen.page.one("p", id="field-access_activity_log-error").text == "This may have at most 20000 characters."
    assert (seen.value("customer_name"), seen.value("access_activity_log")) == ("Ada", long)
    assert shop.v1.disputes.retrieve(dispute.id).evidence.customer_name is None


def test_a_dispute_is_answered_once(owner: Visitor, shop: Shop, dispute: Any) -> None:
    """Two people have the page open; the second is told."""
    here = page_of(dispute)
    owner.send(f"{here}/evidence", {"uncategorized_text": WIN})
    pages = [owner.get(f"{here}/submit"), owner.get(f"{here}/accept")]
    fields = [{"csrf": page.value("csrf"), "key": page.value("key")} for page in pages]
    assert owner.post(f"{here}/submit", fields[0]).status == 303
    refused = owner.post(f"{here}/accept", fields[1])
    assert refused.status == 422
    assert refused.page.one("div", role="alert").text != ""
    assert shop.v1.disputes.retrieve(dispute.id).status == "under_review"


def test_a_dispute_is_accepted(owner: Visitor, dispute: Any) -> None:
    page = owner.get(page_of(dispute, "/accept"))
    assert page.heading == "Accept the dispute over $10.00?"
    assert owner.follow(owner.send(page_of(dispute, "/accept"))).heading == "$10.00 Lost"


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────
def test_support_answers_and_does_not_accept(somebody: Somebody, owner: Visitor, shop: Shop, dispute: Any) -> None:
    support = somebody("support")
    assert actions(support.get(page_of(dispute))) == ["Add evidence", "Add files", "View JSON"]
    assert support.send(page_of(dispute, "/evidence"), {"customer_name": "Ada"}).status == 303
    assert support.post(page_of(dispute, "/accept"), {"csrf": token(support)}).status == 403
    assert shop.v1.disputes.retrieve(dispute.id).status == "needs_response"


def test_an_analyst_looks(somebody: Somebody, owner: Visitor, shop: Shop, dispute: Any) -> None:
    analyst = somebody("analyst")
    assert actions(analyst.get(page_of(dispute))) == ["View JSON"]
    for path in ("/evidence", "/submit", "/accept"):
        assert analyst.get(page_of(dispute, path)).status == 403
        assert analyst.post(page_of(dispute, path), {"csrf": token(analyst), "customer_name": "x"}).status == 403
    assert shop.v1.disputes.retrieve(dispute.id).evidence.customer_name is None


def test_a_dispute_of_the_other_mode_is_not_there(server: Server, owner: Visitor, dispute: Any) -> None:
    live = Visitor(server, mode="live", cookies=owner.cookies)
    assert "No disputes" in live.get("/disputes").page.text
    for path in ("", "/raw", "/evidence", "/submit", "/accept"):
        assert live.get(page_of(dispute, path)).status == 404, path
        if path not in ("", "/raw"):
            assert live.post(page_of(dispute, path), {"csrf": token(live)}).status == 404, path


def test_a_form_without_its_token_does_nothing(owner: Visitor, shop: Shop, dispute: Any) -> None:
    for path in ("/evidence", "/submit", "/accept"):
        assert owner.post(page_of(dispute, path), {"customer_name": "x"}).status == 403
    assert shop.v1.disputes.retrieve(dispute.id).status == "needs_response"
