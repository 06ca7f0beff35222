"""A merchant of live mode debits by files: a claim, a file, the bank's answer, a statement, and days of silence."""

import base64
import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import stripe
from sepaxml.validation import try_valid_xml
from tests.builders import refused
from tests.nightly import usual
from tests.rooms.webhooks.receiver import eventually
from tests.rules.bank_statements.files import camt, ntry, stmt
from tests.rules.bank_statements.files import tx as detail
from tests.stories.psql import changing, query
from tests.stories.sepa_bank import CREDITOR, GIVEN, OWN, PAYER, SAFE, Merchant, paid_debit, sepa_merchant


def texts(content: bytes, name: str) -> list[str]:
    """The texts of all elements with a local name."""
    root = ElementTree.fromstring(content)
    return [each.text or "" for each in root.iter() if each.tag.rpartition("}")[2] == name]


@pytest.fixture(scope="module")
def merchant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Merchant]:
    with sepa_merchant(tmp_path_factory.mktemp("sepa")) as made:
        yield made


def test_paid_when_days_have_passed_without_a_word(merchant: Merchant, tmp_path: Path) -> None:
    payer = merchant.payer()
    invoice = merchant.invoice(payer)
    assert (merchant.intent(invoice).status, merchant.order_of(invoice)["status"]) == ("processing", "waiting")
    out = tmp_path / "debits.xml"
    assert merchant.writes("--out", str(out)) == b""
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    content = out.read_bytes()
    try_valid_xml(content, "pain.008.001.08")
    order = merchant.order_of(invoice)
    place = texts(content, "EndToEndId").index(order["end_to_end_id"])
    assert order["end_to_end_id"] == order["id"].replace("_", "-")
    assert texts(content, "MsgId") == [order["batch"]]
    assert texts(content, "InstdAmt")[place] == "123.45"
    assert f"{invoice.number} Studio" in texts(content, "Ustrd")
    assert "Jenny Roesen" in texts(content, "Nm")
    assert (order["status"], order["sequence"]) == ("sent", "FRST")
    # Whoever prints it again gets the same bytes, and no other file is lost for it.
    mine = tmp_path / "mine.xml"
    mine.write_text("mine")
    kept = merchant.says("sepa", "show", order["batch"], "--live", "--out", str(mine))
    assert (kept.returncode, mine.read_text()) == (1, "mine")
    assert "is there already, with other content" in kept.stderr
    assert merchant.says("sepa", "show", order["batch"], "--live", "--out", str(out)).returncode == 0
    assert (out.read_bytes(), sorted(each.name for each in tmp_path.iterdir())) == (content, ["debits.xml", "mine.xml"])
    assert merchant.says("sepa", "show", order["batch"], "--live").stdout.encode() == content
    assert hashlib.sha256(content).hexdigest() in merchant.says("sepa", "list", "--live").stdout
    assert merchant.answers(tmp_path, order["batch"]).stdout == f"{order['batch']}: 0 refused, 1 noted\n"
    assert merchant.intent(invoice).status == "processing"
    refused_to = merchant.says("sepa", "discard", order["batch"], "--live")
    assert (refused_to.returncode, refused_to.stdout) == (1, "")
    assert f"the bank has taken {order['batch']} (ACCP)" in refused_to.stderr
    # The statement has the money; it is no cash of the customer, who would have paid twice.
    merchant.reads(tmp_path, ntry("123.45", detail(end_to_end=order["end_to_end_id"], iban=PAYER), reference="C1"))
    merchant.days_pass(order)
    eventually(lambda: merchant.shop.v1.invoices.retrieve(invoice.id).status == "paid", "the payment")
    paid = merchant.shop.v1.invoices.retrieve(invoice.id)
    assert (paid.amount_paid, paid.amount_overpaid) == (12_345, 0)
    assert merchant.shop.v1.customers.cash_balance.retrieve(payer.id).available is None
    charge = merchant.shop.v1.charges.retrieve(merchant.intent(invoice).latest_charge)
    assert charge.payment_method_details.sepa_debit.last4 == PAYER[-4:]
    # The next debit of the mandate is no first one; and the refund goes to the same account.
    again = merchant.invoice(payer, 500)
    assert texts(merchant.writes(), "SeqTp") == ["RCUR"]
    assert merchant.order_of(again)["sequence"] == "RCUR"
    refund = merchant.shop.v1.refunds.create({"charge": charge.id, "amount": 345})
    assert refund.status == "pending"
    back = merchant.writes("--refunds")
    try_valid_xml(back, "pain.001.001.09")
    assert (texts(back, "InstdAmt"), texts(back, "IBAN")) == (["3.45"], [OWN, PAYER])
    (transfer,) = query(merchant.server, "SELECT * FROM sepa_orders WHERE batch = $1", texts(back, "MsgId")[0])
    merchant.days_pass(transfer)
    eventually(lambda: merchant.shop.v1.refunds.retrieve(refund.id).status == "succeeded", "the refund")


