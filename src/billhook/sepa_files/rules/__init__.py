"""Pure rules of SEPA files: days, signs, sequences, the files themselves, and what banks answer."""
