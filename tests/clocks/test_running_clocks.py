"""Clocks as they are kept: started in bulk, stopped, paused with a reason, and never rewritten."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.clocks.story import ENGLAND, at, day
from tests.statements import statements
from threshold.clocks.actions.extend import extend
from threshold.clocks.actions.pause import pause
from threshold.clocks.actions.reanchor import reanchor
from threshold.clocks.actions.recount import recount
from threshold.clocks.actions.resume import resume
from threshold.clocks.actions.start import start
from threshold.clocks.actions.start_many import start_many
from threshold.clocks.actions.stop import stop
from threshold.clocks.actions.sweep import sweep
from threshold.clocks.models import Clock, Crossing, Fact
from threshold.clocks.queries import Face, account, faces, faces_as_known, next_due, next_faces
from threshold.clocks.rules import (
    AlreadyRunning,
    Crossed,
    Ending,
    FactKind,
    InTheFuture,
    LocalLimit,
    LocalLimits,
    NotRunning,
    Start,
    State,
    Tone,
)
from threshold.clocks.rules.refusals import (
    AlreadyPaused,
    AnchorInTheFuture,
    AnchorTooLongAgo,
    BeforeItStarted,
    ExtensionNotAllowed,
    NothingAdded,
    NotPaused,
    OverlapsAPause,
    ReasonMissing,
    TooMuchAdded,
)
from threshold.confidentiality.rules import PUBLIC, SYSTEM, Role, Viewer
from threshold.law import DUTIES, SUGGESTED_ESCALATION, Unit
from threshold.ledger.together import together
from threshold.refusals import NotFound, Refused

pytestmark = pytest.mark.django_db

CHILD, CONTACT = UUID(int=1), UUID(int=2)
MANAGER = Viewer(ref=UUID(int=3), worker_id=1, name="Asha Begum", role=Role.MANAGER)
ADMINISTRATOR = Viewer(ref=UUID(int=4), worker_id=2, name="Bo Lindqvist", role=Role.ADMINISTRATOR)
NAMES = {UUID(int=3): "Asha Begum"}
FRIDAY = at("2025-10-03 09:00")


def run(duty: str = "assessment", *, anchor: datetime = FRIDAY, local: LocalLimits | None = None) -> Clock:
    begun = start(
        duty, subject=CHILD, about=CONTACT, anchor=anchor, by=MANAGER, at=anchor, settings=local or {}
    )
    return Clock.objects.get(id=begun.clock)


def face(now: str) -> Face:
    (only,) = faces(about=[CONTACT], viewer=MANAGER, now=at(now))
    return only


def swept(now: str) -> list[tuple[str, str]]:
    crossed: tuple[Crossed, ...] = sweep(by=SYSTEM, at=at(now), thresholds=SUGGESTED_ESCALATION)
    return [(each.threshold, each.tells) for each in crossed]


@pytest.fixture
def entries(as_owner: Callable[[], AbstractContextManager[None]]) -> Callable[[], list[str]]:
    """Return the kinds of the entries that wait in the ledger's outbox."""

    def kinds() -> list[str]:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT convert_from(entry, 'UTF8')::json ->> 'kind' FROM ledger_outbox ORDER BY id"
            )
            return [kind for (kind,) in cursor.fetchall()]

    return kinds


# Starting and stopping


def test_many_clocks_start_with_one_statement_for_the_keys_of_facts_and_one_for_all_rows() -> None:
    wanted = [Start("decision", subject=uuid4(), about=CONTACT, anchor=FRIDAY) for _ in range(200)]

    with statements() as asked:
        begun = start_many(wanted, by=PUBLIC, at=FRIDAY, settings={})

    assert len(asked) == 2
    assert [each.subject for each in begun] == [each.subject for each in wanted]
    assert {each.due.on for each in begun} == {day("2025-10-06")}


