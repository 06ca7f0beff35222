"""The job of the guide in Chromium: from the first link to a paid invoice; by mouse, by keyboard, on a phone, and
without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opening
from tests.browser.keyboard import Keyboard
from tests.conftest import Server, start_server, stop_server
from tests.nightly import usual
from tests.pages.dashboard.signed_in import EMAIL, NAME, PASSWORD, first_link
from tests.rooms.webhooks.receiver import eventually, listening, status

WIDE = {"width": 1_280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that nobody has used yet."""
    running = start_server(tmp_path_factory.mktemp("story") / "data")
    running.client.v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": False})
    running.client.v1.coupons.create({"id": "TENOFF", "name": "Ten off", "percent_off": 10, "duration": "forever"})
    with listening() as receiver:
        url = receiver.at("/hooks", status(200, b"thank you"))
        running.client.v1.webhook_endpoints.create({"url": url, "enabled_events": ["invoice.paid"]})
        yield running
        stop_server(running)


def become_owner(page: Page) -> None:
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create owner").click()
    expect(page.get_by_role("heading", name="Your business")).to_be_visible()
    page.get_by_label("Business name").fill("Hedges and Sons")
    page.get_by_role("button", name="Continue").click()
    for _ in range(2):
        page.get_by_role("button", name="Skip for now").click()
    page.get_by_role("link", name="Create your first invoice").click()


