"""Processor accounts: the merchant's own accounts at processors, by which live money moves.

Owns    the keys and secrets of these accounts, encrypted; the part of an address where their news come in; what a
        processor calls what was made there.
Leaves  what is asked of a processor, and what its answers mean, to `processors`; payments to `payments`.
Always  a key is read by the adapter alone: nothing shows it, logs it or names it in an error;
        it opens only with the key of the environment, only for its tenant, and only in its own column;
        what a processor calls an object is committed before money can move by that object.
"""
