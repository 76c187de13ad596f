"""How copies of an installation are made, and how an installation is made from them again."""
