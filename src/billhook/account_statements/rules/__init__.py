"""The decisions about statements of account: pure functions of stored values and a moment."""
