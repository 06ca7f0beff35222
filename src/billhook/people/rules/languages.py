"""The languages whose numbers and days people can choose to read."""

AS_THE_BROWSER = ""
LOCALES = (
    "cs", "da", "de", "de-AT", "de-CH", "en-US", "en-GB", "en-IN", "es", "fi", "fr", "fr-CH", "it", "ja", "nl", "nb",
    "pl", "pt-BR", "pt-PT", "sv",
)  # fmt: skip
