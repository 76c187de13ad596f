"""Papers that people can keep."""