def test_three_children_have_three_clocks() -> None:
    wanted = [Start("decision", subject=UUID(int=n), about=CONTACT, anchor=FRIDAY) for n in (11, 12, 13)]
    start_many(wanted, by=PUBLIC, at=FRIDAY, settings={})

    stop("decision", subject=UUID(int=12), by=MANAGER, at=at("2025-10-06 10:00"))

    assert [each.state for each in faces(about=[CONTACT], viewer=MANAGER, now=at("2025-10-06 11:00"))] == [
        State.RUNNING,
        State.RUNNING,
        State.STOPPED,
    ]


def test_a_duty_runs_once_for_a_subject_and_again_only_after_it_stopped() -> None:
    run("decision")
    with pytest.raises(AlreadyRunning):
        run("decision")

    stop("decision", subject=CHILD, by=MANAGER, at=at("2025-10-06 10:00"))
    run("decision", anchor=at("2025-11-03 09:00"))

    assert Clock.objects.filter(subject=CHILD, duty="decision").count() == 2


def test_the_database_itself_refuses_a_second_running_clock() -> None:
    wanted = [Start("decision", subject=CHILD, about=CONTACT, anchor=FRIDAY)] * 2

    with pytest.raises(IntegrityError, match="one_running_clock_per_duty"), transaction.atomic():
        start_many(wanted, by=PUBLIC, at=FRIDAY, settings={})


@pytest.mark.parametrize("duty", DUTIES)
def test_every_duty_of_the_law_can_run_and_names_its_source(duty: str) -> None:
    run(duty)

    shown = face("2025-10-03 09:30")
    assert (shown.duty, shown.state) == (duty, State.RUNNING)
    assert (shown.title, shown.source) != ("", "")


def test_what_was_done_earlier_than_it_was_typed_in_counts_from_when_it_was_done() -> None:
    run("first-response")

    stop(
        "first-response",
        subject=CHILD,
        by=MANAGER,
        at=at("2025-10-06 10:00"),
        event_at=at("2025-10-03 18:12"),
    )

    shown = face("2025-10-06 10:00")
    assert (shown.late, shown.tone, shown.words) == (False, Tone.DONE, "done on Friday 3 October")


def test_nothing_is_stopped_before_it_happened() -> None:
    run("decision")

    with pytest.raises(InTheFuture):
        stop("decision", subject=CHILD, by=MANAGER, at=FRIDAY, event_at=FRIDAY + timedelta(hours=1))


def test_a_clock_that_does_not_run_cannot_be_stopped() -> None:
    with pytest.raises(NotRunning):
        stop("decision", subject=CHILD, by=MANAGER, at=FRIDAY)


def test_if_one_of_many_does_not_run_none_is_stopped() -> None:
    run("decision")

    def stop_both() -> None:
        with together():
            stop("decision", subject=CHILD, by=MANAGER, at=FRIDAY)
            stop("assessment", subject=CHILD, by=MANAGER, at=FRIDAY)

    with pytest.raises(NotRunning), transaction.atomic():
        stop_both()

    assert face("2025-10-03 10:00").state is State.RUNNING


def test_a_clock_that_is_owed_no_longer_says_so_and_why() -> None:
    run("decision")

    stop(
        "decision",
        subject=CHILD,
        by=MANAGER,
        at=at("2025-10-04 09:00"),
        ending=Ending.NO_LONGER_OWED,
        reason="Opened again",
    )

    assert face("2025-10-05 09:00").words == "no longer owed since Saturday 4 October"
    assert Fact.objects.get(kind=FactKind.STOPPED).reason == "Opened again"


def test_a_local_limit_shows_its_reason_and_keeps_it_when_the_setting_changes() -> None:
    run("decision", local={"decision": LocalLimit(4, Unit.HOURS, reason="Agreed with schools")})

    shown = face("2025-10-03 10:00")
    assert (shown.limit, shown.local_reason) == ("4 hours", "Agreed with schools")
    assert shown.words == "due today at 13:00"


# Pausing, going on, extending, counting from elsewhere


def test_pause_and_resume_move_the_date_and_keep_the_original() -> None:
    run()
    pause("assessment", subject=CHILD, reason="The family is abroad", by=MANAGER, at=at("2025-10-06 10:00"))
    assert face("2025-10-20 10:00").words == "paused since Monday 6 October"

    due = resume("assessment", subject=CHILD, reason="They are back", by=MANAGER, at=at("2025-10-13 10:00"))

    shown = face("2025-10-20 10:00")
    assert shown.original_on == day("2025-12-05")
    assert (shown.due_on, shown.moved) == (day("2025-12-12"), True)
    assert due.on == shown.due_on


