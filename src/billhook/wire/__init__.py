"""The wire: how Stripe's HTTP speaks.

Owns    nested forms, parameter types, error bodies, expand, lists and cursors, idempotency, API versions,
        the language of searches, what a publishable and a restricted key open and show, how often a key may ask, and
        the pipeline that takes a request to a verb and its answer back.
Leaves  what a parameter means to the rooms; running a verb and storing its response to `db`.
Always  an answer is JSON with a Request-Id; a bad request is a 4xx in Stripe's shape, never a 5xx.
"""
