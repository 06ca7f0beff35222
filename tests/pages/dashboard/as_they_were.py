"""People on a shared server, as they were before somebody tried something on them."""

from tests.conftest import Server
from tests.pages.dashboard.signed_in import EMAIL, owner_of
from tests.stories.psql import query

ROLES = ("administrator", "developer", "support", "analyst")


def as_they_were(server: Server) -> None:
    """One owner; whoever has a role is active, has its name and the owner's password. No attempts are
    counted, and nobody has a second factor."""
    query(server, "DELETE FROM failed_sign_ins")
    query(server, "DELETE FROM people_refusals")
    query(server, "DELETE FROM people_authenticators")
    query(server, "DELETE FROM people_recovery_codes")
    query(server, "UPDATE people SET role = 'owner', status = 'active' WHERE email = $1", EMAIL)
    owner_of(server)
    for role in ROLES:
        query(
            server,
            "UPDATE people SET role = $1, name = initcap($1), status = 'active', short_password = false, locale = '', "
            "password = (SELECT password FROM people WHERE email = $3) WHERE email = $2",
            role, f"{role}@example.com", EMAIL,
        )  # fmt: skip
