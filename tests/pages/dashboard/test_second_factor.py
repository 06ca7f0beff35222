"""The authenticator app: set up, asked for, used up, guessed at, lost."""

import re

import pyotp
import pytest
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.mailbox import mails_to
from tests.pages.dashboard.signed_in import OWN, PASSWORD, Seen, Visitor, owner_of, person_as, sign_in
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

EMAIL = "support@example.com"
APP = "/dashboard/me/authenticator"


@pytest.fixture(autouse=True)
def _fresh(house: Server) -> None:
    as_they_were(house)


@pytest.fixture
def me(house: Server) -> Visitor:
    person_as(house, "support")
    return sign_in(house, EMAIL)


def set_up(house: Server, me: Visitor) -> tuple[pyotp.TOTP, list[str]]:
    """The app, and the recovery codes."""
    assert me.send(APP).to == f"{APP}/code"
    page = me.get(f"{APP}/code")
    assert page.headers["cache-control"] == "private, no-store"
    app = pyotp.TOTP(re.findall(r"secret=([A-Z2-7]{32})", page.content.decode())[0])
    seen = me.send(f"{APP}/code", {"code": app.now()})
    assert seen.heading == "Your recovery codes"
    # As if the half minute were over: its code was used to confirm.
    query(house, "UPDATE people_authenticators SET last_step = last_step - 1")
    return app, [code.text for code in seen.page.one("ol", class_="bh-codes").all("code")]


