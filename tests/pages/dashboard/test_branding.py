"""The brand: pictures that are uploaded, colours that can be read, where both show (dashboard.md §1, §4.8, §6.2)."""

import re
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image
from pypdf import PdfReader
from tests.builders import Shop
from tests.conftest import Response, Server, run_billhook
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.mailbox import mail_to
from tests.pages.dashboard.signed_in import OWN, Seen, Visitor, owner_of, person_as
from tests.pages.document import read
from tests.rooms.files import pictures
from tests.rooms.files.pictures import multipart
from tests.stories.psql import query

from billhook.dashboard.settings.branding import notes_on

PAGE = "/settings/branding"


@pytest.fixture
def boss(house: Server) -> Iterator[Visitor]:
    as_they_were(house)
    yield owner_of(house)
    without_brand(house)


def without_brand(house: Server) -> None:
    """Give the settings of the brand their defaults, and let every process know."""
    query(house, "DELETE FROM account_settings WHERE name LIKE 'branding%'")
    query(house, "UPDATE tenants SET version = version + 1")


def setting(house: Server, name: str) -> str:
    """What is stored; empty if nothing is."""
    rows = query(house, "SELECT value #>> '{}' AS text FROM account_settings WHERE name = $1", name)
    return rows[0]["text"] if rows else ""


def upload(
    visitor: Visitor, content: bytes, *, slug: str = "logo", filename: str = "logo.png", headers: dict[str, str] = OWN,
    **hidden: str,
) -> Seen:  # fmt: skip
    """Send the form of a picture as a browser does."""
    page = visitor.get(PAGE)
    tokens = {"csrf": page.value("csrf"), **({"key": page.value("key")} if page.page.all("input", name="key") else {})}
    tokens |= hidden
    body, content_type = multipart(
        *[(name, None, value.encode()) for name, value in tokens.items()], ("file", filename, content)
    )
    address = visitor.address(f"{PAGE}/{slug}")
    return visitor._asked("POST", address, body, {**headers, "Content-Type": content_type})


def shown(house: Server, url: str) -> Response:
    return house.request("GET", urlsplit(url).path, key=None)


def errors(seen: Seen) -> list[str]:
    return [element.text for element in seen.page.all("p", class_="bh-error")]


class TestPictures:
    def test_a_logo_is_uploaded_shown_and_removed(self, house: Server, boss: Visitor) -> None:
        assert "No logo so far." in boss.get(PAGE).page.text
        seen = boss.follow(upload(boss, pictures.png_with_a_secret()))
        assert "Logo: saved." in seen.page.text
        file = setting(house, "branding_logo")
        (picture,) = {
            image.attributes["src"]
            for image in seen.page.all("img")
            if image.attributes["src"].startswith("/pictures/")
        }
        assert picture.endswith(f"/{file}")
        got = house.request("GET", picture, key=None)
        assert got.headers["content-type"] == "image/png"
        assert b"script" not in got.body
        assert Image.open(BytesIO(got.body)).size == (64, 32)
        # The other mode has the same settings, and shows it too.
        assert picture in Visitor(house, "live", boss.cookies).get(PAGE).content.decode()
        # It is a file of the API as well.
        assert house.client.v1.files.retrieve(file).purpose == "business_logo"
        (entry,) = query(house, "SELECT * FROM people_log WHERE verb = 'settings.change' ORDER BY id DESC LIMIT 1")
        assert entry["object_label"] == "branding_logo"
        removed = boss.follow(boss.send(f"{PAGE}/logo/remove", on=PAGE))
        assert "Logo: removed." in removed.page.text
        assert setting(house, "branding_logo") == ""

    def test_an_icon_has_a_form_of_its_own(self, house: Server, boss: Visitor) -> None:
        assert upload(boss, pictures.jpeg(40, 40), slug="icon", filename="icon.jpg").status == 303
        assert house.client.v1.files.retrieve(setting(house, "branding_icon")).type == "jpg"
        assert setting(house, "branding_logo") == ""

    @pytest.mark.parametrize(
        ("content", "filename", "sentence"),
        [
            (
                pictures.SVG,
                "logo.svg",
                "This is not a PNG or JPEG picture. An SVG can carry scripts; send it as a PNG.",
            ),
            (pictures.PDF, "logo.png", "This is not a PNG or JPEG picture."),
            (b"\0" * 40_000_000, "logo.png", "This file is larger than 512 KB."),
            (b"", "", "Choose a picture first."),
        ],
        ids=["svg", "pdf named png", "40 MB", "nothing"],
    )
    def test_what_is_refused_is_told_at_the_field(
        self, house: Server, boss: Visitor, content: bytes, filename: str, sentence: str
    ) -> None:
        seen = upload(boss, content, filename=filename)
        assert (seen.status, errors(seen)) == (422, [sentence])
        assert seen.page.one("input", id="field-branding_logo").attributes["aria-invalid"] == "true"
        assert setting(house, "branding_logo") == ""

    def test_a_form_from_elsewhere_stores_nothing(self, house: Server, boss: Visitor) -> None:
        before = query(house, "SELECT count(*) AS n FROM files")
        assert upload(boss, pictures.png(), csrf="another").status == 403
        assert upload(boss, pictures.png(), headers={"Sec-Fetch-Site": "cross-site"}).status == 403
        plain = boss.send(f"{PAGE}/logo", {"file": "x"}, on=PAGE)
        assert plain.status == 400
        assert query(house, "SELECT count(*) AS n FROM files") == before

    def test_the_same_form_twice_makes_one_file(self, house: Server, boss: Visitor) -> None:
        before = query(house, "SELECT count(*) AS n FROM files")[0]["n"]
        page = boss.get(PAGE)
        for _ in range(2):
            assert upload(boss, pictures.png(), csrf=page.value("csrf"), key=page.value("key")).status == 303
        assert query(house, "SELECT count(*) AS n FROM files")[0]["n"] == before + 1

    @pytest.mark.parametrize("role", ["developer", "support", "analyst"])
    def test_who_may_only_read_uploads_nothing(self, house: Server, boss: Visitor, role: str) -> None:
        visitor = person_as(house, role)
        assert visitor.get(PAGE).page.all("input", type="file") == []
        token = visitor.get("/settings/business").value("csrf")
        seen = upload(visitor, pictures.png(), csrf=token)
        assert seen.status == 403
        assert "cannot change the logo or the icon" in seen.page.text
        assert visitor.post(f"{PAGE}/logo/remove", {"csrf": token}).status == 403

    def test_an_administrator_may(self, house: Server, boss: Visitor) -> None:
        assert upload(person_as(house, "administrator"), pictures.png()).status == 303

    def test_the_command_line_takes_pictures_that_are_there(self, house: Server, boss: Visitor) -> None:
        upload(boss, pictures.png())
        file = setting(house, "branding_logo")
        run_billhook(house, "settings", "set", "branding_logo", file)
        with pytest.raises(AssertionError, match="branding_icon must be the id of a file"):
            run_billhook(house, "settings", "set", f"branding_icon={file}")