def write_invoice(page: Page) -> None:
    expect(page.get_by_role("heading", name="Create invoice")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Test mode")
    page.get_by_label("Name", exact=True).fill("Hartmann")
    page.get_by_label("E-mail").fill("books@hartmann.example")
    page.get_by_role("button", name="Create customer").click()
    expect(page.get_by_role("combobox", name="Customer")).to_have_value(re.compile("^cus_"))
    page.get_by_label("Description, line 1").fill("Hedge")
    page.get_by_label("Quantity, line 1").fill("2.5")
    page.get_by_label("Unit price, line 1").fill("120")
    page.get_by_label("Tax, line 1").select_option(label="VAT 19%")
    page.get_by_label("Unit price, line 1").press("Enter")
    page.keyboard.type("Travel")
    page.get_by_label("Unit price, line 2").fill("40")
    page.get_by_label("Discount").select_option(label="Ten off")
    # 2.5 × 120 + 40 = 340; less 10 % are 306; 19 % of 270 are 51.30.
    expect(page.locator("#sums")).to_contain_text("$357.30")
    expect(page.locator("#saved")).to_contain_text("Saved")
    preview = page.get_by_role("region", name="Preview", exact=True)
    for look in ("Invoice page", "E-mail"):
        preview.get_by_role("tab", name=look).click()
        expect(page.frame_locator("#bh-look").locator("body")).to_contain_text("$357.30")
    preview.get_by_role("tab", name="PDF").click()
    paper = page.frame_locator("#bh-look").get_by_role("img")
    expect(paper).to_have_attribute("alt", "Page 1 of the invoice on paper, over $357.30")


def send_and_pay(server: Server, page: Page) -> None:
    page.get_by_role("button", name="Review and send").click()
    expect(page.get_by_role("heading", name="Review and send")).to_be_visible()
    expect(page.locator("main")).to_contain_text("books@hartmann.example")
    page.get_by_role("button", name="Send invoice").click()
    expect(page.get_by_role("status", name="Notice")).to_contain_text("Sent to books@hartmann.example.")
    expect(page.locator("h1")).to_contain_text("-0001")
    detail = page.url
    page.get_by_role("link", name="Invoice page").click()
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_label("Expires").fill("12 / 34")
    page.get_by_label("Security code").fill("123")
    page.get_by_role("button", name="Pay $357.30").click()
    expect(page.get_by_text("Status: Paid")).to_be_visible()
    outbox = server.data_dir / "outbox"
    eventually(lambda: len(list(outbox.glob("*.eml"))) == 1, "the mail to be in the outbox")
    page.goto(detail)
    expect(page.locator("h1")).to_contain_text("Paid")
    timeline = page.get_by_role("region", name="Timeline")
    for sentence in (f"Created by {NAME}", "Finalized as", "E-mailed to books@hartmann.example", "Charge of $357.30"):
        expect(timeline).to_contain_text(sentence)
    page.goto(fresh_address(server, "/developers/outbox"))
    page.get_by_role("main").get_by_role("link", name=re.compile("Hedges and Sons")).click()
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("$357.30")
    eventually_told(server)
    page.goto(fresh_address(server, "/developers/webhooks"))
    page.get_by_role("main").get_by_role("link").filter(has_text="/hooks").click()
    delivered = page.locator("tbody tr").filter(has_text="invoice.paid")
    expect(delivered).to_contain_text("Delivered")
    delivered.get_by_role("link").first.click()
    expect(page.get_by_role("region", name="Response")).to_contain_text("thank you")


def eventually_told(server: Server) -> None:
    """Wait until the shop's program was told that the invoice is paid."""
    told = {"type": "invoice.paid"}
    events = server.client.v1.events
    eventually(lambda: [one.pending_webhooks for one in events.list(told).data] == [0], "invoice.paid to be delivered")


def fresh_address(server: Server, path: str) -> str:
    return f"{server.url}/dashboard/test{path}"


@pytest.mark.parametrize("size", usual([WIDE, PHONE], [PHONE]), ids=lambda size: f"{size['width']} px")
def test_from_the_first_link_to_a_paid_invoice(fresh: Server, opening: Opening, size: dict[str, int]) -> None:
    page = opening(fresh.url + first_link(fresh), scripts=True, viewport=size)
    become_owner(page)
    write_invoice(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    send_and_pay(fresh, page)


def test_by_keyboard_alone(fresh: Server, opening: Opening) -> None:
    at = Keyboard(opening(fresh.url + first_link(fresh), scripts=True))
    become_owner_by_keyboard(at)
    write_invoice_by_keyboard(at)
    at.press("Control+Enter")
    expect(at.page.get_by_role("heading", name="Review and send")).to_be_visible()
    at.enter("button", "Send invoice")
    expect(at.page.get_by_role("status", name="Notice")).to_contain_text("Sent to books@hartmann.example.")
    read_mail_by_keyboard(at)
    with at.page.expect_popup() as opened:
        at.press("Enter")
    pay_by_keyboard(Keyboard(opened.value))
    eventually_told(fresh)
    see_it_paid_by_keyboard(at)


def become_owner_by_keyboard(at: Keyboard) -> None:
    for name, text in (("Your name", NAME), ("E-mail", EMAIL)):
        at.to("textbox", name)
        at.type(text)
    at.press("Tab")
    at.type(PASSWORD)
    at.press("Enter")
    expect(at.page.get_by_role("heading", name="Your business")).to_be_visible()
    for _ in range(3):
        heading = at.page.locator("h1").inner_text()
        at.enter("button", "Skip for now")
        expect(at.page.locator("h1")).not_to_have_text(heading)
    at.enter("link", "Create your first invoice")


def write_invoice_by_keyboard(at: Keyboard) -> None:
    at.to("textbox", "Name")
    at.type("Hartmann")
    at.press("Tab")
    at.type("books@hartmann.example")
    at.enter("button", "Create customer")
    expect(at.page.get_by_role("combobox", name="Customer")).to_have_value(re.compile("^cus_"))
    at.to("combobox", "Description, line 1")
    at.type("Hedge")
    at.press("Tab", "Control+a")
    at.type("2.5")
    at.press("Tab")
    at.type("120")
    at.press("Enter")
    at.type("Travel")
    at.press("Tab", "Tab")
    at.type("40")
    at.to("combobox", "Tax, line 1", press="Shift+Tab")
    at.type("VAT")
    at.to("combobox", "Discount")
    at.type("Ten")
    expect(at.page.locator("#sums")).to_contain_text("$357.30")


def read_mail_by_keyboard(at: Keyboard) -> None:
    """Find the mail in the outbox and stop at its link to the invoice's page."""
    at.go_to("outbox", "Outbox")
    at.press("j", "Enter")
    expect(at.page.get_by_role("region", name="Head")).to_contain_text("books@hartmann.example")
    mail = at.page.frame_locator("iframe")
    expect(mail.locator("body")).to_contain_text("$357.30")
    at.to("link", "View invoice", inside=mail)


def pay_by_keyboard(at: Keyboard) -> None:
    at.to("textbox", "Card number")
    for text in ("4242 4242 4242 4242", "12 / 34", "123"):
        at.type(text)
        at.press("Tab")
    at.enter("button", "Pay $357.30")
    expect(at.page.get_by_text("Status: Paid")).to_be_visible()


def see_it_paid_by_keyboard(at: Keyboard) -> None:
    """From the mail to its invoice, then to what the shop's program was told."""
    at.enter("link", re.compile("-0001$"))
    expect(at.page.locator("h1")).to_contain_text("Paid")
    expect(at.page.get_by_role("region", name="Timeline")).to_contain_text("Charge of $357.30")
    at.go_to("webhooks", "Webhooks")
    at.press("j", "Enter")
    delivered = at.page.locator("tbody tr").filter(has_text="invoice.paid")
    expect(delivered).to_contain_text("Delivered")
    at.enter("link", "invoice.paid")
    expect(at.page.get_by_role("region", name="Response")).to_contain_text("thank you")


def test_list_detail_and_send_without_scripts(fresh: Server, opening: Opening) -> None:
    shop = fresh.client.v1
    customer = shop.customers.create({"name": "Hartmann", "email": "books@hartmann.example"})
    shop.invoice_items.create({"customer": customer.id, "amount": 12_000, "currency": "usd", "description": "Hedge"})
    shop.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 30,
         "pending_invoice_items_behavior": "include"}
    )  # fmt: skip
    page = opening(fresh.url + first_link(fresh))
    become_owner(page)
    page.get_by_role("link", name="Invoices", exact=True).first.click()
    page.get_by_role("navigation", name="Status").get_by_role("link", name=re.compile("^Draft")).click()
    page.get_by_role("link", name="Draft", exact=True).click()
    expect(page.get_by_role("region", name="Items")).to_contain_text("Hedge")
    page.get_by_role("link", name="Review and send").click()
    page.get_by_role("button", name="Send invoice").click()
    expect(page.get_by_role("status", name="Notice")).to_contain_text("Sent to books@hartmann.example.")


