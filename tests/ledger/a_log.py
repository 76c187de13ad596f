"""A log to write into, to sign, and to rewrite as somebody with the whole database can."""

from datetime import UTC, datetime

from django.db import connection

from threshold.confidentiality.rules import SYSTEM
from threshold.ledger.actions.integrate import integrate
from threshold.ledger.models import Entry
from threshold.ledger.signing import read_keys, sign_head, state_beside
from threshold.tlog.tree import root

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
NAME = "fennmarsh.example/ledger"


def put(*entries):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_outbox (entry) SELECT unnest(%s::bytea[])", [list(entries)])
    while integrate(at=AT):
        pass


def sign(key_file):
    return sign_head(keys=read_keys(key_file), state=state_beside(key_file), by=SYSTEM, at=AT)


def rewrite(*statements):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement, *given in statements:
            cursor.execute(statement, given)
        cursor.execute("SET session_replication_role = origin")


def restore_older_backup(*, size):
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("index").values_list("leaf", flat=True)[:size]]
    rewrite(
        ('DELETE FROM ledger_entry WHERE "index" >= %s', size),
        ("UPDATE ledger_head SET size = %s, root = %s", size, root(leaves)),
    )
