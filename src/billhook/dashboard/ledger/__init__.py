"""The balance at the processor: what there is, and every entry that it is made of."""