def test_a_refusal_declines_and_is_tried_again(merchant: Merchant, tmp_path: Path) -> None:
    invoice = merchant.invoice(merchant.payer())
    merchant.writes()
    order = merchant.order_of(invoice)
    # A second copy is refused, and the first one is executed; a word that names no debit counts for none.
    second = (order["end_to_end_id"], "RJCT", "DU01")
    doubtful = merchant.answers(tmp_path, order["batch"], second, ("", "RJCT", "AM04"))
    assert (doubtful.returncode, doubtful.stdout) == (3, f"{order['batch']}: 0 refused, 0 noted\n")
    assert "1 refused as a duplicate" in doubtful.stderr
    assert "1 of its words name no debit" in doubtful.stderr
    assert merchant.stored(order)["status"] == "sent"
    said = merchant.answers(tmp_path, order["batch"], (order["end_to_end_id"], "RJCT", "AM04"))
    assert said.stdout == f"{order['batch']}: 1 refused, 0 noted\n"
    eventually(lambda: merchant.intent(invoice).status == "requires_payment_method", "the decline")
    assert merchant.intent(invoice).last_payment_error.code == "insufficient_funds"
    seen = merchant.shop.v1.invoices.retrieve(invoice.id)
    assert (seen.status, seen.attempt_count, seen.next_payment_attempt is None) == ("open", 1, False)
    # The same answer again changes nothing.
    merchant.answers(tmp_path, order["batch"], (order["end_to_end_id"], "RJCT", "AM04"))
    assert merchant.stored(order)["status"] == "rejected"
    # No debit of the mandate was taken, so the next one is a first one again.
    query(merchant.server, "UPDATE invoices SET next_payment_attempt = 1 WHERE id = $1", invoice.id)
    eventually(lambda: merchant.order_of(invoice)["id"] != order["id"], "the second debit")
    merchant.writes()
    assert merchant.order_of(invoice)["sequence"] == "FRST"


def test_a_closed_account_ends_the_mandate(merchant: Merchant, tmp_path: Path) -> None:
    invoice = merchant.invoice(merchant.payer())
    merchant.writes()
    order = merchant.order_of(invoice)
    merchant.reads(
        tmp_path, ntry(
            "126.45", detail(end_to_end=order["end_to_end_id"], iban=PAYER, reason="AC04"), credit=False, reference="R1"
        ),
    )  # fmt: skip
    eventually(lambda: merchant.intent(invoice).status == "requires_payment_method", "the decline")
    assert merchant.intent(invoice).last_payment_error.code == "account_closed"
    assert merchant.stored(order)["status"] == "returned"
    assert merchant.shop.v1.mandates.retrieve(order["mandate"]).status == "inactive"


