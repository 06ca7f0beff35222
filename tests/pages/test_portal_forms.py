"""The forms of the portal: what a customer may change, what is refused, and whose form is taken."""

from typing import Any

import pytest
from tests.builders import Shop, types
from tests.conftest import Server
from tests.pages.dashboard.test_rubbish import RUBBISH
from tests.pages.document import read
from tests.pages.portal import Portal, opened, values, wrong

SAVED = "Your changes are saved."


@pytest.fixture
def customer(shop: Shop) -> Any:
    """One with details that must not be lost."""
    address = {
        "line1": "Main St 1",
        "line2": "",
        "city": "Springfield",
        "country": "US",
        "postal_code": "1",
        "state": "IL",
    }
    return shop.customer(
        phone="+1 555", address=address, preferred_locales=["en", "de"], description="ours", metadata={"a": "b"}
    )


@pytest.fixture
def portal(server: Server, shop: Shop, customer: Any) -> Portal:
    return opened(server, shop, customer.id)


def told(shop: Shop, id: str) -> list[Any]:
    """The events about a customer, newest first."""
    found = shop.v1.events.list({"limit": 30}).data
    return [e for e in found if id in (getattr(e.data.object, "id", ""), getattr(e.data.object, "customer", ""))]


class TestDetails:
    def test_what_is_typed_is_what_the_api_shows(self, shop: Shop, customer: Any, portal: Portal) -> None:
        answer = portal.save(
            name="Jörg <b>", email="joerg@example.com", phone="", line1="Weg 2", state="", country="DE", language="fr"
        )
        assert (answer.status, answer.headers["location"]) == (303, f"{portal.path}/details?saved=yes")
        now = shop.v1.customers.retrieve(customer.id)
        assert (now.name, now.email, now.phone) == ("Jörg <b>", "joerg@example.com", None)
        assert now.address.to_dict() == {
            "line1": "Weg 2", "line2": None, "city": "Springfield", "country": "DE", "postal_code": "1", "state": None,
        }  # fmt: skip
        # What the form does not show stays; the other language comes second.
        assert (now.description, now.metadata.to_dict()) == ("ours", {"a": "b"})
        assert now.preferred_locales == ["fr", "de"]
        event = told(shop, customer.id)[0]
        assert (event.type, event.request.id) == ("customer.updated", None)
        assert event.data.previous_attributes["name"] == "Jenny Rosen"
        assert SAVED not in portal.page("/details").text  # it is French now
        assert SAVED in portal.page("/details?locale=en&saved=yes").text

    def test_a_form_that_changes_nothing_is_no_event(self, shop: Shop, customer: Any, portal: Portal) -> None:
        assert portal.save().status == 303
        assert types(told(shop, customer.id)) == ["customer.created"]

    def test_an_address_can_be_taken_away(self, shop: Shop, customer: Any, portal: Portal) -> None:
        portal.save(line1="", line2="", city="", country="", postal_code="", state="", language="")
        now = shop.v1.customers.retrieve(customer.id)
        assert (now.address, now.preferred_locales) == (None, [])

    def test_everything_wrong_is_said_at_its_field(self, shop: Shop, customer: Any, portal: Portal) -> None:
        answer = portal.save(name="x" * 257, email="jenny", country="Atlantis", language="tlh", city="Rome")
        assert answer.status == 422
        assert wrong(answer) == {
            "name": "At most 256 characters are possible.", "email": "Enter an address such as jenny@example.com.",
            "country": "Please choose from the list.", "language": "Please choose from the list.",
        }  # fmt: skip
        page = read(answer.body)
        assert page.one("p", role="alert").text == ENGLISH_NOT_SAVED
        # What was typed is still there, and nothing of it is stored.
        assert {values(page)[name] for name in ("email", "country", "city")} == {"jenny", "Atlantis", "Rome"}
        assert shop.v1.customers.retrieve(customer.id).to_dict() == customer.to_dict()

    def test_what_the_api_was_given_can_stay(self, server: Server, shop: Shop) -> None:
        """A country by its name and a regional language are no choices of the form."""
        odd = shop.customer(address={"country": "Germany"}, preferred_locales=["de-AT"])
        portal = opened(server, shop, odd.id, locale="en")
        assert portal.save(phone="1").status == 303
        now = shop.v1.customers.retrieve(odd.id)
        assert (now.address.country, now.preferred_locales, now.phone) == ("Germany", ["de-AT"], "1")


ENGLISH_NOT_SAVED = "Nothing has been saved yet. Please check the marked fields."


class TestTaxIds:
    def test_add_and_remove(self, shop: Shop, customer: Any, portal: Portal) -> None:
        answer = portal.post(f"{portal.path}/tax_ids", tax_type="eu_vat", tax_value="DE123456789")
        assert answer.status == 303
        (made,) = shop.v1.customers.tax_ids.list(customer.id).data
        assert (made.type, made.value) == ("eu_vat", "DE123456789")
        assert "USt-IdNr. DE123456789" in portal.page("/details").text
        assert portal.press("Remove DE123456789").status == 303
        assert shop.v1.customers.tax_ids.list(customer.id).data == []
        assert {"customer.tax_id.created", "customer.tax_id.deleted"} <= set(types(told(shop, customer.id)))

    @pytest.mark.parametrize(
        ("type", "value", "said"),
        [
            ("", "", {"tax_type": "Please fill this in.", "tax_value": "Please fill this in."}),
            ("eu_vat", "nonsense", {"tax_value": "This is not a number of this type."}),
            ("mars_vat", "1", {"tax_type": "Please choose from the list."}),
            ("eu_vat", "x" * 101, {"tax_value": "At most 100 characters are possible."}),
        ],
    )
    def test_what_is_refused(self, portal: Portal, type: str, value: str, said: dict[str, str]) -> None:
        answer = portal.post(f"{portal.path}/tax_ids", tax_type=type, tax_value=value)
        assert (answer.status, wrong(answer)) == (422, said)
        assert "open" in read(answer.body).one("main").one("details").attributes

    def test_that_of_somebody_else_stays(self, shop: Shop, portal: Portal) -> None:
        other = shop.customer()
        theirs = shop.v1.customers.tax_ids.create(other.id, {"type": "eu_vat", "value": "DE123456789"})
        assert portal.post(f"{portal.path}/tax_ids/{theirs.id}/remove").headers["location"].endswith("/details")
        assert len(shop.v1.customers.tax_ids.list(other.id).data) == 1


