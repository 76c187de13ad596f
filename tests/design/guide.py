"""The style guide: every component and every question on two pages, drawn only in tests."""

from datetime import UTC, date, datetime
from types import SimpleNamespace as Facts
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import translation
from django.views.decorators.http import require_POST

from threshold.confidentiality.addresses import opens_to_anyone
from threshold.design import forms
from threshold.design.headers import may_be_found

handler400 = "threshold.design.errors.bad_request"
handler403 = handler404 = "threshold.design.errors.not_found"
handler500 = "threshold.design.errors.server_error"

AUTHORITY = Facts(
    name="Wexcombe Borough Council",
    phone="01632 960 001",
    emergency_words="Then come back and tell us too, if you can.",
    out_of_hours_phone="01632 960 002",
    email="frontdoor@wexcombe.example",
    colour="#5b2a6e",
    post_address="Front Door, Town Hall\nWexcombe WX1 1AA",
    exit_url="https://www.bbc.co.uk/weather",
)
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def of_the_council(request: HttpRequest) -> dict[str, Any]:
    return {"authority": AUTHORITY}


class Everything(forms.Question):
    title = "Every question there is"
    lead = "Nothing on this page is chosen beforehand."
    button = "Save and continue"

    name = forms.Text("Your name", hint="You do not have to say.", width=20, autocomplete="name")
    worry = forms.LongText(
        "What are you worried about?", missing="Tell us what you are worried about", size="m", longest=200
    )
    email = forms.Email("A safe e-mail address", hint="Only if nobody else reads it.")
    age = forms.Whole("How old is the child, about?", least=0, most=18, width=2, suffix="years")
    safe = forms.OneOf(
        "Is the child safe right now?",
        [("yes", "Yes"), ("no", "No"), ("unsure", "I do not know")],
        hints={"no": "We will ask someone to look at this at once."},
        or_before="unsure",
        missing="Say whether the child is safe, or that you do not know",
        size="m",
    )
    seen = forms.AnyOf(
        "How do you know?",
        [("saw", "I saw it"), ("heard", "I heard it"), ("told", "Someone told me")],
        hint="Choose all that fit.",
        size="s",
    )
    council = forms.Choose("Which council?", [("w", "Wexcombe"), ("e", "Eastmere")])
    born = forms.RoughDay("When was the child born?", thing="Date of birth", hint="A year is enough.")
    day = forms.Day("Which day was it?", thing="The day", missing="Say which day it was")
    at = forms.Moment("When did you see them?", thing="When you saw them")
    photo = forms.Files("Photographs or documents", hint="Up to 10 MB each.", accept="image/*,.pdf")
    password = forms.Secret("Your secret", missing="Type the secret from your receipt", width=20)
    true = forms.Tick("What I have said is true as far as I know", missing="Tick the box to go on")


class OneThing(forms.Question):
    worry = forms.LongText(
        "What are you worried about?",
        missing="Tell us what you are worried about",
        hint="Use your own words. Say what you saw yourself, and what other people told you.",
    )


class Safe(forms.Question):
    safe = forms.OneOf(
        "Is the child safe right now?",
        [("yes", "Yes, as far as I know"), ("no", "No"), ("unsure", "I do not know")],
        or_before="unsure",
        missing="Say whether the child is safe, or that you do not know",
    )


def clock(tone: str, words: str, duty: str = "Decision") -> Facts:
    return Facts(
        duty=duty,
        words=words,
        due_on=date(2026, 11, 24),
        tone=tone,
        source="Working Together to Safeguard Children 2023, chapter 3",
        local_reason="",
        why_url="#",
    )


CLOCKS = [
    clock("late", "late by 2 working days"),
    clock("soon", "due today", "Acknowledgement"),
    clock("ok", "3 working days left", "Feedback to the referrer"),
    clock("paused", "paused since Friday", "Assessment"),
    clock("done", "done in time", "First response"),
]

ENTRIES = [
    Facts(title="Decided", event_at=NOW, by="Amara Osei", text="An assessment will start.", tone=""),
    Facts(
        title="Telephone call with the school",
        event_at=datetime(2026, 11, 20, 15, 5, tzinfo=UTC),
        recorded_at=NOW,
        by="Piotr Łukaszewicz",
        text="Spoke to the deputy head.\nThe boy was in school that day.",
        tone="",
    ),
    Facts(title="Acknowledgement became late", event_at=NOW, tone="late"),
]

THREAD = [
    Facts(who="You", at=NOW, text="He was outside again last night.", ours=False),
    Facts(who="The front door team", at=NOW, text="Thank you. Did anyone else see him?", ours=True),
    Facts(who="You", at=NOW, text="شكرا، رأيته مع جاري", ours=False),
]

STEPS = [
    Facts(title="We have your report", by="Monday 23 November, 08:30", text="", done=True, current=False),
    Facts(
        title="Somebody reads it",
        by="By Tuesday 24 November",
        text="A member of the front door team reads every word and decides what to do first.",
        done=False,
        current=True,
    ),
    Facts(
        title="We tell you what we can",
        by="By Friday 27 November",
        text="Look on “Follow my report”. We may not be able to tell you everything.",
        done=False,
        current=False,
    ),
]

FILES = [
    Facts(name="IMG_2041.jpg", kind="Photograph", size="2.1 MB", state="Kept sealed", remove_url="#"),
    Facts(name="letter-from-school.pdf", kind="Document", size="180 kB", state="Kept sealed"),
]