def dispute_of(merchant: Merchant, invoice: Any) -> Any:
    """The only dispute of the payment of an invoice."""
    intent = merchant.intent(invoice).id
    eventually(lambda: bool(merchant.shop.v1.disputes.list({"payment_intent": intent}).data), "the dispute")
    (found,) = merchant.shop.v1.disputes.list({"payment_intent": intent}).data
    return found


def told_of(merchant: Merchant, dispute: Any) -> list[str]:
    """The types of the events of a dispute, the oldest first."""
    found = reversed(merchant.shop.v1.events.list({"limit": 100}).data)
    return [event.type for event in found if getattr(event.data.object, "id", None) == dispute.id]


LOST_AT_ONCE = ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"]


def test_what_comes_back_after_the_payment_is_a_lost_dispute(merchant: Merchant, tmp_path: Path) -> None:
    """The payer has the money: no refund goes out. The invoice stays paid, as Stripe's do."""
    invoice, order = paid_debit(merchant, 700)
    waiting = merchant.shop.v1.refunds.create({"payment_intent": merchant.intent(invoice).id, "amount": 300})
    assert waiting.status == "pending"
    back = detail(end_to_end=order["end_to_end_id"], iban=PAYER, reason="MD06")
    # A notification tells first, without the fee of the bank; then the statement, twice.
    notified = tmp_path / "notified.xml"
    notified.write_bytes(camt(stmt(ntry("7.00", back, credit=False), tag="Ntfctn", iban=OWN), message="054"))
    said = merchant.says("statements", "import", "--live", str(notified))
    assert "1 debits of SEPA files came back" in said.stdout + said.stderr
    dispute = dispute_of(merchant, invoice)
    assert (dispute.status, dispute.reason, dispute.amount) == ("lost", "customer_initiated", 700)
    assert dispute.payment_method_details.to_dict() == {"type": "sepa_debit"}
    assert dispute.evidence_details.due_by is None
    assert told_of(merchant, dispute) == LOST_AT_ONCE
    assert [(one.amount, one.fee, one.net) for one in dispute.balance_transactions] == [(-700, 0, -700)]
    merchant.reads(tmp_path, ntry("10.00", back, credit=False, reference="R2"))
    eventually(lambda: len(dispute_of(merchant, invoice).balance_transactions) == 2, "the fee")
    assert sum(one.net for one in dispute_of(merchant, invoice).balance_transactions) == -1_000
    assert merchant.says("statements", "import", "--live", str(tmp_path / "statement.xml")).returncode == 0
    again = merchant.says("statements", "import", "--live", str(notified))
    assert "came back" not in again.stdout + again.stderr
    late = merchant.answers(tmp_path, order["batch"], (order["end_to_end_id"], "RJCT", "MD06"))
    assert late.stdout == f"{order['batch']}: 0 refused, 0 noted\n"
    assert told_of(merchant, dispute) == [*LOST_AT_ONCE, "charge.dispute.updated"]
    seen = merchant.shop.v1.invoices.retrieve(invoice.id)
    assert (seen.status, seen.amount_remaining) == ("paid", 0)
    assert merchant.intent(invoice).status == "succeeded"
    assert merchant.shop.v1.charges.retrieve(dispute.charge).disputed is True
    assert merchant.stored(order)["status"] == "returned"
    said = merchant.says("sepa", "write", "--live", "--refunds")
    assert (said.stdout, said.stderr) == ("", "nothing waits\n")
    eventually(lambda: merchant.shop.v1.refunds.retrieve(waiting.id).status == "failed", "the first refund")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        merchant.shop.v1.refunds.create({"payment_intent": merchant.intent(invoice).id, "amount": 300})
    assert caught.value.code == "charge_disputed"
    # Nobody has to see to the movement: it is noted, with what became of the payment.
    (movement,) = query(merchant.server, "SELECT * FROM bank_movements WHERE bank_reference = 'R2'")
    assert (movement["status"], movement["book_at"]) == ("noted", None)
    assert order["end_to_end_id"] in movement["reason"]


