"""Subscriptions: the list, one with what it bills and when, making, changing and ending one."""
