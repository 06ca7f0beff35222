"""Mail: the message that brings a customer an invoice, and the way it leaves.

Owns    what an invoice mail says and looks like, its words in each language, and the transports.
Leaves  when a mail is sent, to whom, and what follows a refusal to the room that asks.
Always  the same mail gives the same bytes, Message-ID and all, so that a second sending is recognisable;
        nothing typed by a person can add a header, a recipient or markup.
"""
