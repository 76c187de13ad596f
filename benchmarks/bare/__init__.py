"""The peer: a Django view with nothing around it that inserts as many rows as a submission does."""
