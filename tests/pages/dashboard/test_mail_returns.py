"""Mails that come back: the doors for reports and relays, what follows, and the pages that show it."""

import asyncio
import csv
import io
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import asyncpg
import pytest
from capture import Statement
from click.testing import CliRunner
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Visitor, owner_of
from tests.rooms.webhooks.receiver import eventually
from tests.rules.mail_returns.test_reports import MESSAGE_ID, block, complaint, report
from tests.rules.mail_returns.test_signatures import signed
from tests.stories.plans import plan_of, rows_read
from tests.stories.psql import query, settled_mail

from billhook.cli import cli
from billhook.db.embedded.server import running_dsn
from billhook.hosted.mail_news import AT_ONCE, BODY_MAX, PER_SECOND, Allowance, MailNews
from billhook.invoices import mail_log_store as log
from billhook.kernel.clock import WallClock
from billhook.mail_returns.rules.signatures import RelayKeys

_OUTBOX, _RETURNS = "/developers/outbox", "/settings/mails/returns"
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def owner(server: Server) -> Visitor:
    """The owner, who has proved a moment ago who they are."""
    return owner_of(server)


@pytest.fixture(scope="module")
def door(owner: Visitor) -> str:
    """The path at which a relay tells, as its page shows it."""
    return made(owner)


def made(owner: Visitor) -> str:
    page = owner.send(_RETURNS)
    assert page.headers["cache-control"] == "private, no-store"
    return str(page.page.one("code", id="address").text).removeprefix(owner.server.url)


def address() -> str:
    return f"reader{next(_numbers)}@returns.example"


def mailed(server: Server, shop: Shop, to: str, state: str = "sent") -> tuple[str, str]:
    """An invoice that was mailed to an address, and the mail."""
    invoice = shop.invoice("open", customer=shop.customer(email=to))
    shop.v1.invoices.send_invoice(invoice.id)
    return invoice.id, settled_mail(server, invoice.id, state)["id"]


def tell(server: Server, door: str, body: Any, kind: str = "application/json") -> tuple[int, Any]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = server.request("POST", door, content, {"Content-Type": kind}, key=None)
    return answer.status, answer.json if answer.body[:1] == b"{" else None


def bounced(mail: str, to: str, status: str = "5.1.1") -> dict[str, Any]:
    """What SendGrid tells of a bounce."""
    kind = {"event": "bounce", "type": "bounce", "status": status, "reason": f"550 {status} no such user"}
    return {"email": to, "sg_event_id": "1", "smtp-id": f"<{mail}@localhost>", **kind}


def state_of(server: Server, mail: str) -> tuple[Any, ...]:
    (row,) = query(server, "SELECT status, news, news_words FROM invoice_mails WHERE id = $1", mail)
    return tuple(row)


def suppressed(server: Server, to: str) -> list[str]:
    rows = query(server, "SELECT reason FROM mail_suppressions WHERE address = $1 AND allowed_at IS NULL", to)
    return [row["reason"] for row in rows]


COUNTED, IGNORED = (200, {"understood": 1, "counted": 1}), (200, {"understood": 1, "counted": 0})


# ── What follows ────────────────────────────────────────────────────────────────────────────────
def test_a_hard_bounce_stops_mails_until_somebody_allows_the_address(
    server: Server, shop: Shop, owner: Visitor, door: str
) -> None:
    to = address()
    invoice, mail = mailed(server, shop, to)
    assert tell(server, door, bounced(mail, to)) == COUNTED
    assert state_of(server, mail) == ("sent", "bounced", "550 5.1.1 no such user")
    assert suppressed(server, to) == ["bounced"]
    # The pages say so.
    customer = str(shop.v1.invoices.retrieve(invoice).customer)
    note = owner.get(f"/customers/{customer}").page.one("div", **{"aria-label": "No mails"}).text
    assert f"{to} gets no mails: a mail bounced on" in note
    assert "550 5.1.1 no such user" in note
    seen = owner.get(f"/invoices/{invoice}").page.text
    assert f"E-mail to {to} bounced" in seen
    assert owner.get(f"{_OUTBOX}/{mail}").heading.endswith("Bounced")
    # The next mail is not sent, and says why.
    shop.v1.invoices.send_invoice(invoice, {}, {"idempotency_key": f"again-{invoice}"})
    page = owner.get(f"/invoices/{invoice}").page
    assert any("Allow this address" in link.text for link in page.all("a"))
    (last,) = query(server, "SELECT id FROM invoice_mails WHERE invoice = $1 ORDER BY id DESC LIMIT 1", invoice)
    settled(server, last["id"], "failed")
    (row,) = query(server, "SELECT outcome, attempts FROM invoice_mails WHERE id = $1", last["id"])
    assert row["outcome"].startswith("this address gets no more mails, because earlier mails came back: 550 5.1.1")
    assert row["attempts"] == 0
    # Somebody allows it: the audit log says who, and an old notice that comes again does not undo it.
    allowed = owner.send(f"/customers/{customer}/allow-mails")
    assert owner.follow(allowed).page.all("div", **{"aria-label": "No mails"}) == []
    (entry,) = query(server, "SELECT verb FROM audit_log WHERE object = $1", to)
    assert entry["verb"] == "mail_suppression.allow"
    assert tell(server, door, bounced(mail, to)) == COUNTED
    assert suppressed(server, to) == []
    again = owner.send(f"/invoices/{invoice}/mails/{mail}/send-again")
    assert again.status == 303
    (last,) = query(server, "SELECT id FROM invoice_mails WHERE invoice = $1 ORDER BY id DESC LIMIT 1", invoice)
    settled(server, last["id"], "sent")
    # A new bounce stops it again.
    assert tell(server, door, bounced(last["id"], to)) == COUNTED
    assert suppressed(server, to) == ["bounced"]


