"""People: who works at this Billhook, how they prove who they are, and what each of them may do.

Owns    people with their roles, their sessions, the links by which they come in, failed attempts, forms
        that are kept when a session ends, and the audit log.
Leaves  accounts and keys to `accounts`, handing over a mail to `mail`, and asking for a permission to the executor.
Always  a person has one role; what the table of permissions does not name is refused. A password is stored as an
        Argon2id hash, a token as a SHA-256. Nothing of a session is remembered between requests, so it ends at once.

A person belongs to an account and stands above its modes, and so do these tables; the audit log is a mode's.
"""
