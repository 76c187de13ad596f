"""The people a contact is about or from: the referrer's sealed identity, and keys that find a child again."""
