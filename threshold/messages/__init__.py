"""Words between the front door and the people who tell it things; and what goes out by e-mail and text."""
