"""What `/metrics` shows to Prometheus: what processes count, and how much work waits in the database.

Owns    the page, its port and its token, and the few looks into the database.
Leaves  counting to `measuring.py`, which each room calls; what is due to `db/due.py`.
Always  the page names no id, no address and no person; the database is asked every 15 seconds at most, and for little.
"""