def settled(server: Server, mail: str, status: str) -> None:
    eventually(lambda: state_of(server, mail)[0] == status, f"the mail to be {status}")


def test_three_soft_bounces_in_a_row_stop_mails(server: Server, shop: Shop, door: str) -> None:
    to = address()
    mails = [mailed(server, shop, to)[1] for _ in range(4)]
    # The second arrives, so the first does not count any more.
    assert tell(server, door, bounced(mails[0], to, "4.2.2")) == COUNTED
    assert tell(server, door, {**bounced(mails[1], to), "event": "delivered", "response": "250 OK"}) == COUNTED
    for mail in mails[2:]:
        assert tell(server, door, bounced(mail, to, "4.2.2")) == COUNTED
        assert tell(server, door, bounced(mail, to, "4.2.2")) == COUNTED  # told twice, it counts once
        assert suppressed(server, to) == []
    assert tell(server, door, bounced(mailed(server, shop, to)[1], to, "4.2.2")) == COUNTED
    assert suppressed(server, to) == ["bounced"]


def test_a_complaint_stops_mails_and_a_delivery_does_not_undo_it(server: Server, shop: Shop, door: str) -> None:
    to = address()
    _, mail = mailed(server, shop, to)
    body = complaint("abuse", "").replace(MESSAGE_ID.encode(), f"<{mail}@localhost>".encode())
    assert tell(server, door, body, "message/rfc822") == COUNTED
    assert tell(server, door, {"event": "delivered", "email": to, "message-id": f"<{mail}@x>", "reason": ""}) == COUNTED
    assert (state_of(server, mail)[1], suppressed(server, to)) == ("complained", ["complained"])


def test_a_complaint_of_a_hidden_reader_counts_for_nobody_if_the_mail_had_copies(
    server: Server, shop: Shop, owner: Visitor, door: str
) -> None:
    """It may be that of the copy: the customer's mails go on."""
    to, copy = address(), address()
    customer = shop.customer(email=to)
    owner.send(f"/customers/{customer.id}/mail-copies", {"addresses": copy})
    invoice = shop.invoice("open", customer=customer)
    shop.v1.invoices.send_invoice(invoice.id)
    mail = settled_mail(server, invoice.id, "sent")["id"]
    body = complaint("abuse", "").replace(MESSAGE_ID.encode(), f"<{mail}@localhost>".encode())
    assert tell(server, door, body, "message/rfc822") == IGNORED
    assert (state_of(server, mail)[1], suppressed(server, to), suppressed(server, copy)) == (None, [], [])


def test_a_relay_that_keeps_no_message_id_tells_of_the_newest_mail(server: Server, shop: Shop, door: str) -> None:
    to = address()
    _, first = mailed(server, shop, to)
    _, newest = mailed(server, shop, to)
    event = {"RecordType": "Bounce", "Type": "HardBounce", "Email": to.upper(), "Details": "no such user"}
    assert tell(server, door, event) == COUNTED
    assert (state_of(server, first)[1], state_of(server, newest)[1:]) == (None, ("bounced", "no such user"))
    assert tell(server, door, {**event, "Email": "stranger@returns.example"}) == IGNORED
    assert suppressed(server, "stranger@returns.example") == []


def test_a_forged_notice_blocks_nobody(server: Server, shop: Shop, door: str) -> None:
    """It names a mail that left, and an address to which that mail did not go; or no mail at all."""
    to, other = address(), address()
    _, mail = mailed(server, shop, to)
    mailed(server, shop, other)
    assert tell(server, door, bounced(mail, other)) == IGNORED
    assert tell(server, door, bounced("inmail_1" + "0" * 23, other)) == IGNORED
    assert (state_of(server, mail)[1], suppressed(server, other)) == (None, [])


