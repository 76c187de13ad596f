"""One contact's story: everything its page shows, in a fixed number of queries, with the reading on record."""

from threshold.desk.contact.opening import open_contact, subject_of
from threshold.desk.contact.page import NotKnownYet, contact_page
from threshold.desk.contact.telling import told_words
from threshold.desk.contact.timeline import Cursor, Kind
from threshold.desk.contact.why import why_page

__all__ = [
    "Cursor",
    "Kind",
    "NotKnownYet",
    "contact_page",
    "open_contact",
    "subject_of",
    "told_words",
    "why_page",
]
