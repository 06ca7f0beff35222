"""Events and the outbox."""

import json
from collections.abc import Callable

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Visitor
from tests.stories.psql import settled_mail

Somebody = Callable[[str], Visitor]
_EVENTS, _OUTBOX = "/developers/events", "/developers/outbox"


# ── Events ──────────────────────────────────────────────────────────────────────────────────────
def test_events_are_listed_newest_first_and_narrowed_by_type(owner: Visitor, shop: Shop) -> None:
    invoice = shop.invoice("open")
    newest = [event.id for event in shop.v1.events.list({"limit": 25}).data]
    seen = owner.get(_EVENTS)
    rows = seen.page.one("tbody").all("tr")
    assert [row.all("td")[3].text for row in rows] == newest
    narrowed = owner.get(f"{_EVENTS}?type=invoice.finalized")
    first = narrowed.page.one("tbody").all("tr")[0].all("td")
    assert (first[0].text, first[2].text) == ("invoice.finalized", invoice.id)
    assert narrowed.value("type") == "invoice.finalized"
    assert {row.all("td")[0].text for row in narrowed.page.one("tbody").all("tr")} == {"invoice.finalized"}


def test_older_events_follow(owner: Visitor, shop: Shop) -> None:
    for _ in range(30):
        shop.customer()
    ids = [event.id for event in shop.v1.events.list({"limit": 50, "type": "customer.created"}).data]
    first = owner.get(f"{_EVENTS}?type=customer.created")
    (older,) = [a for a in first.page.one("nav", aria_label="Pages").all("a") if a.text == "Older"]
    second = owner.get(older.attributes["href"])
    assert [row.all("td")[3].text for row in second.page.one("tbody").all("tr")] == ids[25:50]
    assert {row.all("td")[0].text for row in second.page.one("tbody").all("tr")} == {"customer.created"}


def test_one_event_shows_what_the_api_gives(owner: Visitor, shop: Shop) -> None:
    shop.customer(name="<script>x</script>")
    event = shop.v1.events.list({"limit": 1}).data[0]
    seen = owner.get(f"{_EVENTS}/{event.id}")
    assert seen.heading == "customer.created"
    shown = seen.page.one("pre", id="event-json").text
    assert f'"id": "{event.id}"' in shown
    assert '"name": "<script>x</script>"' in shown
    assert "No endpoint listened to it when it happened." in seen.page.text


def test_an_analyst_reads_no_events(somebody: Somebody, owner: Visitor, shop: Shop) -> None:
    shop.customer()
    event = shop.v1.events.list({"limit": 1}).data[0]
    analyst = somebody("analyst")
    assert analyst.get(_EVENTS).status == 403
    assert analyst.get(f"{_EVENTS}/{event.id}").status == 403
    sections = [a.text for a in analyst.get(_OUTBOX).page.one("nav", aria_label="Developers").all("a")]
    assert "Events" not in sections
    assert "Outbox" in sections
    assert "invoice.finalized" not in analyst.get("/developers").page.text


def test_an_event_of_the_other_mode_is_not_there(server: Server, owner: Visitor, shop: Shop) -> None:
    shop.customer()
    event = shop.v1.events.list({"limit": 1}).data[0]
    assert Visitor(server, mode="live", cookies=owner.cookies).get(f"{_EVENTS}/{event.id}").status == 404


# ── The outbox ──────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def hostile(server: Server, shop: Shop) -> tuple[str, str]:
    """A mail with markup in it, and the number of its invoice."""
    customer = shop.customer(name="<script>x</script>", email="pays@example.com")
    invoice = shop.invoice("open", customer=customer, description="<b>memo</b>")
    shop.v1.invoices.send_invoice(invoice.id)
    return settled_mail(server, invoice.id, "sent")["id"], str(invoice.number)


def test_a_mail_is_listed_with_its_subject(owner: Visitor, hostile: tuple[str, str]) -> None:
    mail, number = hostile
    rows = owner.get(_OUTBOX).page.one("tbody").all("tr")
    (row,) = [row for row in rows if any(a.attributes["href"].endswith(mail) for a in row.all("a"))]
    first = row.all("td")
    assert first[0].text == f"[TEST] Invoice {number} from Billhook account"
    assert [cell.text for cell in first[1:3]] == ["Sent", "pays@example.com"]