def test_a_copy_that_bounces_is_left_out_and_the_others_get_theirs(
    server: Server, shop: Shop, owner: Visitor, door: str
) -> None:
    to, copy = address(), address()
    customer = shop.customer(email=to)
    owner.send(f"/customers/{customer.id}/mail-copies", {"addresses": copy})
    invoice = shop.invoice("open", customer=customer)
    shop.v1.invoices.send_invoice(invoice.id)
    mail = settled_mail(server, invoice.id, "sent")["id"]
    assert tell(server, door, bounced(mail, copy)) == COUNTED
    # The mail itself arrived, as far as anybody knows.
    assert (state_of(server, mail)[1], suppressed(server, copy), suppressed(server, to)) == (None, ["bounced"], [])
    shop.v1.invoices.send_invoice(invoice.id, {}, {"idempotency_key": f"copy-{invoice.id}"})
    (last,) = query(server, "SELECT id FROM invoice_mails WHERE invoice = $1 ORDER BY id DESC LIMIT 1", invoice.id)
    settled(server, last["id"], "sent")
    (row,) = query(server, "SELECT taken, refused FROM invoice_mails WHERE id = $1", last["id"])
    assert row["taken"] == [to]
    assert [line.partition(" ")[0] for line in row["refused"]] == [copy]
    # The page of the mail allows the copy.
    page = owner.get(f"{_OUTBOX}/{last['id']}").page
    (link,) = [each.attributes["href"] for each in page.all("a") if each.text == "Allow this address"]
    assert owner.send(link.removeprefix(owner.address("/")), on=link).status == 303
    assert suppressed(server, copy) == []
    # Everybody is suppressed: nobody is asked.
    tell(server, door, bounced(last["id"], to))
    tell(server, door, bounced(last["id"], copy))
    shop.v1.invoices.send_invoice(invoice.id, {}, {"idempotency_key": f"none-{invoice.id}"})
    (last,) = query(server, "SELECT id FROM invoice_mails WHERE invoice = $1 ORDER BY id DESC LIMIT 1", invoice.id)
    settled(server, last["id"], "failed")


# ── The doors ───────────────────────────────────────────────────────────────────────────────────
def test_the_door_opens_to_the_secret_alone(server: Server, owner: Visitor, live: Any) -> None:
    path = made(owner)
    assert tell(server, path, {"RecordType": "Open"}) == (200, {"understood": 0, "counted": 0})
    start, _, token = path.rpartition("_")
    for wrong in (f"{start}_{token[::-1]}", f"{start}_{token}x", f"{start}_", path.replace("test_", "live_")):
        assert tell(server, wrong, {"RecordType": "Open"})[0] == 404
    assert server.request("GET", path, key=None).status == 405
    # Only a digest is stored, and a new secret ends the one before.
    (row,) = query(
        server, "SELECT digest FROM mail_return_secrets s JOIN tenants t ON t.id = s.tenant WHERE NOT livemode"
    )
    assert token not in row["digest"]
    assert tell(server, made(owner), {"RecordType": "Open"})[0] == 200
    assert tell(server, path, {"RecordType": "Open"})[0] == 404


def test_what_is_no_news_is_refused_in_a_sentence(server: Server, owner: Visitor) -> None:
    path = made(owner)
    for body, kind, status in (
        (b"{}", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 50_000, "text/plain", 400),
        (b"", "", 400),
        (b"Subject: hello\n\nhello", "message/rfc822", 400),
        (b"\0" * 10_000, "message/rfc822", 400),
        (b" " * (BODY_MAX + 1), "application/json", 413),
    ):
        answered, said = tell(server, path, body, kind)
        assert (answered, [*said]) == (status, ["error"]), body[:20]
    many = [{"event": "delivered", "email": f"{n}@x.example", "sg_event_id": "1"} for n in range(200)]
    assert tell(server, path, many) == (200, {"understood": 200, "counted": 0})


def test_with_the_key_of_a_relay_only_what_it_signed_counts() -> None:
    """The request is refused before anything is looked up."""
    executor: Any = SimpleNamespace(transactions=SimpleNamespace(clock=WallClock()))
    news = json.dumps(bounced("inmail_1", "jane@example.com")).encode()
    for keys, body in (
        (RelayKeys(mailgun="key-1"), signed("key-2")),
        (RelayKeys(mailgun="key-1"), news),
        (RelayKeys(sendgrid="MFkw"), news),
        (RelayKeys(sns_topic="arn:aws:sns:eu-west-1:123456789012:mails"), news),
    ):
        door: Any = MailNews(executor, cast(Any, None), keys)
        assert asyncio.run(door._of_relay(None, body, {})).status_code == 401


