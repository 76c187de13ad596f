"""One page for each thing that can be done about a contact: what is asked, the act, and where it leads."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from threshold.confidentiality.addresses import ViewedRequest, opens_to
from threshold.confidentiality.rules import APPROVING_ROLES, CASE_ROLES, DECIDING_ROLES
from threshold.design.forms import Question
from threshold.desk.contact import contact_page, subject_of, told_words
from threshold.desk.contact.faces import ContactPage
from threshold.desk.contact.page import minutes_words
from threshold.doors.staff import contact_forms as ask
from threshold.doors.staff.contact_shown import identity
from threshold.doors.staff.doing import done
from threshold.people.rules import Identity
from threshold.referrals.actions.accept import accept as do_accept
from threshold.referrals.actions.acknowledge import acknowledge as do_acknowledge
from threshold.referrals.actions.add_late import add_late as do_add
from threshold.referrals.actions.answer_referrer import answer_referrer as do_answer
from threshold.referrals.actions.approve import approve as do_approve
from threshold.referrals.actions.ask_referrer import ask_referrer as do_ask
from threshold.referrals.actions.close import close as do_close
from threshold.referrals.actions.correct_child import correct_child as do_correct
from threshold.referrals.actions.decide import decide as do_decide
from threshold.referrals.actions.finish_assessment import finish_assessment as do_finish
from threshold.referrals.actions.hand_back import hand_back as do_hand_back
from threshold.referrals.actions.hand_over import hand_over as do_hand_over
from threshold.referrals.actions.move_clock import move_clock as do_move
from threshold.referrals.actions.record_identity import record_identity as do_identify
from threshold.referrals.actions.record_response import record_response as do_respond
from threshold.referrals.actions.reopen import reopen as do_reopen
from threshold.referrals.actions.screen import screen as do_screen
from threshold.referrals.actions.see_alert import see_alert as do_see_alert
from threshold.referrals.actions.tell_referrer import tell_referrer as do_tell
from threshold.referrals.actions.transfer_out import transfer_out as do_transfer
from threshold.referrals.rules.possible import Verb, find
from threshold.refusals import NotFound
from threshold.staffing.queries import TeamFace, colleagues, configuration, teams

asked = require_http_methods(["GET", "HEAD", "POST"])


def _page(request: ViewedRequest, ref: str) -> ContactPage:
    match = request.resolver_match
    route = match.view_name if match else ""
    return contact_page(ref=ref, viewer=request.viewer, at=timezone.now(), route=route)


def _posted(request: ViewedRequest) -> QueryDict | None:
    """Return what was sent, or nothing for a page that is only being opened."""
    return request.POST if request.method == "POST" else None


def _act(
    request: ViewedRequest,
    ref: str,
    form: Question,
    act: Callable[[], object],
    *,
    verb: Verb,
    says: str,
    child: int | None = None,
    template: str = "staff/contact/act.html",
    page: ContactPage | None = None,
    more: Callable[[ContactPage], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Do it and go back to the contact; or ask, with what was typed; or say why not now and who can."""
    then = reverse("staff:contact", kwargs={"ref": ref})
    subject = subject_of(ref=ref, viewer=request.viewer) if form.is_bound else None
    if went_on := done(request, form, act, says=says, then=then, subject=subject):
        return went_on
    page = page or _page(request, ref)
    found = find(page.acts, verb, child)
    if found is None:
        raise NotFound
    context: dict[str, Any] = {
        "page": page,
        "identity": identity(page),
        "back_url": then,
        "layout": "design/staff.html",
        "child": page.child(child) if child is not None else None,
    }
    if not found.allowed and not form.is_bound:
        return render(request, "staff/contact/not_now.html", context | {"act": found})
    return render(request, template, context | {"form": form} | (more(page) if more else {}))


def _team(team: TeamFace) -> dict[str, str]:
    return {"name": team.name, "accept_words": minutes_words(team.accept_within)}


@opens_to(*DECIDING_ROLES)
@asked
def accept(request: ViewedRequest, ref: str) -> HttpResponse:
    """Take a contact on."""
    return _act(
        request,
        ref,
        ask.Accept(_posted(request)),
        lambda: do_accept(ref=ref, by=request.viewer, at=timezone.now()),
        verb=Verb.ACCEPT,
        says="You hold this contact now.",
        template="staff/contact/accept.html",
    )


