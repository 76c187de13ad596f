"""How fast it is, against a stated peer or limit measured in the same run. Not tests: they say, they do not judge."""
