"""Sessions of Stripe's command line: `stripe listen` gets events through a websocket, `stripe logs tail` requests.

Owns    what opens a session, its signing secret, the sockets that are open in this process, and sending events again.
Leaves  what an event says to `events`, what a request says to `request_log`; endpoints, deliveries and attempts to
        `webhooks`.
Always  a session is stored nowhere: its id proves itself, so that each HTTP process knows it; a socket holds no more
        events than a few, and reads the next ones when its client has acknowledged them.
"""
