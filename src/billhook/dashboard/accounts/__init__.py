"""Accounts: those of the installation, the way into each, and adding one."""
