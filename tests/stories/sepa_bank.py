"""A merchant of live mode with SEPA files, and their bank."""

import base64
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.builders import Shop
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.platform.billhook_command import Command, Said
from tests.platform.processes import without_home
from tests.rooms.webhooks.receiver import eventually
from tests.rules.bank_statements.files import camt, stmt
from tests.stories.away import COMPANY
from tests.stories.psql import query

SAFE = base64.b64encode(b"s" * 32).decode()
OWN, PAYER = "DE02120300000000202051", "DE89370400440532013000"
CREDITOR = "DE98ZZZ09999999999"
BILLING = {"name": "Jenny Rösen", "email": "jenny@example.com"}
GIVEN = {"customer_acceptance": {"type": "offline"}}


class Merchant:
    """The shop in live mode, with SEPA files connected."""

    def __init__(self, server: Server, shop: Shop) -> None:
        self.server, self.shop = server, shop
        self.statements = 0

    def says(self, *words: str, **environment: str) -> Said:
        return Command(self.server.data_dir)(*words, **({"BILLHOOK_SEALING_KEY": SAFE} | environment))

    def starts(self, *words: str, **environment: str) -> "subprocess.Popen[str]":
        """A command that runs beside others, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "billhook", *words], text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=without_home() | {
                "BILLHOOK_SEALING_KEY": SAFE, "BILLHOOK_DATA_DIR": str(self.server.data_dir),
            } | environment,
        )  # fmt: skip

    def method(self, iban: str = PAYER) -> Any:
        return self.shop.v1.payment_methods.create(
            {"type": "sepa_debit", "sepa_debit": {"iban": iban}, "billing_details": BILLING}
        )

    def payer(self) -> Any:
        """A customer with an account and a mandate for any number of debits."""
        customer = self.shop.customer()
        intent = self.shop.v1.setup_intents.create({
            "customer": customer.id, "payment_method": self.method().id, "allowed_payment_method_types": ["sepa_debit"],
            "confirm": True, "mandate_data": GIVEN,
        })  # fmt: skip
        assert intent.status == "succeeded"
        return self.shop.v1.customers.update(
            customer.id, {"invoice_settings": {"default_payment_method": intent.payment_method}}
        )

    def invoice(self, customer: Any, amount: int = 12_345) -> Any:
        """An invoice whose time of collection has come; the debit waits."""
        made = self.shop.v1.invoices.create({
            "customer": customer.id, "currency": "eur", "collection_method": "charge_automatically",
            "payment_settings": {"payment_method_types": ["sepa_debit"]},
        })  # fmt: skip
        self.shop.v1.invoice_items.create(
            {"customer": customer.id, "invoice": made.id, "amount": amount, "currency": "eur"}
        )
        made = self.shop.v1.invoices.finalize_invoice(made.id, {"auto_advance": True})
        query(self.server, "UPDATE invoices SET next_payment_attempt = 1 WHERE id = $1", made.id)
        eventually(lambda: self.order_of(made) is not None, "the debit of the invoice")
        return made

    def intent(self, invoice: Any) -> Any:
        (payment,) = self.shop.v1.invoice_payments.list({"invoice": invoice.id}).data
        return self.shop.v1.payment_intents.retrieve(payment.payment.payment_intent)

    def order_of(self, invoice: Any) -> Any:
        """The newest order of an invoice as stored; None if there is none."""
        (payment,) = self.shop.v1.invoice_payments.list({"invoice": invoice.id}).data
        sql = "SELECT o.* FROM sepa_orders o JOIN calls c USING (tenant, id) WHERE c.subject = $1 ORDER BY o.id DESC"
        found = query(self.server, sql, payment.payment.payment_intent)
        return found[0] if found else None

    def writes(self, *words: str) -> bytes:
        """`billhook sepa write --live`; the file."""
        said = self.says("sepa", "write", "--live", *words)
        assert said.returncode == 0, said.stderr
        return said.stdout.encode()

    def answers(self, folder: Path, batch: str, *orders: tuple[str, str, str]) -> Said:
        """The bank answers a file, by pain.002."""
        file = folder / "answer.xml"
        file.write_text(pain_002(batch, *orders))
        return self.says("sepa", "answer", "--live", str(file))

    def days_pass(self, order: Any) -> None:
        """Let the file of an order have been fetched long ago, and ask the bank again."""
        query(
            self.server, "UPDATE sepa_batches SET fetched_at = 1, execute_on = '2026-01-07' WHERE id = $1",
            self.stored(order)["batch"],
        )  # fmt: skip
        query(self.server, "UPDATE calls SET next_attempt_at = 1 WHERE id = $1 AND settled_at IS NULL", order["id"])

    def stored(self, order: Any) -> Any:
        (found,) = query(self.server, "SELECT * FROM sepa_orders WHERE id = $1", order["id"])
        return found

    def reads(self, folder: Path, *entries: str) -> None:
        """A statement of the bank."""
        file = folder / "statement.xml"
        self.statements += 1
        file.write_bytes(camt(stmt(*entries, iban=OWN, sequence=str(self.statements), closing="")))
        said = self.says("statements", "import", "--live", str(file))
        assert "1 new" in said.stdout, said


def pain_002(batch: str, *orders: tuple[str, str, str]) -> str:
    told = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
        for id, status, reason in orders
    )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>1</MsgId>'
        f"</GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{batch}</OrgnlMsgId><GrpSts>{'PART' if orders else 'ACCP'}</GrpSts>"
        f"</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{batch}-FRST</OrgnlPmtInfId>{told}"
        "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    )


def paid_debit(merchant: Merchant, amount: int) -> tuple[Any, Any]:
    """An invoice that a debit has paid, and the debit."""
    invoice = merchant.invoice(merchant.payer(), amount)
    merchant.writes()
    order = merchant.order_of(invoice)
    merchant.days_pass(order)
    eventually(lambda: merchant.intent(invoice).status == "succeeded", "the payment")
    return invoice, order


@contextlib.contextmanager
def sepa_merchant(folder: Path) -> Iterator[Merchant]:
    """A server of their own, and the merchant on it."""
    server = start_server(folder / "data", BILLHOOK_SEALING_KEY=SAFE)
    try:
        client = server.client_with(run_billhook(server, "keys", "roll", "--live", "--yes"))
        for name, value in COMPANY.items():
            run_billhook(server, "settings", "set", name, value)
        made = Merchant(server, Shop(client))
        said = made.says(
            "processors", "connect", "sepa", "--live", "--creditor-id", CREDITOR, "--iban", OWN, "--name", "Stüdio"
        )
        assert said.returncode == 0, said.stderr
        assert OWN not in said.stdout + said.stderr
        yield made
    finally:
        stop_server(server)