def test_a_refusal_after_the_payment_is_a_lost_dispute(merchant: Merchant, tmp_path: Path) -> None:
    """The bank answers late, and then its statement says the same."""
    invoice, order = paid_debit(merchant, 800)
    said = merchant.answers(tmp_path, order["batch"], (order["end_to_end_id"], "RJCT", "AC04"))
    assert (said.returncode, said.stdout) == (0, f"{order['batch']}: 0 refused, 0 noted, 1 disputed\n")
    dispute = dispute_of(merchant, invoice)
    assert (dispute.status, dispute.reason, dispute.amount) == ("lost", "bank_cannot_process", 800)
    assert merchant.shop.v1.mandates.retrieve(order["mandate"]).status == "inactive"
    back = detail(end_to_end=order["end_to_end_id"], iban=PAYER, reason="AC04")
    merchant.reads(tmp_path, ntry("8.00", back, credit=False, reference="R3"))
    assert merchant.stored(order)["status"] == "returned"
    assert told_of(merchant, dispute_of(merchant, invoice)) == LOST_AT_ONCE


@pytest.mark.parametrize("is_paid", [True, False])
def test_a_return_that_names_the_mandate_alone(merchant: Merchant, tmp_path: Path, is_paid: bool) -> None:
    """It is ours, and nobody else would tell of it: a dispute if the debit was paid, and a decline before."""
    payer = merchant.payer()
    if is_paid:
        invoice, order = paid_debit(merchant, 1_700)
    else:
        invoice = merchant.invoice(payer, 1_800)
        merchant.writes()
        order = merchant.order_of(invoice)
    (mandate,) = query(merchant.server, "SELECT reference FROM mandates WHERE id = $1", order["mandate"])
    amount = f"{order['amount'] / 100:.2f}"
    back = detail(mandate=mandate["reference"], iban=PAYER, reason="MD06")
    merchant.reads(tmp_path, ntry(amount, back, credit=False, reference=f"M{order['amount']}"))
    eventually(lambda: merchant.stored(order)["status"] == "returned", "the return")
    if is_paid:
        assert dispute_of(merchant, invoice).status == "lost"
    else:
        eventually(lambda: merchant.intent(invoice).status == "requires_payment_method", "the decline")


def test_a_return_that_is_told_twice_takes_back_no_other_debit(merchant: Merchant, tmp_path: Path) -> None:
    """October and November by one mandate: November's return is told by its id, and again by the mandate alone."""
    payer = merchant.payer()
    orders = []
    for _month in range(2):
        invoice = merchant.invoice(payer, 1_910)
        merchant.writes()
        orders.append((invoice, merchant.order_of(invoice)))
        merchant.days_pass(orders[-1][1])
        eventually(lambda: merchant.stored(orders[-1][1])["status"] == "settled", "the settlement")
    (october, first), (november, second) = orders
    assert first["mandate"] == second["mandate"]
    merchant.answers(tmp_path, second["batch"], (second["end_to_end_id"], "RJCT", "AM04"))
    dispute_of(merchant, november)
    (mandate,) = query(merchant.server, "SELECT reference FROM mandates WHERE id = $1", first["mandate"])
    for reference, id in (("T1", ""), ("T2", "somebody-elses")):
        back = detail(mandate=mandate["reference"], iban=PAYER, reason="AM04", **({"end_to_end": id} if id else {}))
        merchant.reads(tmp_path, ntry("19.10", back, credit=False, reference=reference))
        (movement,) = query(merchant.server, "SELECT * FROM bank_movements WHERE bank_reference = $1", reference)
        assert (reference, movement["status"]) == (reference, "unassigned")
    assert merchant.stored(first)["status"] == "settled"
    assert merchant.shop.v1.disputes.list({"payment_intent": merchant.intent(october).id}).data == []


