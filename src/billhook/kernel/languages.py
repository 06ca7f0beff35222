"""The languages in which documents, mails and pages are written. Each has its words in every one of them."""

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
