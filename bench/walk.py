"""Which files an invoice walks through: `./dev python bench/walk.py` prints them for finalize, pay and its settlement.

A file counts if one of its functions gets the invoice or its lines while the verb runs, for a payment also the intent
or the charge. The files are in the order of the first call. The server runs in this very program, with a hook on every
call, so nothing here is a measurement of time.
"""

import os
import runpy
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Any

from server import KEY, Server

SRC = str(Path(__file__).parent.parent / "src" / "billhook")
PORT = 8573
# The verbs and where they begin; a walk ends where the transaction is written.
STARTS = {
    ("invoices/actions/finalize.py", "finalize"): "finalize",
    ("invoices/actions/pay.py", "pay"): "pay",
    ("invoices/actions/pay.py", "settle"): "settle",
}
END = ("db/outbox.py", "everything")
INVOICE = {"Invoice", "InvoiceDetails", "Item"}
PAYMENT = INVOICE | {"InvoicePayment", "PaymentIntent", "Charge"}
CARRIED = {"finalize": INVOICE, "pay": PAYMENT, "settle": PAYMENT}


class Walk:
    """Notes the files of the verb that runs at the moment."""

    def __init__(self) -> None:
        self.verb: str | None = None
        self.files: dict[str, None] = {}
        self.found: dict[str, list[str]] = {}

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        if event != "call" or not frame.f_code.co_filename.startswith(SRC):
            return
        file = frame.f_code.co_filename.removeprefix(f"{SRC}/")
        place = (file, frame.f_code.co_name)
        if place in STARTS and self.verb is None:
            self.verb, self.files = STARTS[place], {}
        if self.verb is None:
            return
        if place == END:
            self.found[self.verb] = list(self.files)
            self.verb = None
        elif any(_type_of(value) in CARRIED[self.verb] for value in _arguments(frame)):
            self.files.setdefault(file)


def _arguments(frame: FrameType) -> list[Any]:
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return [frame.f_locals.get(name) for name in names]


def _type_of(value: Any) -> str:
    """The name of its type, or of that of its first element."""
    return type(value[0] if isinstance(value, list | tuple) and value else value).__name__


def _rich_invoice(server: Server) -> str:
    """A draft with discounts on line and invoice, two taxes, shipping, and a customer with credit."""

    def made(path: str, form: dict[str, Any]) -> str:
        return str(server.request("POST", path, form)["id"])

    customer = made("/v1/customers", {"name": "Jenny Rosen", "email": "jenny@example.com"})
    credit = made("/v1/invoices", {"customer": customer, "currency": "usd"})
    made("/v1/invoiceitems", {"customer": customer, "invoice": credit, "amount": -500})
    server.request("POST", f"/v1/invoices/{credit}/finalize")
    rates = [
        made("/v1/tax_rates", {"display_name": "VAT", "percentage": 19, "inclusive": inclusive})
        for inclusive in ("false", "true")
    ]
    coupon = made("/v1/coupons", {"percent_off": 10, "duration": "once"})
    draft = made(
        "/v1/invoices",
        {
            "customer": customer, "collection_method": "send_invoice", "days_until_due": 30,
            "default_tax_rates[0]": rates[0], "discounts[0][coupon]": coupon,
            "shipping_cost[shipping_rate_data][display_name]": "Express",
            "shipping_cost[shipping_rate_data][type]": "fixed_amount",
            "shipping_cost[shipping_rate_data][fixed_amount][amount]": 500,
            "shipping_cost[shipping_rate_data][fixed_amount][currency]": "usd",
        },
    )  # fmt: skip
    line = {"customer": customer, "invoice": draft, "amount": 12_000, "tax_rates[0]": rates[1]}
    made("/v1/invoiceitems", line | {"discounts[0][coupon]": coupon})
    return draft


def _ask(walk: Walk, data_dir: Path) -> None:
    """The requests, from a thread of their own; the server has the main one."""
    server = Server(None, PORT, data_dir)  # type: ignore[arg-type]
    _wait()
    draft = _rich_invoice(server)
    server.request("POST", f"/v1/invoices/{draft}/finalize")
    server.request("POST", f"/v1/invoices/{draft}/pay", {"payment_method": "pm_card_visa"})
    for verb, files in walk.found.items():
        print(f"{verb}: {len(files)} files")
        for file in files:
            print(f"  {file}")
    sys.stdout.flush()
    os.kill(os.getpid(), 15)


def _wait() -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5).close()
        except OSError:
            threading.Event().wait(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def main() -> None:
    """Start the server with the hook, ask, and print."""
    with tempfile.TemporaryDirectory(prefix="billhook-walk-") as folder:
        os.environ["BILLHOOK_TEST_SECRET_KEY"] = KEY
        walk = Walk()
        threading.Thread(target=_ask, args=(walk, Path(folder)), daemon=True).start()
        sys.setprofile(walk)
        sys.argv = ["billhook", "serve", "--port", str(PORT), "--data-dir", folder]
        runpy.run_module("billhook", run_name="__main__")


if __name__ == "__main__":
    main()
