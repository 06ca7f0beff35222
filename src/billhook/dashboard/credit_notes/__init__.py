"""Credit notes: what was taken back of a finalized invoice, where it went, and its paper."""
