"""What the worker does for the log of requests: it deletes what was kept long enough."""

from billhook.db.keeping import Kept

KEPT = (Kept("request_log", "req", lambda tenant: tenant.requests_kept_days),)
