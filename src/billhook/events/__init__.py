"""Events: what happened, as it was then.

Owns    reading events, their envelope on the wire, and the rule for `previous_attributes`.
Leaves  writing them to the outbox of the transaction that caused them, delivering them to `webhooks`.
Always  an event's object is the one that was rendered in its transaction; it never changes afterwards.
"""