ROWS = [
    Facts(
        url="#1",
        who="A girl of about 7 and her brother",
        what="seen alone outside at night, by a neighbour",
        owner="Nobody has it yet",
        why="new on Friday at 23:10",
        clock=clock("late", "late by 2 working days"),
        tags=[Facts(words="Danger now", tone="red")],
    ),
    Facts(
        url="#2",
        who="Nguyễn Thị Mai, 4",
        what="the health visitor could not get in, twice",
        owner="You",
        why="accepted on Thursday",
        clock=clock("soon", "due today", "Decision"),
        tags=[Facts(words="Restricted", tone="grey")],
    ),
    Facts(
        url="#3",
        who="The boy at number 12",
        what="shouting heard through the wall",
        owner="East team, to accept by 11:00",
        why="handed over by Amara Osei",
        clock=clock("ok", "2 working days left", "Feedback"),
        tags=[],
    ),
]

ACCOUNT = Facts(
    heading="Why Tuesday 24 November?",
    days=[
        Facts(
            day=date(2026, 11, 20), counts="Day 0", because="the report came in on this day", counted=False
        ),
        Facts(day=date(2026, 11, 21), counts="Does not count", because="Saturday", counted=False),
        Facts(day=date(2026, 11, 23), counts="Day 1", because="a working day", counted=True),
    ],
)


def facts(form: forms.Question) -> dict[str, Any]:
    return {
        "form": form,
        "clocks": CLOCKS,
        "entries": ENTRIES,
        "thread": THREAD,
        "steps": STEPS,
        "files": FILES,
        "rows": ROWS,
        "account": ACCOUNT,
        "receipt": Facts(
            reference="7F3-K9Q-2",
            groups=["7F3", "K9Q", "2"],
            secret_groups=["K7QX", "3FMW", "9TRA", "HD42", "PVN8"],
        ),
        "answers": [
            Facts(key="What you are worried about", value="He is outside\nalone at night.", change_url="#"),
            Facts(key="Your name", value="", change_url="#"),
        ],
        "person": Facts(
            name="The boy at number 12",
            about="about 6 years old",
            rows=[Facts(key="School", value="not known")],
            clocks=CLOCKS[:1],
            url="#",
            more="Open",
        ),
        "tasks": [
            Facts(label="What you are worried about", url="#", hint="", status="Done", done=True),
            Facts(
                label="The children", url="#", hint="As much as you know", status="Not started", done=False
            ),
        ],
        "acts": [
            Facts(label="Accept", url="#", hint="It becomes yours, and the team sees that it is."),
            Facts(label="Close", url="", refused="the referrer has not been told. Anyone in the team can."),
        ],
        "counts": [
            Facts(number=4, label="mine", url="#", current=True),
            Facts(number=11, label="my team’s", url="#"),
            Facts(number=2, label="nobody’s", url="#"),
        ],
        "columns": ["Child", "Came in", "Outcome"],
        "cells": [
            [
                Facts(text="Łukasz, 3", url="#"),
                Facts(text="2 May 2026", label="Came in"),
                Facts(text="No further action", label="Outcome"),
            ]
        ],
        "navigation": [
            Facts(label="Worklist", url="#", current=True, count=4),
            Facts(label="Duty", url="#", current=False, count=None),
        ],
        "signed_in": Facts(name="Amara Osei", role="screening worker"),
        "identity": Facts(
            title="7F3-K9Q-2", about="A girl of about 7 and her brother", tags=[Facts(words="Open", tone="")]
        ),
        "sign_out_url": "/staff/account/logout/",
        "back_url": "#",
    }


def asked(request: HttpRequest, kind: type[forms.Question]) -> forms.Question:
    return kind(request.POST, request.FILES) if request.method == "POST" else kind()


@opens_to_anyone
@may_be_found
def public(request: HttpRequest) -> HttpResponse:
    with translation.override(request.GET.get("language", "en-gb")):
        return render(request, "guide/public.html", facts(asked(request, Everything)))


@opens_to_anyone
def staff(request: HttpRequest) -> HttpResponse:
    return render(request, "guide/staff.html", facts(asked(request, Everything)))


@opens_to_anyone
def question(request: HttpRequest) -> HttpResponse:
    return render(request, "design/question.html", facts(asked(request, OneThing)))


@opens_to_anyone
def choice(request: HttpRequest) -> HttpResponse:
    return render(request, "design/question.html", facts(asked(request, Safe)))


@opens_to_anyone
def interruption(request: HttpRequest) -> HttpResponse:
    context = {
        "title": "We may have heard about this child before",
        "text": "Someone told us about a child at the same address this week.\nRead it before you go on.",
        "continue_url": "#",
        "back_url": "#",
    }
    return render(request, "design/interruption.html", context)


@opens_to_anyone
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


@opens_to_anyone
@require_POST
def only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse("posted", content_type="text/plain")


@opens_to_anyone
def too_big(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=413)


@opens_to_anyone
def resting(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=503)


urlpatterns = [
    path("", public, name="public"),
    path("desk/", staff, name="staff"),
    path("question/", question, name="question"),
    path("choice/", choice, name="choice"),
    path("interruption/", interruption, name="interruption"),
    path("broken/", broken),
    path("only-post/", only_post),
    path("too-big/", too_big),
    path("resting/", resting),
    path("design/", include("threshold.design.urls")),
]
