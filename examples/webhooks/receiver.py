"""A receiver of webhooks: it registers itself at Billhook, verifies every event and says what arrived.

    export STRIPE_API_KEY=sk_test_…        # what `./dev serve` printed
    python examples/webhooks/receiver.py

Then run a quickstart in another terminal and watch. Ctrl-C removes the endpoint again. `PORT` is where it
listens (4242; 0 for any free one), `BILLHOOK_URL` names another server than http://127.0.0.1:8420. With the
secret of an endpoint in `STRIPE_WEBHOOK_SECRET` it registers nothing.
"""

import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stripe

EVENTS = [
    "invoice.created",
    "invoice.finalized",
    "invoice.sent",
    "invoice.paid",
    "invoice.payment_succeeded",  # of payments through a processor: never of one made out of band
    "invoice.voided",
    "invoice.marked_uncollectible",
]


class Receiver(BaseHTTPRequestHandler):
    """Answers 400 to what is not signed with our secret, else 200 before anything slow is done."""

    client: stripe.StripeClient
    secret: str
    # Events arrive at least once and in any order. A real receiver keeps the ids in its database.
    seen: set[str]
    # Each request has a thread of its own: one event is taken at a time, and printed as one line.
    turn: threading.Lock

    def do_POST(self) -> None:
        # The signature covers these very bytes: verify before decoding, and never encode again.
        payload = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        signature = self.headers.get("Stripe-Signature", "")
        try:
            event = self.client.construct_event(payload, signature, self.secret)
        except (ValueError, stripe.SignatureVerificationError) as error:
            self.answer(400)
            with self.turn:
                print(f"refused: {error}", flush=True)
            return
        self.answer(200)
        with self.turn:
            if event.id not in self.seen:
                self.seen.add(event.id)
                received(event)

    def answer(self, status: int) -> None:
        """An empty answer; the status alone matters."""
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """No line for each request: what arrived is printed instead."""


def received(event: stripe.Event) -> None:
    """What a real receiver does: here would be a delivery, an entry in the books, a word to the sales team."""
    invoice = event.data.object
    total = f"{invoice['total']} {invoice['currency']}"
    print(f"{event.type:<28}  {invoice['id']}  {invoice['number'] or '(draft)'}  {total}", flush=True)


def main() -> None:
    """Listen, register, serve until Ctrl-C, and leave nothing behind."""
    url = os.environ.get("BILLHOOK_URL", "http://127.0.0.1:8420")
    key = os.environ.get("STRIPE_API_KEY") or os.environ.get("BILLHOOK_TEST_SECRET_KEY")
    if not key:
        sys.exit("set STRIPE_API_KEY to the secret key that the server printed when it started")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    Receiver.client = stripe.StripeClient(key, base_addresses={"api": url})
    Receiver.seen = set()
    Receiver.turn = threading.Lock()
    # Bound before it is registered, so that the first event finds somebody at home.
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "4242"))), Receiver)
    here = f"http://127.0.0.1:{server.server_port}/webhook"
    endpoint = None
    Receiver.secret = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
    if not Receiver.secret:
        endpoint = Receiver.client.v1.webhook_endpoints.create({"url": here, "enabled_events": EVENTS})
        Receiver.secret = endpoint.secret
    print(f"listening on {here}" + (f", registered as {endpoint.id}" if endpoint else ""), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        if endpoint is not None:
            Receiver.client.v1.webhook_endpoints.delete(endpoint.id)
            print(f"removed {endpoint.id}", flush=True)


if __name__ == "__main__":
    main()