def password(house: Server, visitor: Visitor | None = None) -> Visitor:
    """Somebody whose password was right."""
    visitor = visitor or Visitor(house)
    seen = visitor.send("/dashboard/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert seen.to == "/dashboard/sign-in/code"
    return visitor


def code(visitor: Visitor, text: str, **more: str) -> Seen:
    return visitor.send("/dashboard/sign-in/code", {"code": text, **more})


def test_with_an_app_the_password_alone_lets_nobody_in(house: Server, me: Visitor) -> None:
    app, _ = set_up(house, me)
    visitor = password(house)
    assert visitor.get("/").to.startswith("/dashboard/sign-in")
    assert visitor.get("/dashboard/sign-in/code").heading == "Enter your code"
    assert code(visitor, app.now()).to == "/dashboard/test"
    assert visitor.get("/").status == 200


def test_setting_it_up_ends_every_other_session_and_changes_this_token(house: Server, me: Visitor) -> None:
    other = sign_in(house, EMAIL)
    stolen = Visitor(house, cookies=dict(me.cookies))
    set_up(house, me)
    assert me.get("/").status == 200
    for visitor in (other, stolen):
        assert visitor.get("/").to.startswith("/dashboard/sign-in")


def test_it_counts_only_after_a_right_code(house: Server, me: Visitor) -> None:
    me.send(APP)
    seen = me.send(f"{APP}/code", {"code": "000000"})
    assert (seen.status, "This code is not right" in seen.page.text) == (422, True)
    assert sign_in(house, EMAIL).get("/").status == 200


def test_a_code_works_once(house: Server, me: Visitor) -> None:
    """Whoever looked over a shoulder comes too late."""
    app, _ = set_up(house, me)
    now = app.now()
    assert code(password(house), now).status == 303
    assert code(password(house), now).status == 422


def test_a_step_works_once_and_for_five_minutes(house: Server, me: Visitor) -> None:
    app, codes = set_up(house, me)
    visitor = password(house)
    again = Visitor(house, cookies=dict(visitor.cookies))
    assert code(visitor, codes[0]).status == 303
    assert code(again, app.now()).to == "/dashboard/sign-in"
    late = password(house)
    query(house, "UPDATE people_links SET expires_at = expires_at - 300 WHERE kind = 'second_factor'")
    assert code(late, app.now()).to == "/dashboard/sign-in"
    assert late.get("/").to.startswith("/dashboard/sign-in")


def test_a_step_of_nobody_leads_to_the_sign_in(house: Server, me: Visitor) -> None:
    assert Visitor(house).get("/dashboard/sign-in/code").to == "/dashboard/sign-in"
    forged = password_cookie(house, "invented")
    assert code(forged, "123456").to == "/dashboard/sign-in"


def password_cookie(house: Server, token: str) -> Visitor:
    return Visitor(house, cookies={"billhook-step": token})


def test_a_recovery_code_lets_in_once_and_is_told_by_mail(house: Server, me: Visitor) -> None:
    _, codes = set_up(house, me)
    assert len(set(codes)) == 10
    before = len(mails_to(house, EMAIL))
    visitor = password(house)
    labels = [label.text for label in visitor.get("/dashboard/sign-in/code?recovery=1").page.all("label")]
    assert labels == ["Recovery code"]
    seen = code(visitor, codes[3].lower(), recovery="1")
    assert "You used a recovery code. 9 are left." in visitor.follow(seen).page.text
    assert code(password(house), codes[3], recovery="1").status == 422
    eventually(lambda: len(mails_to(house, EMAIL)) > before, "a mail to tell of it")
    assert mails_to(house, EMAIL)[-1]["Subject"].startswith("A recovery code was used")


def test_new_recovery_codes_end_the_old_ones(house: Server, me: Visitor) -> None:
    _, old = set_up(house, me)
    seen = me.send("/dashboard/me/recovery-codes")
    fresh = [each.text for each in seen.page.one("ol", class_="bh-codes").all("code")]
    assert not set(old) & set(fresh)
    assert code(password(house), old[0], recovery="1").status == 422
    assert code(password(house), fresh[0], recovery="1").status == 303


def test_codes_are_not_guessed(house: Server, me: Visitor) -> None:
    """Five tries in five minutes, however many sign-ins they are spread over."""
    app, _ = set_up(house, me)
    statuses = [code(password(house), "000000").status for _ in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    assert code(password(house), app.now()).status == 429
    # The person's own device has tries of its own.
    assert code(password(house, Visitor(house, cookies=device_of(me))), app.now()).status == 303


def device_of(visitor: Visitor) -> dict[str, str]:
    return {"billhook-device": visitor.cookies["billhook-device"]}


def test_a_new_password_does_not_take_the_factor_away(house: Server, me: Visitor) -> None:
    app, _ = set_up(house, me)
    link = "/dashboard" + run_billhook(house, "people", "reset", EMAIL).partition("/dashboard")[2]
    pending = password(house)
    Visitor(house).send(link, {"password": "the heron waits by the weir"})
    assert code(pending, app.now()).to == "/dashboard/sign-in", "a step that the old password began is over"
    visitor = Visitor(house)
    fields = {"email": EMAIL, "password": "the heron waits by the weir"}
    assert visitor.send("/dashboard/sign-in", fields).to == "/dashboard/sign-in/code"


def test_removing_asks_for_the_password(house: Server, me: Visitor) -> None:
    set_up(house, me)
    query(house, "UPDATE sessions SET confirmed_at = 0")
    assert me.get(f"{APP}/remove").to.startswith("/dashboard/me/confirm")
    me.send("/dashboard/me/confirm", {"password": PASSWORD})
    assert me.send(f"{APP}/remove").to == "/dashboard/me"
    assert sign_in(house, EMAIL).get("/").status == 200


def test_who_lost_the_device_is_helped_by_an_administrator_or_the_command_line(house: Server, me: Visitor) -> None:
    set_up(house, me)
    boss = owner_of(house)
    (found,) = query(house, "SELECT id FROM people WHERE email = $1", EMAIL)
    path = f"/dashboard/settings/team/{found['id']}/reset-factors"
    assert me.get(path).status == 403
    assert boss.send(path).status == 303
    assert me.get("/").to.startswith("/dashboard/sign-in")
    again = sign_in(house, EMAIL)
    set_up(house, again)
    run_billhook(house, "people", "reset", EMAIL, "--factors")
    assert sign_in(house, EMAIL).get("/").status == 200


def test_secrets_and_codes_are_not_in_the_database(house: Server, me: Visitor) -> None:
    app, codes = set_up(house, me)
    (stored,) = query(house, "SELECT sealed FROM people_authenticators")
    assert app.secret.encode() not in stored["sealed"]
    hashes = query(house, "SELECT hash FROM people_recovery_codes")
    assert len(hashes) == 10
    assert all(codes[0].replace("-", "").encode() not in row["hash"] for row in hashes)
    key = house.data_dir / "secret.key"
    assert (key.stat().st_mode & 0o777, len(key.read_text().strip())) == (0o600, 43)


def test_the_secret_of_one_person_opens_nothing_for_another(house: Server, me: Visitor) -> None:
    """Whoever writes into the database cannot give their own app to somebody else."""
    app, _ = set_up(house, me)
    person_as(house, "analyst")
    query(
        house,
        "INSERT INTO people_authenticators (person, sealed, created, confirmed_at) SELECT p.id, a.sealed, 1, 1 "
        "FROM people p, people_authenticators a WHERE p.email = 'analyst@example.com'",
    )
    visitor = Visitor(house)
    visitor.send("/dashboard/sign-in", {"email": "analyst@example.com", "password": PASSWORD})
    assert code(visitor, app.now()).status == 422


def test_a_code_without_its_token_does_nothing(house: Server, me: Visitor) -> None:
    app, _ = set_up(house, me)
    visitor = password(house)
    assert visitor.post("/dashboard/sign-in/code", {"code": app.now()}, OWN).status == 403
    assert visitor.get("/").to.startswith("/dashboard/sign-in")