def test_a_paused_clock_never_turns_late_while_it_waits() -> None:
    run("decision")
    pause("decision", subject=CHILD, reason="No address yet", by=MANAGER, at=at("2025-10-06 23:59"))

    shown = face("2025-12-01 09:00")
    assert (shown.late, shown.tone) == (False, Tone.PAUSED)
    assert swept("2025-12-01 09:00") == []


def test_pausing_a_late_clock_keeps_it_from_nobody() -> None:
    run("decision")
    pause("decision", subject=CHILD, reason="No address yet", by=MANAGER, at=at("2025-10-07 00:00"))

    assert face("2025-10-20 09:00").late
    assert [threshold for threshold, _ in swept("2025-10-20 09:00")] == ["soon", "late", "very-late"]


def test_a_clock_stopped_while_it_was_paused_is_measured_as_if_it_had_gone_on_then() -> None:
    run("decision")
    pause("decision", subject=CHILD, reason="No address yet", by=MANAGER, at=at("2025-10-06 10:00"))
    stop("decision", subject=CHILD, by=MANAGER, at=at("2025-10-09 10:00"))

    shown = face("2025-10-10 10:00")
    assert (shown.due_on, shown.late, shown.paused_at) == (day("2025-10-09"), False, None)


@pytest.mark.parametrize(
    ("refusal", "amount", "reason"),
    [
        (NothingAdded, 0, "More time"),
        (NothingAdded, -1, "More time"),
        (TooMuchAdded, 366, "More time"),
        (TooMuchAdded, 10**12, "More time"),
        (ReasonMissing, 5, "  "),
    ],
)
def test_an_extension_needs_an_amount_and_a_reason(refusal: type[Refused], amount: int, reason: str) -> None:
    run()

    with pytest.raises(refusal):
        extend(
            "assessment", subject=CHILD, amount=amount, reason=reason, by=MANAGER, at=at("2025-10-06 10:00")
        )


def test_an_extension_adds_to_the_limit() -> None:
    run()

    due = extend(
        "assessment", subject=CHILD, amount=5, reason="Two schools", by=MANAGER, at=at("2025-10-06 10:00")
    )

    assert due.on == day("2025-12-12")


def test_a_limit_that_knows_no_extension_is_not_extended() -> None:
    run("decision")

    with pytest.raises(ExtensionNotAllowed):
        extend("decision", subject=CHILD, amount=1, reason="Busy", by=MANAGER, at=at("2025-10-06 10:00"))


def test_a_report_that_lay_in_another_inbox_counts_from_when_it_really_came() -> None:
    run("decision", anchor=at("2025-10-06 09:00"))

    due = reanchor(
        "decision",
        subject=CHILD,
        anchor=at("2025-10-02 16:00"),
        reason="It lay in the school admissions inbox",
        by=MANAGER,
        at=at("2025-10-06 10:00"),
    )

    shown = face("2025-10-06 10:00")
    assert due.on == day("2025-10-03")
    assert (shown.original_on, shown.words) == (day("2025-10-07"), "late by 1 working day")


@pytest.mark.parametrize(
    ("refusal", "anchor", "because"),
    [
        (AnchorInTheFuture, "2025-10-07 00:00", "that is tomorrow"),
        (AnchorTooLongAgo, "1925-10-06 09:00", "nobody counts a hundred years day by day"),
    ],
)
def test_a_clock_counts_from_no_day_that_nobody_means(
    refusal: type[Refused], anchor: str, because: str
) -> None:
    run("decision")

    with pytest.raises(refusal):
        reanchor(
            "decision",
            subject=CHILD,
            anchor=at(anchor),
            reason="Right",
            by=MANAGER,
            at=at("2025-10-06 10:00"),
        )

    assert not Fact.objects.filter(kind=FactKind.REANCHORED).exists(), because