class TestPaymentMethods:
    def test_choose_the_default_and_remove_it(self, shop: Shop, customer: Any, portal: Portal) -> None:
        for method in ("pm_card_visa", "pm_card_mastercard"):
            shop.v1.payment_methods.attach(method, {"customer": customer.id})
        assert portal.press("Make default Visa •••• 4242").status == 303
        default = shop.v1.customers.retrieve(customer.id).invoice_settings.default_payment_method
        assert shop.v1.payment_methods.retrieve(default).card.brand == "visa"
        assert portal.press("Remove Visa •••• 4242").status == 303
        (left,) = shop.v1.payment_methods.list({"customer": customer.id}).data
        assert left.card.brand == "mastercard"
        assert shop.v1.customers.retrieve(customer.id).invoice_settings.default_payment_method is None
        assert "payment_method.detached" in types(shop.v1.events.list({"limit": 10}).data)

    def test_that_of_somebody_else_stays(self, shop: Shop, customer: Any, portal: Portal) -> None:
        other = shop.customer()
        theirs = shop.v1.payment_methods.attach("pm_card_visa", {"customer": other.id}).id
        for act in ("default", "remove"):
            answer = portal.post(f"{portal.path}/payment_methods/{theirs}/{act}")
            assert (answer.status, answer.headers["location"]) == (303, f"{portal.path}/details")
        assert shop.v1.payment_methods.retrieve(theirs).customer == other.id
        assert shop.v1.customers.retrieve(customer.id).invoice_settings.default_payment_method is None


class TestWhoseFormIsTaken:
    def places(self, shop: Shop, customer: Any) -> dict[str, dict[str, str]]:
        """Every form with what would change something."""
        method = shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id}).id
        tax_id = shop.v1.customers.tax_ids.create(customer.id, {"type": "eu_vat", "value": "DE123456789"}).id
        return {
            "/details": {"name": "Mallory"},
            "/tax_ids": {"tax_type": "eu_vat", "tax_value": "FR12345678901"},
            f"/tax_ids/{tax_id}/remove": {},
            f"/payment_methods/{method}/default": {},
            f"/payment_methods/{method}/remove": {},
        }

    def test_a_form_without_the_session_s_own_token_is_refused(
        self, server: Server, shop: Shop, customer: Any, portal: Portal
    ) -> None:
        places = self.places(shop, customer)
        before = len(told(shop, customer.id))
        others = opened(server, shop, customer.id).form_token()
        for place, fields in places.items():
            for token in (
                {},
                {"form_token": ""},
                {"form_token": others},
                {"form_token": portal.token},
                {"form_token": "é"},
            ):
                answer = server.request("POST", portal.path + place, {**fields, **token}, key=None)
                assert answer.status == 403, place
                assert "could not be read" in read(answer.body).text
        assert len(told(shop, customer.id)) == before
        # And with it each is taken.
        for place, fields in places.items():
            assert portal.post(portal.path + place, **fields).status == 303

    def test_where_a_form_was_sent_leads_back(self, server: Server, shop: Shop, customer: Any, portal: Portal) -> None:
        for place in ("/tax_ids", "/tax_ids/txi_1/remove", "/payment_methods/pm_1/default"):
            assert portal.ask(f"{place}?locale=de").headers["location"] == f"{portal.path}/details?locale=de"

    def test_no_rubbish_breaks_a_form(self, server: Server, shop: Shop, customer: Any, portal: Portal) -> None:
        """Each field gets all of it, one after the other, and each button a name that is none."""
        token, fields = portal.form_token(), values(portal.page("/details"))
        taken = set()
        for number, text in enumerate(RUBBISH):
            for place, own in (("/details", fields), ("/tax_ids", {"tax_type": "eu_vat", "tax_value": ""})):
                name = [*own][number % len(own)]
                for sent in ({**own, name: text}, dict.fromkeys(own, text)):
                    answer = server.request("POST", portal.path + place, {"form_token": token, **sent}, key=None)
                    # A form that is too long is not read at all.
                    assert answer.status in (303, 403, 422), (place, text[:50])
                    taken.add(answer.status)
                    if answer.status != 303:
                        read(answer.body)
        assert taken == {303, 403, 422}
        for odd in ("%00", "%FF", "x" * 300, "..%2F..", "a%20b", "pm_1NotThere"):
            for place in (
                f"/tax_ids/{odd}/remove",
                f"/payment_methods/{odd}/default",
                f"/payment_methods/{odd}/remove",
            ):
                answer = server.request("POST", portal.path + place, {"form_token": token}, key=None)
                assert answer.status in (303, 404), place
        read(portal.ask("/details").body)

    def test_markup_stays_text(self, shop: Shop, customer: Any, portal: Portal) -> None:
        assert portal.save(name='"><script>alert(1)</script>', city="{{7*7}}").status == 303
        page = portal.page("/details")
        assert page.all("script") == []
        assert (values(page)["name"], values(page)["city"]) == ('"><script>alert(1)</script>', "{{7*7}}")
