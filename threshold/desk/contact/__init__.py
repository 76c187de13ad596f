"""One contact's story: everything its page shows, in a fixed number of queries, with the reading on record."""

from threshold.desk.contact.page import NotKnownYet, contact_page
from threshold.desk.contact.timeline import Cursor, Kind

__all__ = ["Cursor", "Kind", "NotKnownYet", "contact_page"]
