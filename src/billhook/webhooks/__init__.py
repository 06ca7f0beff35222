"""Webhooks: telling other machines what happened.

Owns    webhook endpoints, deliveries of events to them, every attempt, the signature and the schedule;
        when an endpoint that fails for days is disabled.
Leaves  what an event says to `events`; putting a delivery on its way to the outbox of the causing commit.
Always  every attempt at a delivery carries the same bytes, signed anew; a delivery ends as delivered or
        failed, never silently; one endpoint, however badly it behaves, takes nothing from another.
"""
