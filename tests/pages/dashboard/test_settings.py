"""Settings in the Dashboard: who may change them, what is wrong with them, and two people at once."""

import pytest
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.signed_in import PASSWORD, Seen, Visitor, owner_of, person_as
from tests.stories.psql import query

from billhook.account_settings.settings import AccountSettings
from billhook.dashboard.settings.groups import GROUPS, STEPS, Kind

IBAN, OTHER_IBAN = "DE89370400440532013000", "DE02120300000000202051"


@pytest.fixture
def boss(house: Server) -> Visitor:
    as_they_were(house)
    return owner_of(house)


def setting(house: Server, name: str) -> str:
    return run_billhook(house, "settings", "get", name)


def fields_of(visitor: Visitor, path: str) -> dict[str, object]:
    """A form as it stands on its page."""
    form = visitor.get(path).page.one("fieldset")
    found: dict[str, object] = {}
    for element in form.all("input"):
        if element.attributes.get("type") != "checkbox" or "checked" in element.attributes:
            found[element.attributes["name"]] = element.attributes.get("value", "")
    found |= {element.attributes["name"]: element.text for element in form.all("textarea")}
    for element in form.all("select"):
        chosen = [option for option in element.all("option") if "selected" in option.attributes]
        found[element.attributes["name"]] = chosen[0].attributes["value"]
    return found


def save(visitor: Visitor, path: str, **changed: object) -> Seen:
    return visitor.send(path, fields_of(visitor, path) | changed)


def errors(seen: Seen) -> list[str]:
    return [element.text for element in seen.page.all("p", class_="bh-error")]


# ── What there is ───────────────────────────────────────────────────────────────────────────────
def test_every_setting_has_one_place() -> None:
    """A setting that no page shows can be changed by nobody without a shell."""
    placed = [field.name for group in GROUPS.values() for field in (*group.fields, *group.pictures)]
    assert sorted(placed) == sorted(AccountSettings.model_fields)
    assert {field.name for step in STEPS.values() for field in step.fields} <= set(placed)


def test_a_field_asks_in_the_way_of_its_type() -> None:
    kinds = {field.name: field.kind for group in GROUPS.values() for field in group.fields}
    for name, field in AccountSettings.model_fields.items():
        if field.annotation is bool:
            assert kinds[name] is Kind.CHECK, name
        if field.annotation is int:
            assert kinds[name] is Kind.NUMBER, name


@pytest.mark.parametrize("group", GROUPS)
def test_saving_what_stands_there_changes_nothing(house: Server, boss: Visitor, group: str) -> None:
    before = run_billhook(house, "settings", "get")
    seen = save(boss, f"/settings/{group}")
    assert (seen.status, seen.to) == (303, f"/dashboard/test/settings/{group}")
    assert run_billhook(house, "settings", "get") == before


# ── Changes ─────────────────────────────────────────────────────────────────────────────────────
def test_a_change_is_stored_told_and_written_down(house: Server, boss: Visitor) -> None:
    seen = save(boss, "/settings/business", business_name="Studio Nordlicht", business_country="DE")
    assert "Business: saved." in boss.follow(seen).page.text
    assert (setting(house, "business_name"), setting(house, "business_country")) == ("Studio Nordlicht", "DE")
    (entry,) = query(house, "SELECT * FROM people_log WHERE verb = 'settings.change' ORDER BY id DESC LIMIT 1")
    assert (entry["actor_label"], entry["object_label"]) == ("Anna Berg", "business_name, business_country")
    assert '"business_name":"Billhook account"' in entry["changes"]
    assert '"business_name":"Studio Nordlicht"' in entry["changes"]


def test_a_box_can_be_ticked_and_cleared(house: Server, boss: Visitor) -> None:
    form = fields_of(boss, "/settings/mails")
    boss.send("/settings/mails", {name: value for name, value in form.items() if name != "mail_finalized"})
    assert setting(house, "mail_finalized") == "false"
    save(boss, "/settings/mails", mail_finalized="1")
    assert setting(house, "mail_finalized") == "true"


def test_what_is_wrong_stands_at_its_field_and_nothing_is_stored(house: Server, boss: Visitor) -> None:
    seen = save(boss, "/settings/collection", overdue_days="soon", retry_days="3, 99", will_be_due_days="7")
    assert seen.status == 422
    assert errors(seen) == [
        "This must be a whole number from 0 to 365.",
        "This must be days from 1 to 60, such as 3, 5, 7; '99' is not one.",
    ]
    assert (seen.value("overdue_days"), seen.value("will_be_due_days")) == ("soon", "7")
    assert setting(house, "will_be_due_days") == "0"


