"""Following a report that was sent: how far it is, what is late, and writing to each other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from threshold.confidentiality.addresses import note_refusal
from threshold.confidentiality.rules import PUBLIC
from threshold.doors.public import forms
from threshold.doors.public.holding import Held
from threshold.messages.queries import MessageFace, thread_of
from threshold.messages.rules import Direction
from threshold.people.rules import Identity
from threshold.referrals.actions.ask_why import NothingIsLate, ask_why
from threshold.referrals.actions.identify import identify
from threshold.referrals.actions.write_to_us import write_to_us
from threshold.refusals import Refused
from threshold.staffing.queries import configuration

from .proving import seal_of
from .sending import story_of
from .within import acts, afterwards, asks, shows


@afterwards
def _report(request: HttpRequest, held: Held) -> HttpResponse:
    return _show(request, held, forms.Message())


report = shows(_report)


@afterwards
def _write(request: HttpRequest, held: Held) -> HttpResponse:
    form = forms.Message(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_to_us(code=held.code, **form.cleaned_data, by=PUBLIC, at=timezone.now())
            return redirect(reverse("public:report") + "?done=wrote#messages")
        except Refused as refusal:
            note_refusal(request, refusal, viewer=PUBLIC)
            form.refuse(refusal)
    return _show(request, held, form)


write = asks(_write)


@afterwards
def _why_late(request: HttpRequest, held: Held) -> HttpResponse:
    try:
        ask_why(code=held.code, by=PUBLIC, at=timezone.now())
    except NothingIsLate as refusal:
        note_refusal(request, refusal, viewer=PUBLIC)
        return _show(request, held, forms.Message(), refusal)
    return redirect(reverse("public:report") + "?done=asked")


why_late = acts(_why_late)


@afterwards
def _say_who(request: HttpRequest, held: Held) -> HttpResponse:
    form = forms.SayWho(request.POST or None)
    if request.method == "POST" and form.is_valid():
        identity = Identity.of(form.cleaned_data)
        try:
            identify(code=held.code, identity=identity, by=PUBLIC, at=timezone.now())
            return redirect(reverse("public:report") + "?done=named")
        except Refused as refusal:
            note_refusal(request, refusal, viewer=PUBLIC)
            form.refuse(refusal)
    return render(request, "public/say_who.html", {"form": form, "back_url": reverse("public:report")})


say_who = asks(_say_who)


def _show(
    request: HttpRequest, held: Held, form: forms.Message, refusal: Refused | None = None
) -> HttpResponse:
    now = timezone.now()
    story = story_of(held.code, now=now)
    known = configuration(viewer=PUBLIC)
    context = {
        "story": story,
        "thread": [_said(message) for message in thread_of(about=story.page.contact, viewer=PUBLIC)],
        "form": form,
        "before": held.before,
        "refusal": refusal,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "seal": seal_of(held.code, now=now),
        "escalates": known.alert_escalates_after_minutes,
    }
    return render(request, "public/report.html", context)


DONE = {
    "wrote": "We have your message.",
    "asked": "We have your question. Somebody has to answer it, by the date below.",
    "named": "We have your name now. We keep it apart from your words.",
}


def _said(message: MessageFace) -> dict[str, object]:
    from_them = message.direction is Direction.IN
    return {
        "who": "You" if from_them else "The front door",
        "at": message.at,
        "text": message.words,
        "ours": from_them,
    }