@pytest.mark.parametrize(
    ("refusal", "event_at", "because"),
    [
        (InTheFuture, "2025-10-08 10:00", "it is 10:00 on Tuesday"),
        (BeforeItStarted, "2025-10-02 10:00", "the clock started on Friday"),
        (OverlapsAPause, "2025-10-06 11:00", "it was paused then until noon"),
    ],
)
def test_a_pause_lies_between_what_is_known_and_now(
    refusal: type[Refused], event_at: str, because: str
) -> None:
    run()
    pause("assessment", subject=CHILD, reason="First", by=MANAGER, at=at("2025-10-06 10:00"))
    resume("assessment", subject=CHILD, reason="Back", by=MANAGER, at=at("2025-10-06 12:00"))

    with pytest.raises(refusal):
        pause(
            "assessment",
            subject=CHILD,
            reason="Second",
            by=MANAGER,
            at=at("2025-10-07 10:00"),
            event_at=at(event_at),
        )
    assert face("2025-10-07 10:00").state is State.RUNNING, because


def test_a_clock_is_not_paused_twice_nor_let_go_on_when_it_runs() -> None:
    run()
    with pytest.raises(NotPaused):
        resume("assessment", subject=CHILD, reason="Back", by=MANAGER, at=at("2025-10-06 10:00"))
    pause("assessment", subject=CHILD, reason="Away", by=MANAGER, at=at("2025-10-06 10:00"))

    with pytest.raises(AlreadyPaused):
        pause("assessment", subject=CHILD, reason="Away", by=MANAGER, at=at("2025-10-06 11:00"))


def test_whoever_reads_no_cases_sees_no_clocks_and_stops_none() -> None:
    clock = run()

    assert faces(about=[CONTACT], viewer=ADMINISTRATOR, now=FRIDAY) == ()
    assert next_due(about=[CONTACT], viewer=ADMINISTRATOR) == {}
    with pytest.raises(NotFound):
        account(clock=clock.id, about=CONTACT, viewer=ADMINISTRATOR, now=FRIDAY)
    with pytest.raises(NotFound):
        pause("assessment", subject=CHILD, reason="Away", by=ADMINISTRATOR, at=at("2025-10-06 10:00"))


def test_a_clock_of_another_contact_is_answered_like_one_that_does_not_exist() -> None:
    clock = run()

    for wrong in ({"clock": clock.id, "about": CHILD}, {"clock": uuid4(), "about": CONTACT}):
        with pytest.raises(NotFound):
            account(**wrong, viewer=MANAGER, now=FRIDAY)


def test_why_this_date_tells_days_history_and_people() -> None:
    clock = run("feedback")
    pause("feedback", subject=CHILD, reason="No safe number yet", by=MANAGER, at=at("2025-10-06 10:00"))
    resume("feedback", subject=CHILD, reason="She wrote", by=MANAGER, at=at("2025-10-07 09:00"))

    told = account(clock=clock.id, about=CONTACT, viewer=MANAGER, now=at("2025-10-07 10:00"), names=NAMES)

    assert [f"{each.on:%a}: {each.says}" for each in told.days] == [
        "Fri: It came in. Day 1 is the day after.",
        "Sat: Saturday: does not count",
        "Sun: Sunday: does not count",
        "Mon: Paused by Asha Begum: No safe number yet",
        "Tue: Working day 1 of 1",
    ]
    assert [(each.kind, each.who, each.due_on) for each in told.history] == [
        (FactKind.STARTED, "Asha Begum", day("2025-10-06")),
        (FactKind.PAUSED, "Asha Begum", day("2025-10-06")),
        (FactKind.RESUMED, "Asha Begum", day("2025-10-07")),
    ]
    assert told.face.source.startswith("No national figure")
    assert told.warning == ""


def test_a_date_beyond_the_known_holidays_carries_a_warning() -> None:
    clock = run(anchor=at("2028-12-01 09:00"))

    told = account(clock=clock.id, about=CONTACT, viewer=MANAGER, now=at("2028-12-01 10:00"))

    assert "known only until Sunday 31 December" in told.warning


