"""SEPA files on their pages: what waits, a file from the button to the bank, its answer, and who may what."""

from collections.abc import Iterator

import pytest
from tests.pages.dashboard.signed_in import Visitor, owner_of, person_as
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query
from tests.stories.sepa_bank import PAYER, Merchant, pain_002, sepa_merchant

from billhook.dashboard.bank import sepa_words as words
from billhook.kernel.replacing import replace
from billhook.sepa_files.actions.take_answer import Taken
from billhook.sepa_files.objects import SepaBatch, SepaOrder
from billhook.sepa_files.rules.lifecycle import STATUSES

FILES = "/sepa-files"
BATCH = SepaBatch("sepa-1", 1, "debit", 1, 500, "2026-12-07", "ab", b"")
ORDER = SepaOrder("call_1", 1, "debit", "call-1", 500, "a", "m", "t", "sent", batch="sepa-1")


@pytest.fixture(scope="module")
def merchant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Merchant]:
    with sepa_merchant(tmp_path_factory.mktemp("sepa-pages")) as made:
        yield made


@pytest.fixture(scope="module")
def owner(merchant: Merchant) -> Visitor:
    visitor = owner_of(merchant.server)
    visitor.mode = "live"
    return visitor


def answered(owner: Visitor, content: bytes) -> tuple[int, str]:
    """The bank answers by this file: the status, and the page that follows."""
    page = owner.get(FILES)
    seen = owner.upload(FILES, [("csrf", page.value("csrf"))], ("answer.xml", content))
    return seen.status, (owner.follow(seen) if seen.status == 303 else seen).page.text


def audited(merchant: Merchant) -> list[str]:
    rows = query(merchant.server, "SELECT verb FROM audit_log WHERE verb LIKE 'sepa_file.%' ORDER BY id")
    return [row["verb"] for row in rows]


def test_a_file_from_the_button_to_the_answer(merchant: Merchant, owner: Visitor) -> None:
    invoice = merchant.invoice(merchant.payer(), 4_200)
    listed = owner.get(FILES).page
    waiting = listed.one("section", **{"aria-label": "Debits that wait"})
    assert str(invoice.number) in waiting.text
    assert "Jenny Rösen" in waiting.text
    assert "The bank is to act on" in waiting.text
    assert "1 debit or refund waits for a SEPA file" in owner.get("/bank-statements").page.text
    made = owner.send(f"{FILES}/make", {"kind": "debit"}, on=FILES)
    order = merchant.order_of(invoice)
    path = f"{FILES}/{order['batch']}"
    assert (made.status, made.to) == (303, f"/dashboard/live{path}")
    page = owner.get(path)
    assert "Not handed over" in page.page.text
    # Nobody has said that the bank has it, so a second button makes no other file.
    assert str(invoice.number) not in owner.get(FILES).page.text
    again = owner.send(f"{FILES}/make", {"kind": "debit"}, on=FILES)
    assert again.to == made.to
    first, second = (owner.send(f"{path}/download", on=path) for _ in range(2))
    assert first.content == second.content
    assert first.headers["content-disposition"] == f'attachment; filename="{order["batch"]}.xml"'
    assert (order["end_to_end_id"].encode() in first.content, PAYER.encode() in first.content) == (True, True)
    assert merchant.says("sepa", "show", order["batch"], "--live").stdout.encode() == first.content
    query(merchant.server, "UPDATE sepa_batches SET fetched_at = NULL WHERE id = $1", order["batch"])
    assert owner.send(f"{path}/hand-over").status == 303
    assert "With the bank" in owner.get(path).page.text
    status, text = answered(owner, pain_002(order["batch"], (order["end_to_end_id"], "RJCT", "AM04")).encode())
    assert status == 303
    assert "The answer is read: 1 refused, 0 accepted or noted." in text
    assert "AM04: The account lacks funds." in text
    eventually(lambda: merchant.intent(invoice).status == "requires_payment_method", "the decline")
    assert audited(merchant) == [
        "sepa_file.write", "sepa_file.write", "sepa_file.download", "sepa_file.download", "sepa_file.hand_over",
        "sepa_file.answer",
    ]  # fmt: skip


