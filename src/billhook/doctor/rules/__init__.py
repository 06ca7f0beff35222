"""The proofs of the books: pure functions from what is stored to what is wrong with it."""
