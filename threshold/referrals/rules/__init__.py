"""What may be said, decided and told about a contact: pure functions and the words of the field."""
