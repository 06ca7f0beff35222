"""Rules about people: pure functions on roles and permissions."""
