"""Pure decisions about setup intents."""
