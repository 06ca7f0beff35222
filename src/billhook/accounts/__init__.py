"""Accounts: who runs this Billhook, with which keys and settings.

Owns    accounts, their modes (two, or test mode alone for a sandbox), API keys and the account's settings; which
        account a key reaches: the first one, the platform, reaches the others.
Leaves  what a setting means to the room that reads it; how sandboxes are made and end to `sandboxes`.
Always  a key opens exactly one account in one mode; a key that guards money is stored as a hash alone.
"""