def test_a_return_between_the_settlement_and_the_payment(merchant: Merchant, tmp_path: Path) -> None:
    """The debit is settled, and it comes back before its payment is written down."""
    invoice = merchant.invoice(merchant.payer(), 900)
    merchant.writes()
    order = merchant.order_of(invoice)
    query(merchant.server, "UPDATE calls SET next_attempt_at = next_attempt_at + 900000 WHERE id = $1", order["id"])
    query(
        merchant.server, "UPDATE sepa_orders SET status = 'settled', settled_at = 99 WHERE id = $1", order["id"]
    )  # fmt: skip
    back = detail(end_to_end=order["end_to_end_id"], iban=PAYER, reason="MD01")
    merchant.reads(tmp_path, ntry("9.00", back, credit=False, reference="R4"))
    # The bank is asked at last, and says no: what never was a payment is no dispute.
    eventually(lambda: merchant.intent(invoice).status == "requires_payment_method", "the decline")
    assert merchant.shop.v1.disputes.list({"payment_intent": merchant.intent(invoice).id}).data == []


def test_no_order_is_in_two_files(merchant: Merchant) -> None:
    """The process dies between the commit and the file: the next `write` prints what was not fetched."""
    first = merchant.invoice(merchant.payer())
    content = merchant.writes()
    order = merchant.order_of(first)
    # However long ago that was: what nobody fetched cannot have been paid.
    query(
        merchant.server, "UPDATE sepa_batches SET fetched_at = NULL, execute_on = '2026-01-07' WHERE id = $1",
        order["batch"],
    )  # fmt: skip
    sql = "UPDATE calls SET next_attempt_at = 1 WHERE id = $1 AND settled_at IS NULL"
    query(merchant.server, sql, order["id"])
    again = "SELECT 1 FROM calls WHERE id = $1 AND (next_attempt_at > 1 OR settled_at IS NOT NULL)"
    eventually(lambda: bool(query(merchant.server, again, order["id"])), "the question")
    assert merchant.intent(first).status == "processing"
    second = merchant.invoice(merchant.payer())
    again_said = merchant.says("sepa", "write", "--live")
    assert (again_said.returncode, again_said.stdout.encode()) == (0, content)
    warned, line = again_said.stderr.splitlines()
    assert f"{order['batch']} was made before and may have left already. Its day is 2026-01-07" in warned
    assert line.startswith(order["batch"])
    assert "not fetched" not in line
    other = merchant.writes()
    assert order["end_to_end_id"] not in texts(other, "EndToEndId")
    assert merchant.order_of(second)["end_to_end_id"] in texts(other, "EndToEndId")
    nothing = merchant.says("sepa", "write", "--live")
    assert (nothing.stdout, nothing.stderr) == ("", "nothing waits\n")


def test_a_file_of_which_the_bank_tells_has_left(merchant: Merchant, tmp_path: Path) -> None:
    """By its answer, and by money on a statement."""
    invoice = merchant.invoice(merchant.payer())
    merchant.writes()
    order = merchant.order_of(invoice)
    forget = "UPDATE sepa_batches SET fetched_at = NULL WHERE id = $1"
    fetched = "SELECT 1 FROM sepa_batches WHERE id = $1 AND fetched_at IS NOT NULL"
    query(merchant.server, forget, order["batch"])
    merchant.answers(tmp_path, order["batch"])
    assert query(merchant.server, fetched, order["batch"])
    query(merchant.server, forget, order["batch"])
    merchant.reads(tmp_path, ntry("123.45", detail(end_to_end=order["end_to_end_id"], iban=PAYER), reference="L1"))
    assert query(merchant.server, fetched, order["batch"])


def test_a_credit_that_names_a_debit_without_its_id_waits(merchant: Merchant, tmp_path: Path) -> None:
    invoice = merchant.invoice(merchant.payer(), 4_321)
    merchant.writes()
    order = merchant.order_of(invoice)
    merchant.reads(tmp_path, ntry("43.21", detail(purpose=(order["text"],), iban=PAYER), reference="N1"))
    (movement,) = query(merchant.server, "SELECT * FROM bank_movements WHERE bank_reference = 'N1'")
    assert (movement["status"], movement["customer"], movement["book_at"]) == ("unassigned", None, None)
    assert movement["reason"].startswith(f"It may be the SEPA debit {order['end_to_end_id']} of the file sepa-")


