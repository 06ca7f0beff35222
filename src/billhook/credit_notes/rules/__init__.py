"""The decisions about credit notes: pure functions of what an invoice says and what was credited of it before."""
