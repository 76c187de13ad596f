"""Arriving and leaving: the first page, the code, coming back, and the pages about this service."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from threshold.confidentiality.addresses import note_refusal
from threshold.confidentiality.rules import PUBLIC
from threshold.confidentiality.throttling import client_key, guessed_right, wait_before_guessing
from threshold.design.headers import may_be_found
from threshold.doors.public import forms, words
from threshold.doors.public.holding import Held, Stage, held_in, hold, let_go
from threshold.doors.public.journey import goes_on_at
from threshold.referrals.actions.discard_draft import discard_draft
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.actions.use_receipt import use_receipt
from threshold.referrals.queries import draft_under, holder_page
from threshold.referrals.rules.codes import grouped, new_code, tidy
from threshold.referrals.rules.report import Draft
from threshold.refusals import NotFound
from threshold.staffing.queries import configuration

from .within import acts, address_of, asks, carried_on, shows, while_writing

FROM_NOWHERE = "::"
"""Stands for a client whose address the server does not know, as behind a socket."""


@may_be_found
@shows
def start(request: HttpRequest) -> HttpResponse:
    """Show the first page."""
    held = held_in(request, at=timezone.now())
    writing = held is not None and held.stage is Stage.WRITING
    context = {"writing": writing, "sent": held is not None and not writing}
    days = configuration(viewer=PUBLIC).draft_days
    return render(request, "public/start.html", {**context, "days": days})


@acts
def begin(request: HttpRequest) -> HttpResponse:
    """Open an empty draft under a new code."""
    code, now = new_code(), timezone.now()
    save_draft(code=code, draft=Draft(), by=PUBLIC, at=now)
    return hold(redirect("public:code"), Held(code, Stage.WRITING), at=now)


@while_writing
def _code(request: HttpRequest, held: Held) -> HttpResponse:
    draft, _ = draft_under(code=held.code, viewer=PUBLIC, at=timezone.now())
    days = configuration(viewer=PUBLIC).draft_days
    go_on = address_of(goes_on_at(draft))
    return render(request, "public/code.html", {"groups": grouped(held.code), "days": days, "go_on": go_on})


code = shows(_code)


@while_writing
def _go_on(request: HttpRequest, held: Held) -> HttpResponse:
    draft, _ = draft_under(code=held.code, viewer=PUBLIC, at=timezone.now())
    return redirect(address_of(goes_on_at(draft)))


go_on = shows(_go_on)


@acts
def leave(request: HttpRequest) -> HttpResponse:
    """Take the code out of this browser. What was saved stays."""
    return let_go(redirect("public:left"))


@shows
def left(request: HttpRequest) -> HttpResponse:
    """Say how to come back."""
    return render(request, "public/left.html", {"days": configuration(viewer=PUBLIC).draft_days})


@while_writing
def _delete(request: HttpRequest, held: Held) -> HttpResponse:
    if request.method == "POST":
        discard_draft(code=held.code, by=PUBLIC, at=timezone.now())
        return let_go(redirect("public:deleted"))
    draft, _ = draft_under(code=held.code, viewer=PUBLIC, at=timezone.now())
    return render(request, "public/delete.html", {"back_url": address_of(goes_on_at(draft))})


delete = asks(_delete)


@shows
def deleted(request: HttpRequest) -> HttpResponse:
    """Say that nothing is kept."""
    return render(request, "public/deleted.html")


@asks
def come_back(request: HttpRequest) -> HttpResponse:
    """Open a draft by its code, or a report that was sent by its code and reference."""
    form = forms.ComeBack(request.POST or None)
    kept = request.POST.get("kept", "")
    if not form.is_valid():
        return render(request, "public/come_back.html", {"form": form, "kept": kept})
    now = timezone.now()
    code, reference = tidy(form.cleaned_data["code"]), tidy(form.cleaned_data["reference"])
    client = _client(request, at=now)
    # Counted before anything is looked up, and counted for this code and this client only.
    if seconds := wait_before_guessing(reference or code, client=client, at=now):
        return _wait(request, form, kept, seconds)
    try:
        held = _held_under(code, reference)
    except NotFound as refusal:
        note_refusal(request, refusal, viewer=PUBLIC)
        form.add_error(None, words.NOT_FOUND)
        return render(request, "public/come_back.html", {"form": form, "kept": kept})
    guessed_right(reference or code, client=client)
    return carried_on(request, held, at=now)


def _client(request: HttpRequest, *, at: datetime) -> bytes:
    """Return what stands for the client today. Its address is kept nowhere."""
    try:
        return client_key(request.META.get("REMOTE_ADDR", ""), at=at)
    except ValueError:
        return client_key(FROM_NOWHERE, at=at)


def _wait(request: HttpRequest, form: forms.ComeBack, kept: str, seconds: int) -> HttpResponse:
    response = render(
        request, "public/wait.html", {"form": form, "kept": kept, "seconds": seconds}, status=429
    )
    response["Retry-After"] = str(seconds)
    return response


def _held_under(code: str, reference: str) -> Held:
    """Return what the browser may hold from now on, or raise NotFound, whichever of the two was wrong."""
    now = timezone.now()
    if not reference:
        draft_under(code=code, viewer=PUBLIC, at=now)
        return Held(code, Stage.WRITING)
    if holder_page(code=code, viewer=PUBLIC).ref != reference:
        raise NotFound
    return Held(code, Stage.FOLLOWING, use_receipt(code=code, by=PUBLIC, at=now))


@may_be_found
@shows
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what happens to what people tell us."""
    return render(request, "public/privacy.html", {"days": configuration(viewer=PUBLIC).draft_days})


@may_be_found
@shows
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how far everyone can use this service."""
    return render(request, "public/accessibility.html")


@may_be_found
@shows
def about(request: HttpRequest) -> HttpResponse:
    """Say who we are and every way to reach us."""
    return render(request, "public/about.html")
