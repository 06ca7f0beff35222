"""The embedded PostgreSQL: a real server that lives and dies with ours, for those who have none.

Owns    the directory `postgresql` inside the data directory, its lock, its password, its log, and the
        one `postgres` process that serves it (`server.start` is the door).
Leaves  tables to `db.migrate`, connections to `db.pool`, a PostgreSQL of your own to `DATABASE_URL`.
Always  one Billhook per data directory; no trust authentication and no TCP port; every commit is durable;
        no parent directory is opened to other users; no database process outlives its owner.
"""