def test_what_somebody_else_hands_out_is_not_handed_out(merchant: Merchant) -> None:
    invoice = merchant.invoice(merchant.payer())
    merchant.writes()
    batch = merchant.order_of(invoice)["batch"]
    query(merchant.server, "UPDATE sepa_batches SET fetched_at = NULL WHERE id = $1", batch)
    with changing(merchant.server, "UPDATE sepa_batches SET fetched_at = 99 WHERE id = $1", batch) as commit:
        command = merchant.starts("sepa", "write", "--live")
        commit()
        stdout, stderr = command.communicate()
    assert (command.returncode, stdout) == (1, "")
    assert f"{batch} was handed out or discarded just now; see `billhook sepa list`" in stderr


def test_a_file_that_the_bank_does_not_take(merchant: Merchant, tmp_path: Path) -> None:
    invoice = merchant.invoice(merchant.payer())
    merchant.writes()
    order = merchant.order_of(invoice)
    assert merchant.says("sepa", "discard", order["batch"], "--live").stdout == f"{order['batch']}: 1 declined\n"
    eventually(lambda: merchant.intent(invoice).status == "requires_payment_method", "the decline")
    assert merchant.shop.v1.invoices.retrieve(invoice.id).next_payment_attempt is not None
    # Nobody gets it any more: its debit is collected anew.
    shown = merchant.says("sepa", "show", order["batch"], "--live")
    assert (shown.returncode, "was discarded" in shown.stderr) == (1, True)
    # It reached the bank all the same: the money is no longer that of the debit, so a person sees it.
    merchant.reads(tmp_path, ntry("123.45", detail(end_to_end=order["end_to_end_id"], iban=PAYER), reference="D1"))
    (movement,) = query(
        merchant.server, "SELECT * FROM bank_movements WHERE end_to_end_id = $1", order["end_to_end_id"]
    )  # fmt: skip
    assert movement["status"] != "noted"
    assert merchant.says("sepa", "discard", "sepa-1", "--live").returncode == 1
    assert merchant.says("sepa", "show", "sepa-1", "--live").returncode == 1


def test_the_number_of_an_account_is_kept_sealed(merchant: Merchant) -> None:
    made = merchant.method(" de89 3704 0044 0532 0130 00 ")
    assert made.sepa_debit.to_dict() == {
        "bank_code": "37040044", "branch_code": None, "country": "DE", "fingerprint": made.sepa_debit.fingerprint,
        "generated_from": {"charge": None, "setup_attempt": None}, "last4": "3000",
    }  # fmt: skip
    assert merchant.method().sepa_debit.fingerprint == made.sepa_debit.fingerprint
    for wrong in ("DE88370400440532013000", "DE8937040044053201300", "US89370400440532013000", "é" * 22, ""):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            merchant.method(wrong)
        assert caught.value.http_status == 400
        assert caught.value.param == "sepa_debit[iban]"
    tables = query(
        merchant.server,
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    )
    for (table,) in (tuple(row.values()) for row in tables):
        found = query(merchant.server, f'SELECT 1 FROM "{table}" t WHERE t::text LIKE $1', f"%{PAYER}%")
        assert not found or table == "bank_movements", table


def test_cards_stay_refused(merchant: Merchant) -> None:
    with refused("Billhook takes no numbers of cards or bank accounts and no test tokens in live mode.", param="card"):
        merchant.shop.v1.payment_methods.create(
            {"type": "card", "card": {"number": "4242424242424242", "exp_month": 1, "exp_year": 2030}}
        )