def test_a_mail_is_seen_as_its_reader_sees_it(owner: Visitor, hostile: tuple[str, str]) -> None:
    """It stands in a frame of its own: no script runs in it, and it fetches nothing. Its links open a tab of their own,
    because no page of ours may stand in a frame."""
    mail, number = hostile
    seen = owner.get(f"{_OUTBOX}/{mail}")
    assert seen.heading == f"[TEST] Invoice {number} from Billhook account Sent"
    frame = seen.page.one("iframe")
    assert frame.attributes["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    body = owner.get(frame.attributes["src"])
    policy = body.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:;")
    assert "frame-ancestors 'self'" in policy
    assert policy.endswith("; sandbox allow-popups allow-popups-to-escape-sandbox")
    assert body.page.one("base").attributes == {"target": "_blank"}
    assert (body.headers["x-frame-options"], body.headers["cache-control"]) == ("SAMEORIGIN", "private, no-store")
    assert b"<script" not in body.content
    assert b"&lt;b&gt;memo&lt;/b&gt;" in body.content
    assert number.encode() in body.content
    plain = owner.get(f"{_OUTBOX}/{mail}?as=text")
    assert "<b>memo</b>" in plain.page.one("pre").text


def test_what_is_shown_is_what_was_sent(server: Server, owner: Visitor, hostile: tuple[str, str]) -> None:
    """The mail that was kept as a file and the page say the same."""
    import email
    import email.policy

    mail, _ = hostile
    (kept,) = (server.data_dir / "outbox").glob(f"*{mail}*.eml")
    message = email.message_from_bytes(kept.read_bytes(), policy=email.policy.default)
    part = message.get_body(("html",))  # type: ignore[attr-defined]
    shown = owner.get(f"{_OUTBOX}/{mail}/body").content.decode().replace('<base target="_blank">', "", 1)
    assert shown.split() == part.get_content().split()


def test_a_mail_of_the_other_mode_is_not_there(server: Server, owner: Visitor, hostile: tuple[str, str]) -> None:
    live = Visitor(server, mode="live", cookies=owner.cookies)
    assert live.get(f"{_OUTBOX}/{hostile[0]}").status == 404
    assert live.get(f"{_OUTBOX}/{hostile[0]}/body").status == 404


def test_an_analyst_reads_mails(somebody: Somebody, owner: Visitor, hostile: tuple[str, str]) -> None:
    assert somebody("analyst").get(f"{_OUTBOX}/{hostile[0]}/body").status == 200


def test_what_changed_stands_apart_with_who_did_it(owner: Visitor, shop: Shop) -> None:
    """The keys are those of `previous_attributes` (platform.md §6.1), the colours those of a name and a text."""
    customer = shop.customer(name="Before")
    shop.v1.customers.update(customer.id, {"name": "After"}, {"idempotency_key": "rename-1"})
    event = shop.v1.events.list({"limit": 1, "type": "customer.updated"}).data[0]
    seen = owner.get(f"{_EVENTS}/{event.id}")
    part = seen.page.one("section", aria_label="Previous attributes")
    assert json.loads(part.one("pre").text) == {"name": "Before"}
    assert [(span.attributes["class"], span.text) for span in part.all("span")] == [
        ("bh-j-name", '"name"'), ("bh-j-text", '"Before"'),
    ]  # fmt: skip
    facts = seen.page.one("section", aria_label="Summary").text
    for told in ("rename-1", event.api_version, event.request.id, "A program, with the key sk_test_"):
        assert told in facts
    assert json.loads(seen.page.one("pre", id="event-json").text) == event.to_dict()
    made = owner.send(f"/customers/{customer.id}/edit", {"name": "Anna's", "email": "a@example.com"})
    assert made.status == 303
    newest = shop.v1.events.list({"limit": 1, "type": "customer.updated"}).data[0]
    assert "Anna Berg, in the Dashboard" in owner.get(f"{_EVENTS}/{newest.id}").page.text


def test_json_is_downloaded_as_the_api_gives_it(owner: Visitor, shop: Shop) -> None:
    customer = shop.customer(name="Zoë </pre><script>")
    event = shop.v1.events.list({"limit": 1, "type": "customer.created"}).data[0]
    for path, object in ((f"{_EVENTS}/{event.id}", event), (f"/customers/{customer.id}/raw", customer)):
        page = owner.get(path)
        assert [a.attributes["href"] for a in page.page.all("a") if a.text == "Download JSON"] == ["?as=file"]
        file = owner.get(f"{path}?as=file")
        assert file.headers["content-type"] == "application/json"
        assert file.headers["content-disposition"] == f'attachment; filename="{object.id}.json"'
        assert json.loads(file.content) == object.to_dict()
        assert '"name": "Zoë </pre><script>"' in page.page.all("pre")[-1].text


def test_what_is_too_long_has_no_colours(owner: Visitor, shop: Shop) -> None:
    """The page of 250 lines would weigh ten times its text (dashboard.md §3.6)."""
    draft = shop.draft(description="x" * 1_500, footer="y" * 5_000)
    coloured = owner.get(f"/invoices/{draft.id}/raw").page.one("pre")
    assert len(coloured.all("span")) > 100
    for _ in range(10):
        shop.item(draft, description="z" * 2_500)
    plain = owner.get(f"/invoices/{draft.id}/raw").page.one("pre")
    assert len(plain.text) > 32_768
    assert plain.all("span") == []
    assert json.loads(plain.text)["id"] == draft.id