def test_markup_is_shown_as_text(house: Server, boss: Visitor) -> None:
    seen = save(boss, "/settings/invoices", default_memo="<script>x</script>{{7*7}}")
    assert seen.status == 303
    page = boss.follow(seen).page
    assert "<script>x</script>{{7*7}}" in page.text
    assert all(script.text != "x" for script in page.all("script"))
    save(boss, "/settings/invoices", default_memo="")


def test_who_comes_second_is_told_and_may_insist(house: Server, boss: Visitor) -> None:
    """Two open the same form; the one who saves later sees that something changed meanwhile, and what they typed."""
    page = boss.get("/settings/numbering")
    typed = fields_of(boss, "/settings/numbering") | {"numbering": "account"}
    stale = typed | {"csrf": page.value("csrf"), "was": page.value("was")}
    save(boss, "/settings/numbering", number_prefix="RE")
    seen = boss.post("/settings/numbering", stale | {"number_prefix": "AB"})
    assert (seen.status, seen.value("number_prefix")) == (409, "AB")
    assert "Somebody changed Prefix while you typed." in seen.page.one("div", role="alert").text
    assert setting(house, "number_prefix") == "RE"
    again = stale | {"number_prefix": "AB", "was": seen.value("was")}
    assert boss.post("/settings/numbering", again).status == 303
    assert setting(house, "number_prefix") == "AB"


# ── Next numbers ────────────────────────────────────────────────────────────────────────────────
def test_the_next_number_is_raised_and_written_down(house: Server, boss: Visitor) -> None:
    run_billhook(house, "settings", "set", "numbering=account", "number_prefix=UP", "credit_note_numbering=series")
    try:
        page = boss.get("/settings/numbering").page
        assert [label.text for label in page.all("label")][-2:] == [
            "Next number of invoices", "Next number of credit notes",
        ]  # fmt: skip
        first = int(page.all("input", id="next-invoice")[0].attributes["value"])
        form = {"series": "invoice", "csrf": boss.get("/settings/numbering").value("csrf")}
        for text, sentence in (
            ("many", "Write a whole number from 1 to 1000000000."),
            (str(first), f"The next number must be higher than every number used before: at least {first + 1}."),
        ):
            seen = boss.post("/settings/numbering/next", form | {"next": text})
            assert (seen.status, errors(seen)) == (422, [sentence])
            assert seen.page.all("input", id="next-invoice")[0].attributes["value"] == text
        seen = boss.post("/settings/numbering/next", form | {"next": str(first + 40)})
        assert "Numbering: the next number is raised." in boss.follow(seen).page.text
        assert f"The next one is UP-{first + 40:04d}." in boss.get("/settings/numbering").page.text
        (jump,) = query(house, "SELECT * FROM number_jumps WHERE to_number = $1", first + 40)
        assert (jump["series"], jump["from_number"], jump["made_by"].split(":")[0]) == ("invoice", first, "person")
        (entry,) = query(house, "SELECT * FROM people_log WHERE verb = 'numbers.raise'")
        assert entry["object_label"] == "next_invoice_number, test mode"
        assert f'"next_invoice_number":{first + 40}' in entry["changes"]
    finally:
        run_billhook(house, "settings", "unset", "numbering", "number_prefix", "credit_note_numbering")


def test_a_unit_counts_beside_the_account(house: Server, boss: Visitor) -> None:
    """Its pattern is a field of its template; its next number is raised where the others are."""
    form = {"layout": "classic", "nickname": "Shop in Bern", "number_pattern": "BE-{sequence:3}"}
    seen = boss.send("/settings/templates/new", form)
    assert seen.status == 303
    id = seen.to.rpartition("/")[2]
    try:
        assert boss.get(f"/settings/templates/{id}").value("number_pattern") == "BE-{sequence:3}"
        assert boss.get(f"/settings/templates/new?copy={id}").value("number_pattern") == ""
        seen = boss.send("/settings/templates/new", form | {"nickname": "Again", "credit_note_pattern": "BE{sequence}"})
        assert (seen.status, len(errors(seen))) == (422, 1)
        seen = boss.send("/settings/templates/new", form | {"nickname": "Again"})
        assert "can give" in errors(seen)[0]
        seen = save(boss, "/settings/numbering", number_prefix="BE", number_pattern="{prefix}-{sequence}")
        (sentence,) = errors(seen)
        assert sentence == "This must not give numbers that the number_pattern of the template Shop in Bern can give."
        page = boss.get("/settings/numbering")
        assert [label.text for label in page.page.all("label")][-1] == "Next number of invoices, Shop in Bern"
        raising = {"series": f"invoice/{id}", "csrf": page.value("csrf"), "next": "12"}
        assert boss.post("/settings/numbering/next", raising).status == 303
        assert "The next one is BE-012." in boss.get("/settings/numbering").page.text
    finally:
        query(house, "DELETE FROM invoice_rendering_template_versions WHERE template = $1", id)
        query(house, "DELETE FROM invoice_rendering_templates WHERE id = $1", id)