def test_nothing_typed_is_lost_when_the_tab_closes(fresh: Server, opening: Opening) -> None:
    page = opening(fresh.url + first_link(fresh), scripts=True)
    become_owner(page)
    write_invoice(page)
    edit = page.url
    expect(page.locator("#editor:not([aria-busy])")).to_be_visible()
    page.get_by_label("Memo").fill("Thank y")
    page.goto(fresh.url + "/healthz")  # before the editor would have saved by itself
    invoices = fresh.client.v1.invoices
    eventually(lambda: invoices.list().data[0].description == "Thank y", "the last word to be saved")
    page.goto(edit)
    expect(page.get_by_label("Memo")).to_have_value("Thank y")
    expect(page.get_by_label("Description, line 2")).to_have_value("Travel")


def test_rows_of_a_spreadsheet_become_lines(fresh: Server, opening: Opening) -> None:
    page = opening(fresh.url + first_link(fresh), scripts=True)
    become_owner(page)
    write_invoice(page)
    page.get_by_label("Description, line 3").evaluate(
        """field => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "Soil\\t2\\t10\\nSeed\\t1\\t5");
            field.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
        }"""
    )
    expect(page.get_by_role("heading", name="Paste items")).to_be_visible()
    page.get_by_role("button", name="Add 2 lines").click()
    expect(page.get_by_label("Description, line 4")).to_have_value("Seed")
    expect(page.get_by_label("Unit price, line 3")).to_have_value("10.00")


def test_a_product_is_picked_with_its_price(fresh: Server, opening: Opening) -> None:
    shop = fresh.client.v1
    product = shop.products.create(
        {"name": "Garden plan", "default_price_data": {"currency": "usd", "unit_amount": 9900}}
    )
    page = opening(fresh.url + first_link(fresh), scripts=True)
    become_owner(page)
    page.get_by_label("Name", exact=True).fill("Hartmann")
    page.get_by_label("E-mail").fill("books@hartmann.example")
    page.get_by_role("button", name="Create customer").click()
    page.get_by_label("Description, line 1").press_sequentially("garden")
    page.get_by_role("option", name="Garden plan").click()
    expect(page.get_by_label("Unit price, line 1")).to_have_value("99.00")
    expect(page.locator("#sums")).to_contain_text("$99.00")
    expect(page.locator("#saved")).to_contain_text("Saved")
    (invoice,) = shop.invoices.list().data
    (line,) = invoice.lines.data
    assert line.pricing is not None
    assert line.pricing.price_details is not None
    assert line.pricing.price_details.price == product.default_price
    # A price of one's own leaves the catalogue.
    page.get_by_label("Unit price, line 1").fill("80")
    expect(page.locator("#sums")).to_contain_text("$80.00")