def test_an_allowance_fills_as_time_passes() -> None:
    allowance = Allowance()
    assert [allowance.take(1, 100.0) for _ in range(AT_ONCE + 1)] == [True] * AT_ONCE + [False]
    assert allowance.take(2, 100.0)
    assert [allowance.take(1, 101.0) for _ in range(PER_SECOND + 1)] == [True] * PER_SECOND + [False]


def test_the_mail_server_of_the_machine_hands_over_what_came_back(server: Server, shop: Shop) -> None:
    to = address()
    _, mail = mailed(server, shop, to)
    body = report(block(to=f"rfc822; {to}"), original=f"Message-ID: <{mail}@localhost>")
    env = {k: v for k, v in os.environ.items() if not k.startswith("BILLHOOK_") and k != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "billhook", "mail", "returned", "--data-dir", str(server.data_dir)],
        env=env, input=body, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == os.EX_OK, done.stderr
    assert done.stdout.endswith(b"Notices about mails that left here: 1 of 1\n")
    assert (state_of(server, mail)[1], suppressed(server, to)) == ("bounced", ["bounced"])


@pytest.mark.parametrize(
    ("body", "status"), [(b"Subject: Re: Invoice\n\nThanks.\n", os.EX_DATAERR), (report(block()), os.EX_TEMPFAIL)]
)
def test_the_exit_status_tells_the_mail_server_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes, status: int
) -> None:
    """A mail that is no report goes back to its writer; one that cannot be noted now is tried again."""
    for name in ("DATABASE_URL", "BILLHOOK_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    done = CliRunner().invoke(cli, ["mail", "returned", "--data-dir", str(tmp_path)], input=body)
    assert done.exit_code == status


# ── The log ─────────────────────────────────────────────────────────────────────────────────────
def test_the_log_is_filtered_by_address_and_by_state(server: Server, shop: Shop, owner: Visitor, door: str) -> None:
    to = address()
    _, first = mailed(server, shop, to)
    _, second = mailed(server, shop, to)
    tell(server, made(owner), bounced(first, to, "4.2.2"))

    def listed(query: str) -> list[str]:
        page = owner.get(f"{_OUTBOX}?{query}").page
        links = [row.one("a").attributes["href"] for body in page.all("tbody") for row in body.all("tr")]
        return [link.rpartition("/")[2] for link in links]

    assert listed(f"to={to.upper()}") == [second, first]
    assert listed(f"to={to}&state=bounced") == [first]
    assert listed(f"to={to}&state=sent") == [second]
    assert listed(f"to={to}&state=complained") == []
    assert first in listed("state=bounced")
    assert second not in listed("state=bounced")
    assert second in listed("state=rubbish")
    assert listed(f"to={to}&after={second}") == [first]
    sheet = owner.get(f"{_OUTBOX}/export.csv?to={to}")
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode())))
    assert [(row["id"], row["to"], row["state"], row["told_words"]) for row in rows] == [
        (second, to, "sent", ""), (first, to, "bounced", "550 4.2.2 no such user"),
    ]  # fmt: skip


async def _rows_read(server: Server, mail: str) -> dict[str, int]:
    """How many rows a page of the log reads for each filter, among 5,000 mails that arrived."""
    connection = await asyncpg.connect(running_dsn(server.data_dir), statement_cache_size=0)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(
            "INSERT INTO invoice_mails (tenant, id, created, invoice, recipient, says_paid, status, attempts, "
            "settled_at) SELECT m.tenant, m.id || lpad(n::text, 5, '0'), m.created, m.invoice, "
            "'r' || n || '@many.example', FALSE, "
            "'sent', 1, m.created FROM invoice_mails m, generate_series(1, 5000) n WHERE m.id = $1",
            mail,
        )
        await connection.execute("ANALYZE invoice_mails")
        tenant = await connection.fetchval("SELECT tenant FROM invoice_mails WHERE id = $1", mail)
        filters = {
            "state": f"{log._STATE} = 'complained'", "to": f"{log._TO} = 'r7@many.example'",
            "both": f"{log._TO} = 'r7@many.example' AND ({log._STATE} || '') = 'bounced'",
        }  # fmt: skip
        found = {}
        for name, condition in filters.items():
            sql = f"SELECT m.id FROM invoice_mails m WHERE m.tenant = $1::bigint AND {condition}"
            plan = await plan_of(connection, Statement(f"{sql} ORDER BY m.id USING ~>~ LIMIT 26", (tenant,)))
            found[name] = rows_read(plan)
        return found
    finally:
        await transaction.rollback()
        await connection.close()


def test_a_filtered_page_of_the_log_reads_no_more_than_it_shows(server: Server, shop: Shop) -> None:
    _, mail = mailed(server, shop, address())
    assert {name: rows for name, rows in asyncio.run(_rows_read(server, mail)).items() if rows > 100} == {}