# ── The bank account ────────────────────────────────────────────────────────────────────────────
def test_the_bank_account_asks_for_the_password_again(house: Server, boss: Visitor) -> None:
    query(house, "UPDATE sessions SET confirmed_at = 0")
    for wrong in ({}, {"password": "not the password"}):
        seen = save(boss, "/settings/payment-methods", bank_iban=IBAN, **wrong)
        assert (seen.status, errors(seen)) == (422, ["This is not your password."])
        assert seen.value("bank_iban") == IBAN
        assert setting(house, "bank_iban") == ""
    # What is not the bank account does not ask.
    assert save(boss, "/settings/payment-methods", payment_instructions="Name the number.").status == 303
    assert save(boss, "/settings/payment-methods", bank_iban=IBAN, password=PASSWORD).status == 303
    assert setting(house, "bank_iban") == IBAN
    # For ten minutes it does not ask again.
    assert save(boss, "/settings/payment-methods", bank_iban=OTHER_IBAN).status == 303


@pytest.mark.parametrize(
    ("name", "value"), [("pix_key", "a@jardim.example"), ("paynow_uen", "201403121W"), ("upi_id", "bagh@okbank")]
)
def test_other_accounts_for_money_ask_for_it_too(house: Server, boss: Visitor, name: str, value: str) -> None:
    query(house, "UPDATE sessions SET confirmed_at = 0")
    seen = save(boss, "/settings/payment-methods", **{name: value})
    assert (seen.status, errors(seen), setting(house, name)) == (422, ["This is not your password."], "")
    assert save(boss, "/settings/payment-methods", **{name: value}, password=PASSWORD).status == 303
    assert setting(house, name) == value
    assert f"{value}" in boss.get("/settings/payment-methods").page.text
    assert save(boss, "/settings/payment-methods", **{name: ""}).status == 303


def test_the_first_steps_ask_for_it_for_the_accounts_that_they_show(house: Server, boss: Visitor) -> None:
    query(house, "UPDATE sessions SET confirmed_at = 0")
    seen = save_step(boss, "/start/paid", bank_iban="GB33BUKB20201555555555")
    assert (seen.status, errors(seen)) == (422, ["This is not your password."])


# ── Roles ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", ["developer", "support", "analyst"])
def test_who_may_only_read_sees_and_changes_nothing(house: Server, boss: Visitor, role: str) -> None:
    """A developer may change settings of test mode alone, and both modes share these."""
    visitor = person_as(house, role)
    page = visitor.get("/settings/business").page
    assert "disabled" in page.one("fieldset").attributes
    assert all(button.text != "Save" for button in page.all("button"))
    seen = save(visitor, "/settings/business", business_name="Mine")
    assert seen.status == 403
    assert "cannot change settings" in seen.page.text
    assert setting(house, "business_name") != "Mine"


def test_a_group_that_is_none_is_not_there(boss: Visitor) -> None:
    assert boss.get("/settings/nothing").status == 404
    assert boss.get("/start/nothing").status == 404


# ── The first steps ─────────────────────────────────────────────────────────────────────────────
def test_the_first_steps_lead_to_the_first_invoice(house: Server, boss: Visitor) -> None:
    page = boss.get("/start/business")
    assert page.heading == "Your business"
    fields = {"business_name": "Gärtnerei Hartmann", "business_country": "AT"}
    form = {element.attributes["name"]: element.attributes.get("value", "") for element in page.page.all("input")}
    seen = boss.post("/start/business", form | fields)
    assert boss.follow(seen).heading == "How invoices look"
    assert setting(house, "business_name") == "Gärtnerei Hartmann"
    for after in ("How you get paid", "You are ready"):
        seen = boss.send(urlless(seen.to), {"skip": "1"})
        assert boss.follow(seen).heading == after
    links = {link.text: link.attributes["href"] for link in boss.get(seen.to).page.all("a")}
    assert links["Create your first invoice"] == "/dashboard/test/invoices/new"


def urlless(path: str) -> str:
    return path.removeprefix("/dashboard/test")


def test_a_step_says_what_is_wrong(house: Server, boss: Visitor) -> None:
    seen = save_step(boss, "/start/paid", bank_iban="DE00")
    assert (seen.status, errors(seen)) == (422, ["This must be a valid IBAN."])


def save_step(visitor: Visitor, path: str, **changed: object) -> Seen:
    page = visitor.get(path).page
    form: dict[str, object] = {e.attributes["name"]: e.attributes.get("value", "") for e in page.all("input")}
    form |= {e.attributes["name"]: e.text for e in page.all("textarea")}
    return visitor.send(path, form | changed)
