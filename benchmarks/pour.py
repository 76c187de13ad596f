"""Pour contacts in by the hundred thousand: rows like real ones, made by the database itself."""

import psycopg

OPEN_EVERY = 125
"""One contact in so many is open: eight thousand of a million, as in an authority that keeps up."""

STATEMENTS = (
    """
    INSERT INTO referrals_contact (
        ledger_ref, ref, door, teller, standing, identified, origin, called, danger, neighbour, is_referral, state,
        owner_id, team_id, offered_to_id, accept_by, unowned_since, next_at, next_duty, waiting_messages,
        received_at, opened_at, acknowledged_at, responded_at, decided_at, told_at, closed_at)
    SELECT gen_random_uuid(), lpad(n::text, 8, '0'), 'form', 'public', 'named', true, 'demo',
        'Poured Child ' || n, false, '', false,
        CASE WHEN open THEN 'screening' ELSE 'closed' END,
        CASE WHEN open AND n %% 3 > 0 THEN %(worker)s END, %(team)s, NULL,
        CASE WHEN open AND n %% 3 = 0 THEN received + interval '1 hour' END,
        CASE WHEN open AND n %% 3 = 0 THEN received END,
        CASE WHEN open THEN received + interval '1 day' END, CASE WHEN open THEN 'decision' ELSE '' END, 0,
        received, received, received, received, closed, closed, closed
    FROM (
        SELECT n, received, n %% %(every)s = 0 AS open,
            CASE WHEN n %% %(every)s = 0 THEN NULL ELSE received + interval '3 days' END AS closed
        FROM (
            SELECT n, timestamptz '2016-11-01' + (n %% 5200000) * interval '1 minute' AS received
            FROM generate_series(%(first)s::bigint, %(last)s) AS n
        ) AS dated
    ) AS planned
    """,
    """
    INSERT INTO referrals_contactversion (
        event_at, recorded_at, by_role, contact_id, number, ref, worry, seen, heard, happened, safe_now, where_now,
        consent, consent_why, declaration, typed_by)
    SELECT received_at, received_at, 'public', id, 1, ref, repeat('A worry in plain words. ', 12), '', '', '', 'unsure',
        '', '', '', '', ''
    FROM referrals_contact WHERE ref BETWEEN %(low)s AND %(high)s
    """,
    """
    INSERT INTO referrals_child (ledger_ref, contact_id, number, state, outcome, decided_at, keys)
    SELECT gen_random_uuid(), id, 1, CASE WHEN closed_at IS NULL THEN 'undecided' ELSE 'decided' END,
        CASE WHEN closed_at IS NULL THEN '' ELSE 'information-and-advice' END, closed_at,
        ARRAY['d' || (date '2009-01-01' + (id %% 6000)::int) || '|lS' || id %% 4000,
              'pFX' || id %% 40 || 'AA|fN' || id %% 900]
    FROM referrals_contact WHERE ref BETWEEN %(low)s AND %(high)s
    """,
    """
    INSERT INTO referrals_childversion (
        event_at, recorded_at, by_role, child_id, number, known_as, born_on, age_words, address, school, more, reason)
    SELECT received_at, received_at, 'public', child.id, 1, called, date '2009-01-01' + (child.id %% 6000)::int,
        '', '1 Poured Lane FX1 1AA', '', '', ''
    FROM referrals_child AS child JOIN referrals_contact AS contact ON contact.id = contact_id
    WHERE ref BETWEEN %(low)s AND %(high)s
    """,
    """
    INSERT INTO people_referrer (ledger_ref, about, standing, identified, can_be_mailed)
    SELECT gen_random_uuid(), ledger_ref, standing, true, false
    FROM referrals_contact WHERE ref BETWEEN %(low)s AND %(high)s
    """,
    """
    INSERT INTO referrals_receipt (ledger_ref, contact_id, code_digest)
    SELECT gen_random_uuid(), id, sha256(ref::bytea) FROM referrals_contact WHERE ref BETWEEN %(low)s AND %(high)s
    """,
    """
    INSERT INTO referrals_receiptversion (
        event_at, recorded_at, by_role, receipt_id, number, ref, received_at, origin)
    SELECT received_at, received_at, 'public', receipt.id, 1, ref, received_at, 'demo'
    FROM referrals_receipt AS receipt JOIN referrals_contact AS contact ON contact.id = contact_id
    WHERE ref BETWEEN %(low)s AND %(high)s
    """,
    """
    INSERT INTO clocks_clock (
        id, ledger_ref, subject, about, duty, edition, within, unit, receipt, calendar, calendar_version,
        local_source, local_reason, original_on, due_on, due_at, stopped_at, ending)
    SELECT gen_random_uuid(), gen_random_uuid(), ledger_ref, ledger_ref, duty, date '2026-03-18', 1, 'working-days',
        'that-day', 'england-and-wales', '', '', '', received_at::date + 1, received_at::date + 1,
        received_at + interval '1 day', closed_at, CASE WHEN closed_at IS NULL THEN '' ELSE 'done' END
    FROM referrals_contact, unnest(ARRAY['acknowledgement', 'decision']) AS duty
    WHERE ref BETWEEN %(low)s AND %(high)s
    """,
    """
    INSERT INTO referrals_act (event_at, recorded_at, by_role, contact_id, kind, code, words)
    SELECT received_at, received_at, 'screening-worker', id, kind, '', 'Poured.'
    FROM referrals_contact, unnest(ARRAY['opened', 'accepted', 'acknowledged']) AS kind
    WHERE ref BETWEEN %(low)s AND %(high)s
    """,
    """
    INSERT INTO correspondence_message (event_at, recorded_at, by_role, about, direction, words)
    SELECT received_at, received_at, 'screening-worker', ledger_ref, 'out', 'We have it.'
    FROM referrals_contact WHERE ref BETWEEN %(low)s AND %(high)s
    """,
)


def pour(superuser: str, *, first: int, last: int, worker: int, team: int) -> None:
    """Add contacts numbered `first` to `last` with all that hangs from them, and let the planner know."""
    facts = {
        "first": first,
        "last": last,
        "low": f"{first:08}",
        "high": f"{last:08}",
        "worker": worker,
        "team": team,
        "every": OPEN_EVERY,
    }
    with psycopg.connect(superuser, autocommit=True) as connection:
        # Foreign keys are not looked up row by row: what is poured fits together by construction.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for statement in STATEMENTS:
            connection.execute(statement, facts)
        connection.execute("VACUUM ANALYZE")