@opens_to(*DECIDING_ROLES)
@asked
def hand_back(request: ViewedRequest, ref: str) -> HttpResponse:
    """Hand a contact back to duty."""
    form = ask.HandBack(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_hand_back(ref=ref, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.HAND_BACK,
        says="It is back with duty.",
    )


@opens_to(*DECIDING_ROLES)
@asked
def hand_over(request: ViewedRequest, ref: str) -> HttpResponse:
    """Hand a contact over to a person or a team."""
    viewer = request.viewer
    offered = teams(viewer=viewer)
    form = ask.HandOver(_posted(request), staff=colleagues(viewer=viewer), teams=offered, me=viewer.worker_id)
    return _act(
        request,
        ref,
        form,
        lambda: do_hand_over(
            ref=ref, **form.receiver, words=form.cleaned_data["words"], by=viewer, at=timezone.now()
        ),
        verb=Verb.HAND_OVER,
        says="Handed over. It comes back to duty if nobody takes it on in time.",
        template="staff/contact/hand_over.html",
        more=lambda page: {"teams": [_team(each) for each in offered]},
    )


@opens_to(*CASE_ROLES)
@asked
def see_alert(request: ViewedRequest, ref: str) -> HttpResponse:
    """Say that an alert has been seen."""
    return _act(
        request,
        ref,
        ask.SeeAlert(_posted(request)),
        lambda: do_see_alert(ref=ref, by=request.viewer, at=timezone.now()),
        verb=Verb.SEE_ALERT,
        says="The alert goes no further up.",
    )


@opens_to(*CASE_ROLES)
@asked
def acknowledge(request: ViewedRequest, ref: str) -> HttpResponse:
    """Acknowledge a report to the person who made it."""
    form = ask.Acknowledge(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_acknowledge(ref=ref, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.ACKNOWLEDGE,
        says="The report is acknowledged.",
        template="staff/contact/write.html",
    )


@opens_to(*CASE_ROLES)
@asked
def ask_referrer(request: ViewedRequest, ref: str) -> HttpResponse:
    """Ask the person who told us."""
    form = ask.Ask(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_ask(ref=ref, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.ASK,
        says="Your question is in the thread.",
        template="staff/contact/write.html",
    )


@opens_to(*CASE_ROLES)
@asked
def answer(request: ViewedRequest, ref: str) -> HttpResponse:
    """Answer the person who told us."""
    form = ask.Answer(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_answer(ref=ref, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.ANSWER,
        says="Your answer is in the thread.",
        template="staff/contact/write.html",
    )


@opens_to(*CASE_ROLES)
@asked
def identify(request: ViewedRequest, ref: str) -> HttpResponse:
    """Record who a professional is."""
    form = ask.Identify(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_identify(
            ref=ref, identity=Identity.of(form.cleaned_data), by=request.viewer, at=timezone.now()
        ),
        verb=Verb.IDENTIFY,
        says="It is recorded who they are.",
        template="staff/contact/identify.html",
    )


@opens_to(*DECIDING_ROLES)
@asked
def respond(request: ViewedRequest, ref: str) -> HttpResponse:
    """Record who was seen or spoken to, and when."""
    form = ask.Respond(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_respond(ref=ref, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.RESPOND,
        says="The response is recorded.",
    )


@opens_to(*DECIDING_ROLES)
@asked
def screen(request: ViewedRequest, ref: str) -> HttpResponse:
    """Record the screening."""
    form = ask.Screen(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_screen(ref=ref, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.SCREEN,
        says="The screening is recorded.",
        template="staff/contact/screen.html",
    )


@opens_to(*DECIDING_ROLES)
@asked
def decide(request: ViewedRequest, ref: str, number: int) -> HttpResponse:
    """Decide what happens next for one child, with the earlier decision it follows in view."""
    settings = configuration(viewer=request.viewer)
    page = _page(request, ref)
    child = page.child(number)
    if child is None:
        raise NotFound
    form = ask.Decide(_posted(request), settings=settings, called=child.called)
    return _act(
        request,
        ref,
        form,
        lambda: do_decide(
            ref=ref,
            number=number,
            **form.cleaned_data,
            follows=child.follows_decision,
            by=request.viewer,
            at=timezone.now(),
        ),
        verb=Verb.DECIDE,
        child=number,
        says=f"The decision for {child.called} is recorded.",
        template="staff/contact/decide.html",
        page=page,
        more=lambda page: {"second_person": settings.second_person_for_no_further_action},
    )


@opens_to(*APPROVING_ROLES)
@asked
def approve(request: ViewedRequest, ref: str, number: int) -> HttpResponse:
    """Answer a decision as the second person."""
    page = _page(request, ref)
    child = page.child(number)
    if child is None:
        raise NotFound
    form = ask.Approve(_posted(request), initial={"read": len(child.decisions)})
    return _act(
        request,
        ref,
        form,
        lambda: do_approve(ref=ref, number=number, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.APPROVE,
        child=number,
        says="Your answer is recorded.",
        template="staff/contact/approve.html",
        page=page,
    )


@opens_to(*DECIDING_ROLES)
@asked
def tell(request: ViewedRequest, ref: str) -> HttpResponse:
    """Tell the person who told us, with exactly what they will read in view."""
    form = ask.Tell(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_tell(ref=ref, **form.cleaned_data, why_not="", by=request.viewer, at=timezone.now()),
        verb=Verb.TELL,
        says="They have been told.",
        template="staff/contact/tell.html",
        more=lambda page: {"told": told_words(ref=ref, viewer=request.viewer)},
    )


@opens_to(*DECIDING_ROLES)
@asked
def not_tell(request: ViewedRequest, ref: str) -> HttpResponse:
    """Record why the person who told us cannot be told."""
    form = ask.NotTell(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_tell(ref=ref, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.TELL,
        says="It is on record why they cannot be told.",
    )


@opens_to(*DECIDING_ROLES)
@asked
def transfer(request: ViewedRequest, ref: str) -> HttpResponse:
    """Record to which authority a contact was passed, after a page to stop and think."""
    form = ask.Transfer(_posted(request), neighbours=configuration(viewer=request.viewer).neighbours)
    stop = not form.is_bound and "on" not in request.GET
    return _act(
        request,
        ref,
        form,
        lambda: do_transfer(ref=ref, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.TRANSFER,
        says="It is recorded where this went, and the person who told us can read it.",
        template="staff/contact/before_transfer.html" if stop else "staff/contact/act.html",
    )


@opens_to(*DECIDING_ROLES)
@asked
def finish_assessment(request: ViewedRequest, ref: str, number: int) -> HttpResponse:
    """Finish a child's assessment."""
    form = ask.FinishAssessment(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_finish(ref=ref, number=number, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.FINISH_ASSESSMENT,
        child=number,
        says="The assessment is finished.",
    )


@opens_to(*DECIDING_ROLES)
@asked
def reopen(request: ViewedRequest, ref: str, number: int) -> HttpResponse:
    """Open a child's decision again."""
    form = ask.Reopen(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_reopen(ref=ref, number=number, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.REOPEN,
        child=number,
        says="It is open again, with a new date for the decision.",
        template="staff/contact/reopen.html",
    )


@opens_to(*CASE_ROLES)
@asked
def add(request: ViewedRequest, ref: str) -> HttpResponse:
    """Add what was learned late."""
    form = ask.AddLate(_posted(request))
    return _act(
        request,
        ref,
        form,
        lambda: do_add(ref=ref, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        verb=Verb.ADD,
        says="It is part of the record now.",
    )


@opens_to(*CASE_ROLES)
@asked
def correct(request: ViewedRequest, ref: str, number: int) -> HttpResponse:
    """Correct what is known about a child."""
    page = _page(request, ref)
    child = page.child(number)
    if child is None:
        raise NotFound
    form = ask.Correct(_posted(request), initial={**asdict(child.known), "read": child.version})
    return _act(
        request,
        ref,
        form,
        lambda: do_correct(
            ref=ref,
            number=number,
            known=form.known,
            reason=form.cleaned_data["reason"],
            read=form.cleaned_data["read"],
            by=request.viewer,
            at=timezone.now(),
        ),
        verb=Verb.CORRECT,
        child=number,
        says="The correction is recorded.",
        page=page,
    )


@opens_to(*DECIDING_ROLES)
@asked
def close(request: ViewedRequest, ref: str) -> HttpResponse:
    """Close a contact."""
    return _act(
        request,
        ref,
        ask.Close(_posted(request)),
        lambda: do_close(ref=ref, by=request.viewer, at=timezone.now()),
        verb=Verb.CLOSE,
        says="The contact is closed.",
        template="staff/contact/close.html",
    )


@opens_to(*DECIDING_ROLES)
@asked
def move_clock(request: ViewedRequest, ref: str, clock: UUID) -> HttpResponse:
    """Pause a clock, start it again, extend it or count it from another day."""
    form = ask.MoveClock(_posted(request))
    page = _page(request, ref)
    found = page.clock(clock)
    if found is None:
        raise NotFound
    return _act(
        request,
        ref,
        form,
        lambda: do_move(
            ref=ref,
            duty=found.code,
            subject=found.subject,
            move=form.cleaned_data["move"],
            amount=form.cleaned_data["amount"] or 0,
            anchor=form.cleaned_data["anchor"],
            reason=form.cleaned_data["reason"],
            by=request.viewer,
            at=timezone.now(),
        ),
        verb=Verb.MOVE_CLOCK,
        says="The date is moved, with your reason.",
        template="staff/contact/move_clock.html",
        page=page,
        more=lambda page: {"clock": found},
    )