def test_the_next_date_is_the_earliest_that_runs_and_a_paused_one_only_if_nothing_else_does() -> None:
    run("decision")
    run("assessment")
    pause("decision", subject=CHILD, reason="No address yet", by=MANAGER, at=at("2025-10-03 10:00"))

    assert next_due(about=[CONTACT], viewer=PUBLIC)[CONTACT].duty == "assessment"

    stop("assessment", subject=CHILD, by=MANAGER, at=at("2025-10-06 10:00"))
    only = next_due(about=[CONTACT], viewer=PUBLIC)[CONTACT]
    assert (only.duty, only.stands_still) == ("decision", True)


def test_on_an_earlier_day_the_record_shows_a_clock_as_it_was_then() -> None:
    run()
    pause("assessment", subject=CHILD, reason="Abroad", by=MANAGER, at=at("2025-10-06 10:00"))
    resume("assessment", subject=CHILD, reason="Back", by=MANAGER, at=at("2025-10-13 10:00"))
    stop("assessment", subject=CHILD, by=MANAGER, at=at("2025-11-03 10:00"))

    then = [
        faces_as_known(about=CONTACT, until=at(until), viewer=MANAGER)
        for until in ("2025-10-03 09:00", "2025-10-04 00:00", "2025-10-07 00:00", "2025-11-01 00:00")
    ]

    assert [[(each.state, each.due_on) for each in shown] for shown in then] == [
        [],
        [(State.RUNNING, day("2025-12-05"))],
        [(State.PAUSED, day("2025-12-05"))],
        [(State.RUNNING, day("2025-12-12"))],
    ]
    assert faces_as_known(about=CONTACT, until=at("2025-11-01 00:00"), viewer=ADMINISTRATOR) == ()


def test_a_list_shows_one_face_for_each_contact_the_next_one_due() -> None:
    run("decision")
    run("assessment")

    shown = next_faces(about=[CONTACT, UUID(int=99)], viewer=MANAGER, now=FRIDAY)

    assert {about: each.duty for about, each in shown.items()} == {CONTACT: "decision"}
    assert next_faces(about=[CONTACT], viewer=ADMINISTRATOR, now=FRIDAY) == {}


# The record


def test_pausing_is_in_the_ledger_and_starting_and_stopping_are_left_to_the_act_around_them(
    entries: Callable[[], list[str]],
) -> None:
    run()
    assert entries() == []

    pause("assessment", subject=CHILD, reason="Away", by=MANAGER, at=at("2025-10-06 10:00"))
    resume("assessment", subject=CHILD, reason="Back", by=MANAGER, at=at("2025-10-07 10:00"))
    extend("assessment", subject=CHILD, amount=1, reason="More", by=MANAGER, at=at("2025-10-07 10:00"))
    reanchor(
        "assessment", subject=CHILD, anchor=FRIDAY, reason="Right", by=MANAGER, at=at("2025-10-07 10:00")
    )
    stop("assessment", subject=CHILD, by=MANAGER, at=at("2025-10-08 10:00"))

    assert entries() == ["clock.paused", "clock.resumed", "clock.extended", "clock.reanchored"]


@pytest.mark.parametrize("rows", [Fact, Crossing])
def test_what_happened_to_a_clock_cannot_be_rewritten(rows: type[Fact | Crossing]) -> None:
    run("decision")
    swept("2025-10-20 09:00")

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.objects.update(by_role="nobody")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.objects.all().delete()


def test_the_cached_dates_are_what_the_facts_come_to() -> None:
    run()
    pause("assessment", subject=CHILD, reason="Away", by=MANAGER, at=at("2025-10-06 10:00"))
    resume("assessment", subject=CHILD, reason="Back", by=MANAGER, at=at("2025-10-09 10:00"))
    extend("assessment", subject=CHILD, amount=3, reason="More", by=MANAGER, at=at("2025-10-09 10:00"))
    row = Clock.objects.get()

    told = account(clock=row.id, about=CONTACT, viewer=MANAGER, now=at("2025-11-01 10:00"))

    assert (row.due_on, row.due_at) == (told.face.due_on, told.face.due_at)
    assert told.history[-1].due_on == row.due_on


