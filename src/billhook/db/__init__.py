"""The database: connections, the transaction, migrations and the embedded server.

Owns    the pool, `Tx` (one transaction and everything that commits with it), verbs as values and the executor that
        runs them, tenancy, the rows of plain tables, the outbox that a commit writes (events, deliveries, jobs, the
        stored response), idempotency keys, what is due, what is kept how long, the erasing of a
        tenant, the terms that searches find, migrations, the embedded PostgreSQL.
Leaves  every other table to the store of the room that owns it.
Always  one transaction carries state, event, jobs and the idempotent response; there is no other way out.
"""