def test_a_file_is_discarded(merchant: Merchant, owner: Visitor) -> None:
    invoice = merchant.invoice(merchant.payer(), 4_300)
    owner.send(f"{FILES}/make", {"kind": "debit"}, on=FILES)
    path = f"{FILES}/{merchant.order_of(invoice)['batch']}"
    before = owner.get(path)
    assert "debited twice" in owner.get(f"{path}/discard").page.text
    assert owner.send(f"{path}/discard").status == 303
    seen = owner.get(path).page
    assert "Discarded" in seen.text
    assert not seen.all("a", href=f"/dashboard/live{path}/discard")
    # Somebody else may have the page open from before.
    download = owner.post(f"{path}/download", {name: before.value(name) for name in ("csrf", "key")})
    for refused in (download, owner.send(f"{path}/hand-over")):
        assert (refused.status, "it was discarded" in refused.page.text) == (422, True)
    eventually(lambda: merchant.intent(invoice).status == "requires_payment_method", "the decline")


def test_what_the_bank_has_taken_is_not_discarded(merchant: Merchant, owner: Visitor) -> None:
    invoice = merchant.invoice(merchant.payer(), 4_400)
    owner.send(f"{FILES}/make", {"kind": "debit"}, on=FILES)
    batch = merchant.order_of(invoice)["batch"]
    assert answered(owner, pain_002(batch).encode())[0] == 303
    assert "Accepted" in owner.get(f"{FILES}/{batch}").page.text
    refused = owner.send(f"{FILES}/{batch}/discard")
    assert (refused.status, "the bank has taken" in refused.page.text) == (422, True)
    assert merchant.order_of(invoice)["status"] == "sent"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no well-formed XML"), (b"<a/>", "no pain.002"), (b"<!DOCTYPE a><a/>", "document type"),
        (pain_002("sepa-none").encode(), "no file of this account"),
    ],
)  # fmt: skip
def test_what_is_no_answer(owner: Visitor, content: bytes, sentence: str) -> None:
    status, text = answered(owner, content)
    assert status == 422
    assert sentence in text or (content == b"" and "Choose a file first." in text)


def test_a_doubtful_answer_is_told(merchant: Merchant, owner: Visitor) -> None:
    invoice = merchant.invoice(merchant.payer(), 4_500)
    owner.send(f"{FILES}/make", {"kind": "debit"}, on=FILES)
    order = merchant.order_of(invoice)
    status, text = answered(owner, pain_002(order["batch"], (order["end_to_end_id"], "RJCT", "DU01")).encode())
    assert (status, "Refused as a duplicate: 1." in text) == (200, True)
    assert merchant.order_of(invoice)["status"] == "sent"


def test_an_analyst_looks_and_cannot_make(merchant: Merchant, owner: Visitor) -> None:
    merchant.invoice(merchant.payer(), 4_600)
    analyst = person_as(merchant.server, "analyst")
    seen = analyst.get("/dashboard/live" + FILES)
    assert "Debits that wait" in seen.page.text
    assert not seen.page.all("form", action="/dashboard/live/sepa-files/make")
    token = analyst.get("/dashboard/live" + FILES).value("csrf")
    assert analyst.post("/dashboard/live/sepa-files/make", {"csrf": token, "kind": "debit"}).status == 403


def test_test_mode_has_nothing_of_it(owner: Visitor) -> None:
    seen = owner.get("/dashboard/test" + FILES)
    assert "SEPA files are not connected in this mode." in seen.page.text


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("reason", [None, "AC04", "XX99"])
def test_every_status_has_its_words(status: str, reason: str | None) -> None:
    badge, why = words.fate(replace(ORDER, status=status, reason=reason), BATCH)
    assert badge[0]
    assert why.startswith(reason or "")


@pytest.mark.parametrize(
    ("change", "word", "why"),
    [
        ({"status": "sent", "bank_status": "ACCP"}, "Accepted", ""),
        ({"status": "sent", "bank_status": "PDNG"}, "In the file", ""),
        ({"status": "returned", "reason": "MD06"}, "Returned", "MD06: The payer asked for a refund."),
        (
            {"status": "returned", "reason": "MD06", "settled_at": 9}, "Returned",
            "MD06: The payer asked for a refund. It had counted as paid, so the payment is disputed.",
        ),
        ({"status": "settled", "kind": "transfer"}, "Executed", ""),
    ],
)  # fmt: skip
def test_the_fate_of_a_debit(change: dict[str, str | int], word: str, why: str) -> None:
    badge, said = words.fate(replace(ORDER, **change), BATCH)
    assert (badge[0], said) == (word, why)


def test_what_a_person_has_to_see_to() -> None:
    assert words.doubts(Taken("sepa-1", 1, 2, 3, 0, 0, 0)) == []
    assert len(words.doubts(Taken("sepa-1", 0, 0, 0, 1, 1, 1))) == 3
