"""Event destinations: webhook endpoints as the v2 API has them, with the whole object or a reference to it.

Owns    the shape of `/v2/core/event_destinations`, and the ping.
Leaves  the endpoints themselves, their secrets and their deliveries to `webhooks`.
Always  a destination is a row of `webhook_endpoints`; both APIs change the same one.
"""
