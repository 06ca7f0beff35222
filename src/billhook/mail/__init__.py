"""Mail: the messages that bring a customer an invoice and tell of what happened to it, and the way they leave.

Owns    the frame that all mails have, what they look like, their English words, their signatures, and the transports.
Leaves  when a mail is sent, to whom, and what follows a refusal to the room that asks.
Always  the same mail gives the same bytes, Message-ID and all, so that a second sending is recognisable;
        nothing typed by a person can add a header, a recipient or markup.
"""
