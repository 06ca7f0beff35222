"""Sandboxes: isolated test accounts, which programs make and throw away.

Owns    the sandboxes of an account, how many there are, when each ends, and that nothing is left of it.
Leaves  accounts, tenants, keys and settings to `accounts`, the erasing of rows to `db`.
Always  a sandbox has a test mode alone and no sandboxes of its own; one that is thrown away is found by nobody from
        that commit on, and its rows go afterwards.
"""
