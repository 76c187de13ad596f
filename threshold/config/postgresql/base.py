"""Django looks for a database's way of connecting in a module of this name."""

from select import POLLIN, poll

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

AT_REST = frozenset({TransactionStatus.IDLE, TransactionStatus.INTRANS})


class DatabaseWrapper(base.DatabaseWrapper):
    """Looks at a connection before every request without asking the server, which would be a statement each time."""

    def is_usable(self) -> bool:
        """Return whether the connection stands: a server that leaves it says so or closes it, and either arrives."""
        if self.connection is None or self.connection.pgconn.transaction_status not in AT_REST:
            return False
        arrivals = poll()
        arrivals.register(self.connection.pgconn.socket, POLLIN)
        return not arrivals.poll(0)
