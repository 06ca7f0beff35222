"""Pure decisions about sandboxes."""