LISTED = (("processors", "list", "--live"), f"sepa_files  key …{OWN[-4:]}")
EXAMINED = (("doctor",), f"as SEPA files, for the account …{OWN[-4:]}")


@pytest.mark.parametrize(("words", "told"), usual([LISTED, EXAMINED], [LISTED]))
def test_what_is_connected_is_told(merchant: Merchant, words: tuple[str, ...], told: str) -> None:
    assert told in merchant.says(*words).stdout


def test_disconnected_nothing_new_is_debited(merchant: Merchant) -> None:
    assert merchant.says("processors", "disconnect", "sepa", "--live").stdout == "disconnected sepa\n"
    try:
        assert merchant.says("processors", "disconnect", "sepa", "--live").returncode == 1
        assert merchant.says("sepa", "write", "--live").returncode == 1
        with refused(
            "Billhook takes no numbers of cards or bank accounts and no test tokens in live mode.", param="sepa_debit"
        ):
            merchant.method()
    finally:
        said = merchant.says(
            "processors", "connect", "sepa", "--live", "--creditor-id", CREDITOR, "--iban", OWN, "--name", "Stüdio"
        )
        assert said.returncode == 0


def test_euros_alone(merchant: Merchant) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="takes payments in eur only, not in usd"):
        merchant.shop.v1.payment_intents.create({
            "amount": 2_000, "currency": "usd", "payment_method": merchant.method().id, "confirm": True,
            "allowed_payment_method_types": ["sepa_debit"], "mandate_data": GIVEN,
        })  # fmt: skip


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--creditor-id", "DE97ZZZ09999999999", "--iban", OWN, "--name", "S"), "creditor identifier is wrong"),
        (("--creditor-id", CREDITOR, "--iban", "DE03120300000000202051", "--name", "S"), "IBAN is wrong"),
        (("--creditor-id", CREDITOR, "--iban", OWN, "--name", "S", "--bic", "X"), "BIC is wrong"),
        (("--creditor-id", CREDITOR, "--iban", OWN, "--name", " "), "holder is missing"),
        (("--creditor-id", CREDITOR, "--iban", OWN, "--name", "S", "--lead-days", "0"), "1 to 30 bank days"),
        (("--creditor-id", CREDITOR), "sepa needs"),
    ],
)  # fmt: skip
def test_what_cannot_be_connected(merchant: Merchant, words: tuple[str, ...], complaint: str) -> None:
    said = merchant.says("processors", "connect", "sepa", "--live", *words)
    assert said.returncode == 2
    assert complaint in said.stderr


def test_another_key_seals_everything_anew(merchant: Merchant) -> None:
    order = merchant.order_of(merchant.invoice(merchant.payer()))
    content = merchant.writes()
    newer = {"BILLHOOK_SEALING_KEY": base64.b64encode(b"n" * 32).decode(), "BILLHOOK_SEALING_KEY_BEFORE": SAFE}
    batch = merchant.stored(order)["batch"]
    # Somebody notes meanwhile that the file was fetched, which sealing it anew must not undo.
    with changing(merchant.server, "UPDATE sepa_batches SET fetched_at = 99 WHERE id = $1", batch) as commit:
        command = merchant.starts("processors", "reseal", "--live", **newer)
        commit()
        assert command.wait() == 0, command.communicate()
    try:
        del newer["BILLHOOK_SEALING_KEY_BEFORE"]
        (fetched,) = query(merchant.server, "SELECT fetched_at FROM sepa_batches WHERE id = $1", batch)
        assert fetched["fetched_at"] == 99
        assert merchant.says("sepa", "show", batch, "--live", **newer).stdout.encode() == content
    finally:
        back = {"BILLHOOK_SEALING_KEY_BEFORE": newer["BILLHOOK_SEALING_KEY"]}
        assert merchant.says("processors", "reseal", "--live", **back).returncode == 0
    assert merchant.says("sepa", "show", batch, "--live").stdout.encode() == content
