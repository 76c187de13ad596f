"""PostgreSQL as Django knows it, with a cheaper look at a connection before it is used again."""