# Crossings


def test_each_threshold_is_crossed_once_and_goes_up_from_worker_to_manager_to_director() -> None:
    run("decision")

    assert swept("2025-10-05 23:59") == []
    assert swept("2025-10-06 00:00") == [("soon", "worker")]
    assert swept("2025-10-06 23:59") == []
    assert swept("2025-10-07 00:00") == [("late", "manager")]
    assert swept("2025-10-07 00:05") == []
    assert swept("2025-10-08 00:00") == [("very-late", "director")]
    assert swept("2025-11-08 00:00") == []


def test_a_sweep_that_comes_late_dates_each_crossing_to_when_it_happened() -> None:
    run("decision")

    sweep(by=SYSTEM, at=at("2025-10-20 09:00"), thresholds=SUGGESTED_ESCALATION)

    assert dict(Crossing.objects.values_list("threshold", "event_at")) == {
        "soon": at("2025-10-06 00:00"),
        "late": at("2025-10-07 00:00"),
        "very-late": at("2025-10-08 00:00"),
    }
    assert set(Crossing.objects.values_list("recorded_at", flat=True)) == {at("2025-10-20 09:00")}


def test_an_hour_limit_crosses_to_the_minute() -> None:
    run("first-response")

    assert swept("2025-10-04 04:59") == []
    assert swept("2025-10-04 05:00") == [("soon", "worker")]
    assert swept("2025-10-04 08:59") == []
    assert swept("2025-10-04 09:00") == [("late", "manager")]
    assert swept("2025-10-05 08:59") == []
    assert swept("2025-10-05 09:00") == [("very-late", "director")]


def test_a_stopped_clock_crosses_nothing() -> None:
    run("decision")
    stop("decision", subject=CHILD, by=MANAGER, at=at("2025-10-03 10:00"))

    assert swept("2025-12-01 09:00") == []


def test_a_sweep_takes_no_more_than_it_was_asked_for_and_the_next_goes_on() -> None:
    wanted = [Start("decision", subject=uuid4(), about=CONTACT, anchor=FRIDAY) for _ in range(5)]
    start_many(wanted, by=PUBLIC, at=FRIDAY, settings={})
    late = {"decision": SUGGESTED_ESCALATION["decision"][1:2]}

    counts = [len(sweep(by=SYSTEM, at=at("2025-10-07 09:00"), thresholds=late, most=3)) for _ in range(3)]

    assert counts == [3, 2, 0]


def test_when_the_date_moves_the_old_crossing_is_corrected_and_not_deleted() -> None:
    run("feedback")
    assert swept("2025-10-07 09:00") == [("soon", "worker"), ("late", "manager")]

    extend(
        "feedback",
        subject=CHILD,
        amount=2,
        reason="The school is closed",
        by=MANAGER,
        at=at("2025-10-07 10:00"),
    )

    corrected = Crossing.objects.filter(corrects__isnull=False)
    assert Crossing.objects.filter(corrects__isnull=True).count() == 2
    assert sorted(each.threshold for each in corrected) == ["late", "soon"]
    assert {each.by_ref for each in corrected} == {MANAGER.ref}
    assert swept("2025-10-08 00:00") == [("soon", "worker")]
    assert swept("2025-10-09 00:00") == [("late", "manager")]


def test_a_pause_that_moves_nothing_corrects_nothing() -> None:
    run("decision")
    swept("2025-10-07 09:00")
    pause("decision", subject=CHILD, reason="Away", by=MANAGER, at=at("2025-10-07 10:00"))
    resume("decision", subject=CHILD, reason="Back", by=MANAGER, at=at("2025-10-09 10:00"))

    assert not Crossing.objects.filter(corrects__isnull=False).exists()


# A changed calendar


def proclaimed(text: str) -> dict[str, object]:
    return {"england-and-wales": ENGLAND.with_holidays({day(text): "Proclaimed holiday"})}


