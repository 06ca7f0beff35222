"""Billhook: invoicing that people run themselves, speaking the API they already know.

The folders of this package are rooms: each owns one part of the business, all have the same
furniture, and they look only downwards. The map is `ARCHITECTURE.md`.
"""

__version__ = "0.1.0"