class TestColours:
    def test_a_colour_that_cannot_be_read_is_told_with_its_correction(self, house: Server, boss: Visitor) -> None:
        seen = boss.follow(
            boss.send(PAGE, {"branding_primary_color": "#7A3B69", "branding_secondary_color": "#ffcc00"})
        )
        note = seen.page.one("div", role="note").text
        assert "Text in #ffcc00 on white has a contrast of 1.5 : 1; readers need 4.5 : 1." in note
        assert "Buttons keep #ffcc00, with black letters." in note
        assert setting(house, "branding_primary_color") == "#7a3b69"
        wrong = boss.send(PAGE, {"branding_primary_color": "red", "branding_secondary_color": ""})
        assert errors(wrong) == ["This must be a colour of six hexadecimal digits, such as #1d5fae."]

    def test_notes(self) -> None:
        assert notes_on("#1d5fae") == notes_on("#767676") == ()
        correction, buttons = notes_on("#777777")
        # 4.48 is not rounded up to what is needed, and the next darker grey is enough.
        assert "4.4 : 1" in correction
        assert correction.endswith("Links on paper are set in #767676 instead.")
        assert buttons == "Buttons keep #777777, with black letters."


class TestWhereItShows:
    def test_page_paper_and_mail_have_it_and_keep_it(self, house: Server, boss: Visitor) -> None:
        upload(boss, pictures.png(300, 60, "#7a3b69"))
        boss.send(PAGE, {"branding_primary_color": "#7a3b69", "branding_secondary_color": "#ffcc00"})
        logo, shop = setting(house, "branding_logo"), Shop(house.client)
        business = setting(house, "business_name") or "Billhook account"
        customer = shop.customer(email="brand@example.com")
        invoice = shop.invoice("open", customer=customer)
        paper = shown(house, invoice.invoice_pdf).body
        # What happens to the settings later does not matter to what was finalized.
        without_brand(house)
        shop.v1.invoices.send_invoice(invoice.id)

        page = read(shown(house, invoice.hosted_invoice_url).body)
        (head,) = [image for image in page.all("img") if image.attributes["src"].endswith(f"/{logo}")]
        assert shown(house, head.attributes["src"]).status == 200
        assert page.one("rect").attributes["fill"] == "#7a3b69"
        assert business in page.one("header").text

        assert shown(house, invoice.invoice_pdf).body == paper
        (picture,) = PdfReader(BytesIO(paper)).pages[0].images
        assert picture.image is not None
        assert picture.image.size == (300, 60)
        assert sorted(alternatives(paper)) == sorted([business, "View online"])

        mail = mail_to(house, "brand@example.com")
        html = str(mail.get_body(("html",)).get_content())  # type: ignore[union-attr]
        (content_id,) = re.findall(r'src="cid:([^"]+)"', html)
        (part,) = [part for part in mail.walk() if part["Content-ID"] == f"<{content_id}>"]
        assert part.get_content() == house.request("GET", head.attributes["src"], key=None).body
        assert "background-color: #ffcc00" in html
        assert "color: #000000; text-decoration: none" in html  # black can be read on this yellow

        later = shop.invoice("open", customer=customer)
        assert read(shown(house, later.hosted_invoice_url).body).all("img") == []
        assert list(PdfReader(BytesIO(shown(house, later.invoice_pdf).body)).pages[0].images) == []

    def test_an_icon_stands_in_for_the_initial(self, house: Server, boss: Visitor) -> None:
        upload(boss, pictures.png(50, 50), slug="icon")
        invoice = Shop(house.client).invoice("open")
        page = read(shown(house, invoice.hosted_invoice_url).body)
        assert page.one("header").one("img").attributes["src"].endswith(setting(house, "branding_icon"))


def alternatives(pdf: bytes) -> list[str]:
    """The texts that stand for pictures, for readers who do not see them."""
    found: list[str] = []
    pending = [PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while pending:
        node = pending.pop().get_object()
        if isinstance(node, dict):
            if "/Alt" in node and node.get("/S") == "/Figure":
                found.append(str(node["/Alt"]))
            if "/K" in node:
                pending.append(node["/K"])
        elif isinstance(node, list):
            pending.extend(node)
    return found
