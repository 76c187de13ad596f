"""What every page needs that is about one report: the code in the browser, and a kind word when it is gone."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from threshold.confidentiality.addresses import note_refusal, opens_to_anyone
from threshold.confidentiality.rules import PUBLIC
from threshold.doors.public import forms
from threshold.doors.public.holding import AFTERWARDS, COOKIE, Held, Stage, held_in, hold, let_go, sealed
from threshold.referrals.actions.save_draft import SentAlready
from threshold.referrals.queries import is_sent
from threshold.refusals import NotFound
from threshold.staffing.queries import configuration

View = Callable[..., HttpResponse]

# Pages whose words are carried through coming back with the code.
CARRIED = frozenset({"public:question", "public:child", "public:write", "public:say_who"})


def shows(view: View) -> View:
    """Open a page that anyone may look at, with nothing to send."""
    return opens_to_anyone(require_safe(view))


def asks(view: View) -> View:
    """Open a page that anyone may look at and send."""
    return opens_to_anyone(require_http_methods(["GET", "HEAD", "POST"])(view))


def acts(view: View) -> View:
    """Open an address that is only sent to."""
    return opens_to_anyone(require_POST(view))


def while_writing(view: View) -> View:
    """Give the view the code of a report that is being written; one that was sent shows its receipt."""
    return _with_code(view, frozenset({Stage.WRITING}))


def afterwards(view: View) -> View:
    """Give the view the code of a report that was sent."""
    return _with_code(view, AFTERWARDS)


def _with_code(view: View, stages: frozenset[Stage]) -> View:
    @wraps(view)
    def within(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse:
        now = timezone.now()
        held = held_in(request, at=now)
        if held is None:
            return ended(request)
        if held.stage not in stages:
            return redirect("public:receipt" if held.stage in AFTERWARDS else "public:go_on")
        try:
            response = view(request, held, *arguments, **keywords)
        except SentAlready:
            return hold(redirect("public:receipt"), Held(held.code, Stage.SENT), at=now)
        except NotFound as refusal:
            note_refusal(request, refusal, viewer=PUBLIC)
            return _gone(request, held, at=now)
        return response if COOKIE in response.cookies else hold(response, held, at=now)

    return within


def _gone(request: HttpRequest, held: Held, *, at: datetime) -> HttpResponse:
    """Answer for a draft that is not there any more: it was sent in another window, deleted, or its time is over."""
    if held.stage is Stage.WRITING and is_sent(code=held.code, viewer=PUBLIC):
        return hold(redirect("public:receipt"), Held(held.code, Stage.SENT), at=at)
    typed = [value for name, value in request.POST.items() if name != "csrfmiddlewaretoken" and value]
    days = configuration(viewer=PUBLIC).draft_days
    return let_go(render(request, "public/gone.html", {"typed": typed, "days": days}, status=404))


def ended(request: HttpRequest) -> HttpResponse:
    """Ask for the code again, holding on to what was typed."""
    kept = _typed(request)
    return render(
        request,
        "public/come_back.html",
        {"form": forms.ComeBack(), "ended": True, "kept": kept, "files_lost": bool(request.FILES)},
        status=403 if kept else 200,
    )


def carried_on(request: HttpRequest, held: Held, *, at: datetime) -> HttpResponse:
    """Go back to the page that the person was on, with what they had typed there; otherwise to where they were."""
    try:
        kept = json.loads(request.POST.get("kept", ""))
        match = resolve(kept["page"])
        typed = QueryDict(kept["typed"])
    except (ValueError, KeyError, TypeError, Resolver404):
        return hold(redirect(_place_of(held, at=at)), held, at=at)
    if match.view_name not in CARRIED:
        return hold(redirect(_place_of(held, at=at)), held, at=at)
    request.POST = typed
    request.COOKIES[COOKIE] = sealed(held, at=at)
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer if COOKIE in answer.cookies else hold(answer, held, at=at)


def _place_of(held: Held, *, at: datetime) -> str:
    return reverse("public:go_on" if held.stage is Stage.WRITING else "public:report")


def _typed(request: HttpRequest) -> str:
    if request.method != "POST":
        return ""
    typed = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "code", "reference"):
        typed.pop(name, None)
    return json.dumps({"page": request.path, "typed": typed.urlencode()}) if typed else ""


def address_of(page: str) -> str:
    """Return the address of one page of a report."""
    own = {"children": "public:children", "files": "public:files", "check": "public:check"}
    return reverse(own[page]) if page in own else reverse("public:question", args=[page])
