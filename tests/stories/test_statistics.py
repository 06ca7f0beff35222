"""Statistics for the planner: a new database that grows fast is analysed before autovacuum comes round."""

from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

WRITES = 120


def test_a_table_that_only_grows_is_analysed(server: Server, shop: Shop) -> None:
    """With a plan for an empty table each write would read the whole table of idempotency keys."""
    for number in range(WRITES):
        shop.v1.customers.create({"name": f"Number {number}"}, {"idempotency_key": f"statistics-{number}"})
    sql = "SELECT last_analyze IS NOT NULL AS known FROM pg_stat_user_tables WHERE relname = 'idempotency_keys'"
    eventually(lambda: query(server, sql)[0]["known"], "the table of keys to be analysed")
