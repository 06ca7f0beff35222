"""The team: roles, deactivating, the last owner, handing over."""

import threading

import pytest
from tests.conftest import Server
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.signed_in import EMAIL, PASSWORD, Seen, Visitor, owner_of, person_as, sign_in
from tests.stories.psql import query

TEAM = "/dashboard/settings/team"


@pytest.fixture(autouse=True)
def _fresh(house: Server) -> None:
    as_they_were(house)


@pytest.fixture
def boss(house: Server, _fresh: None) -> Visitor:
    return owner_of(house)


def id_of(house: Server, email: str) -> str:
    (found,) = query(house, "SELECT id FROM people WHERE email = $1", email)
    return str(found["id"])


def told(house: Server, email: str, verb: str, visitor: Visitor, fields: dict[str, object] | None = None) -> Seen:
    """What comes of a verb on somebody."""
    path = f"{TEAM}/{id_of(house, email)}/{verb}"
    token = visitor.get("/").value("csrf")
    return visitor.post(path, {"csrf": token, **(fields or {})})


def role_of(house: Server, email: str) -> str:
    (found,) = query(house, "SELECT role FROM people WHERE email = $1", email)
    return str(found["role"])


def test_the_team_is_listed(house: Server, boss: Visitor) -> None:
    person_as(house, "support")
    page = boss.get(TEAM).page
    table = page.one("table")
    assert [head.text for head in table.all("th")] == ["Name", "Status", "Role", "Last seen"]
    rows = [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")]
    assert [f"Anna Berg (you){EMAIL}", "Active", "Owner"] in [row[:3] for row in rows]
    assert ["Supportsupport@example.com", "Active", "Support"] in [row[:3] for row in rows]


def test_another_role_signs_the_person_out(house: Server, boss: Visitor) -> None:
    support = person_as(house, "support")
    seen = told(house, "support@example.com", "role", boss, {"role": "analyst"})
    assert "Support is now Analyst." in boss.follow(seen).page.text
    assert support.get("/").to.startswith("/dashboard/sign-in")
    assert role_of(house, "support@example.com") == "analyst"
    (entry,) = query(house, "SELECT * FROM people_log WHERE verb = 'person.change_role' ORDER BY id DESC LIMIT 1")
    assert (entry["actor_label"], entry["object_label"]) == ("Anna Berg", "Support")
    assert '"before":{"role":"support"},"after":{"role":"analyst"}' in entry["changes"]


def test_who_is_deactivated_is_out_at_once_and_can_come_back(house: Server, boss: Visitor) -> None:
    support = person_as(house, "support")
    page = boss.get(f"{TEAM}/{id_of(house, 'support@example.com')}/deactivate")
    assert page.heading == "Deactivate Support?"
    assert told(house, "support@example.com", "deactivate", boss).status == 303
    assert support.get("/").to.startswith("/dashboard/sign-in")
    wrong = Visitor(house).send("/dashboard/sign-in", {"email": "support@example.com", "password": PASSWORD})
    assert wrong.status == 422
    assert told(house, "support@example.com", "deactivate", boss).status == 409
    assert told(house, "support@example.com", "reactivate", boss).status == 303
    assert sign_in(house, "support@example.com").get("/").status == 200


# ── The last owner ──────────────────────────────────────────────────────────────────────────────
def test_the_last_owner_stays(house: Server, boss: Visitor) -> None:
    for verb, fields in (("deactivate", {}), ("role", {"role": "analyst"})):
        seen = told(house, EMAIL, verb, boss, fields)
        assert seen.status == 422, verb
        assert "Anna Berg is the last owner." in seen.page.text
    assert boss.get("/").status == 200


def test_a_deactivated_owner_does_not_count(house: Server, boss: Visitor) -> None:
    person_as(house, "administrator")
    told(house, "administrator@example.com", "role", boss, {"role": "owner"})
    told(house, "administrator@example.com", "deactivate", boss)
    assert told(house, EMAIL, "role", boss, {"role": "support"}).status == 422
    assert role_of(house, EMAIL) == "owner"


def test_two_owners_who_demote_each_other_at_once_leave_one(house: Server, boss: Visitor) -> None:
    """Each alone may; together they would leave nobody who can do everything."""
    for _ in range(3):
        boss = owner_of(house)
        person_as(house, "administrator")
        told(house, "administrator@example.com", "role", boss, {"role": "owner"})
        other = sign_in(house, "administrator@example.com")
        both = ((boss, "administrator@example.com"), (other, EMAIL))
        barrier = threading.Barrier(2)
        tokens = [visitor.get("/").value("csrf") for visitor, _ in both]

        def demote(visitor: Visitor, email: str, token: str, barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            visitor.post(f"{TEAM}/{id_of(house, email)}/role", {"csrf": token, "role": "administrator"})

        threads = [
            threading.Thread(target=demote, args=(*pair, token)) for pair, token in zip(both, tokens, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        owners = query(house, "SELECT email FROM people WHERE role = 'owner' AND status = 'active'")
        assert len(owners) == 1
        query(house, "UPDATE people SET role = 'owner' WHERE email = $1", EMAIL)
        query(house, "UPDATE people SET role = 'administrator' WHERE email = 'administrator@example.com'")


def test_ownership_is_handed_over(house: Server, boss: Visitor) -> None:
    heir = person_as(house, "administrator")
    before = boss.cookies["billhook"]
    seen = told(house, "administrator@example.com", "hand-over", boss)
    assert (seen.status, seen.to) == (303, TEAM)
    assert (role_of(house, EMAIL), role_of(house, "administrator@example.com")) == ("administrator", "owner")
    assert boss.cookies["billhook"] != before, "another role, another token"
    assert boss.get("/").status == 200
    assert heir.get("/").to.startswith("/dashboard/sign-in")
    assert told(house, "administrator@example.com", "deactivate", boss).status == 403


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────
def test_an_administrator_does_nothing_to_an_owner(house: Server, boss: Visitor) -> None:
    administrator = person_as(house, "administrator")
    for verb, fields in (("deactivate", {}), ("role", {"role": "analyst"}), ("hand-over", {})):
        assert told(house, EMAIL, verb, administrator, fields).status == 403, verb
    assert role_of(house, EMAIL) == "owner"
    person_as(house, "support")
    seen = told(house, "support@example.com", "role", administrator, {"role": "owner"})
    assert "Only an owner can make somebody an owner." in seen.page.text
    assert role_of(house, "support@example.com") == "support"


@pytest.mark.parametrize("role", ["developer", "support", "analyst"])
def test_who_does_not_manage_people_changes_nobody(house: Server, boss: Visitor, role: str) -> None:
    visitor = person_as(house, role)
    person_as(house, "administrator")
    for verb in ("deactivate", "reactivate", "role", "hand-over", "link", "invite-again", "withdraw"):
        assert told(house, "administrator@example.com", verb, visitor, {"role": "owner"}).status == 403, verb
    assert visitor.get(TEAM).status == (200 if role == "developer" else 403)


def test_somebody_of_another_account_is_not_there(house: Server, boss: Visitor) -> None:
    query(house, "INSERT INTO accounts (id, created) VALUES ('acct_other', 9999999999) ON CONFLICT DO NOTHING")
    query(
        house,
        "INSERT INTO people (id, account, created, name, email, role, status) VALUES "
        "('per_1other', 'acct_other', 1, 'Other', 'other@elsewhere.example', 'support', 'invited') "
        "ON CONFLICT DO NOTHING",
    )
    for verb in ("", "/deactivate", "/withdraw", "/role", "/link"):
        assert boss.get(f"{TEAM}/per_1other{verb}").status == 404
        assert boss.post(f"{TEAM}/per_1other{verb}", {"csrf": boss.get("/").value("csrf")}).status == 404
    assert "other@elsewhere.example" not in boss.get(TEAM).page.text


# ── Asked again ─────────────────────────────────────────────────────────────────────────────────
def test_what_is_dangerous_asks_for_the_password_and_goes_on(house: Server, boss: Visitor) -> None:
    person_as(house, "support")
    path = f"{TEAM}/{id_of(house, 'support@example.com')}/deactivate"
    query(house, "UPDATE sessions SET confirmed_at = confirmed_at - 600")
    for seen in (boss.get(path), boss.post(path, {"csrf": boss.get("/").value("csrf")})):
        assert (seen.status, seen.to.partition("?")[0]) == (303, "/dashboard/me/confirm")
    page = boss.follow(seen)
    assert page.heading == "Is it you?"
    fields = {"csrf": page.value("csrf"), "next": page.value("next")}
    wrong = boss.post("/dashboard/me/confirm", fields | {"password": "not it"})
    assert (wrong.status, wrong.value("next")) == (422, path)
    right = boss.post("/dashboard/me/confirm", fields | {"password": PASSWORD})
    assert right.to == path
    assert boss.get(path).status == 200
    assert query(house, "SELECT status FROM people WHERE email = 'support@example.com'")[0]["status"] == "active"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/dashboard/", "/dashboard//evil"])
def test_the_question_leads_nowhere_else(house: Server, boss: Visitor, elsewhere: str) -> None:
    seen = boss.send("/dashboard/me/confirm", {"password": PASSWORD, "next": elsewhere})
    assert (seen.status, seen.to) == (303, "/dashboard/me")


def test_a_stolen_session_does_not_guess_the_password(house: Server, boss: Visitor) -> None:
    thief = Visitor(house, cookies=dict(boss.cookies))
    statuses = [thief.send("/dashboard/me/confirm", {"password": "guess"}).status for _ in range(9)]
    assert statuses[:5] == [422] * 5
    assert 429 in statuses[5:]