def test_a_newly_proclaimed_holiday_moves_every_open_clock_it_touches_and_records_it(
    entries: Callable[[], list[str]],
) -> None:
    run("decision")
    start(
        "decision",
        subject=UUID(int=21),
        about=CONTACT,
        anchor=at("2025-10-06 09:00"),
        by=MANAGER,
        at=FRIDAY,
        settings={},
    )
    start("decision", subject=UUID(int=22), about=CONTACT, anchor=FRIDAY, by=MANAGER, at=FRIDAY, settings={})
    stop("decision", subject=UUID(int=22), by=MANAGER, at=FRIDAY)

    moves = recount(by=SYSTEM, at=at("2025-10-04 09:00"), calendars=proclaimed("2025-10-06"))

    assert [(each.subject, each.old.on, each.new.on) for each in moves] == [
        (CHILD, day("2025-10-06"), day("2025-10-07"))
    ]
    assert entries() == ["clock.recounted"]
    assert Fact.objects.filter(kind=FactKind.RECOUNTED).count() == 1
    moved = Clock.objects.get(subject=CHILD)
    assert (moved.original_on, moved.due_on) == (day("2025-10-06"), day("2025-10-07"))
    assert recount(by=SYSTEM, at=at("2025-10-04 10:00"), calendars=proclaimed("2025-10-06")) == ()


def test_a_holiday_proclaimed_during_a_pause_is_recorded_as_its_own_move() -> None:
    run("feedback")
    pause("feedback", subject=CHILD, reason="Away", by=MANAGER, at=at("2025-10-03 10:00"))

    (move,) = recount(by=SYSTEM, at=at("2025-10-03 15:00"), calendars=proclaimed("2025-10-06"))

    assert (move.old.on, move.new.on) == (day("2025-10-06"), day("2025-10-07"))


def test_waiting_in_a_pause_is_no_move_of_the_calendar() -> None:
    run("feedback")
    pause("feedback", subject=CHILD, reason="Away", by=MANAGER, at=at("2025-10-03 10:00"))
    once = ENGLAND.with_holidays({day("2025-10-06"): "Proclaimed"})
    again = once.with_holidays({day("2026-10-06"): "Proclaimed for another year"})

    first = recount(by=SYSTEM, at=at("2025-10-10 09:00"), calendars={ENGLAND.code: once})
    second = recount(by=SYSTEM, at=at("2025-10-20 09:00"), calendars={ENGLAND.code: again})

    assert [each.new.on for each in first] == [day("2025-10-07")]
    assert second == ()


def test_a_calendar_that_changed_before_an_extension_is_recorded_before_the_extension() -> None:
    run()
    recount(by=SYSTEM, at=at("2025-10-04 09:00"), calendars=proclaimed("2025-10-06"))

    extend("assessment", subject=CHILD, amount=1, reason="More", by=MANAGER, at=at("2025-10-06 10:00"))

    kinds = list(Fact.objects.order_by("id").values_list("kind", "due_on"))
    assert kinds == [
        (FactKind.STARTED, day("2025-12-05")),
        (FactKind.RECOUNTED, day("2025-12-08")),
        (FactKind.RECOUNTED, day("2025-12-05")),
        (FactKind.EXTENDED, day("2025-12-08")),
    ], "the proclamation was withdrawn again before the extension"


def test_a_recount_corrects_the_crossings_of_the_old_date() -> None:
    run("decision")
    assert swept("2025-10-06 09:00") == [("soon", "worker")]

    recount(by=SYSTEM, at=at("2025-10-06 10:00"), calendars=proclaimed("2025-10-06"))

    assert Crossing.objects.filter(corrects__threshold="soon").count() == 1
    assert swept("2025-10-07 00:00") == [("soon", "worker")]


def test_a_stopped_clock_says_how_it_ended() -> None:
    clock = run("decision")
    stop(
        "decision",
        subject=CHILD,
        by=MANAGER,
        at=FRIDAY,
        ending=Ending.NO_LONGER_OWED,
        reason="Twice reported",
    )

    assert Clock.objects.get(id=clock.id).ending == Ending.NO_LONGER_OWED
    with pytest.raises(IntegrityError, match="a_stopped_clock_says_how_it_ended"), transaction.atomic():
        Clock.objects.update(ending="")
