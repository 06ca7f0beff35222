"""Pure decisions about bank statements: readers of the formats, the key of a movement, matching."""
