"""Accounts: who runs this Billhook, with which keys and settings.

Owns    accounts, their two modes, API keys and the account's settings.
Leaves  what a setting means to the room that reads it.
Always  a key opens exactly one account in one mode; a key that guards money is stored as a hash alone.
"""
