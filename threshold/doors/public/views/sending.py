"""Checking and sending a report, and the receipt for it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from threshold.clocks.queries import account, faces
from threshold.clocks.rules import day_of
from threshold.confidentiality.addresses import note_refusal
from threshold.confidentiality.rules import PUBLIC
from threshold.doors.public import forms, words
from threshold.doors.public.documents.make import receipt_document
from threshold.doors.public.holding import AFTERWARDS, Held, Stage, held_in, hold
from threshold.doors.public.journey import before
from threshold.doors.public.progress import Progress, owed, progress
from threshold.doors.public.summary import sections
from threshold.evidence.queries import files_of_draft
from threshold.people.rules import postcode_in
from threshold.referrals.actions.send import send
from threshold.referrals.queries import HolderPage, draft_under, holder_page
from threshold.referrals.rules.codes import GROUP, grouped, shown, tidy
from threshold.referrals.rules.report import Draft, is_danger
from threshold.refusals import NotFound, Refused
from threshold.staffing.queries import configuration
from threshold.staffing.rules import Neighbour

from .proving import seal_of
from .within import address_of, afterwards, asks, shows, while_writing


@while_writing
def _check(request: HttpRequest, held: Held) -> HttpResponse:
    if request.method != "POST":
        return _to_check(request, held)
    now = timezone.now()
    declaration = words.DECLARATIONS.get(request.POST.get("declaration", ""))
    if declaration is None:
        return _to_check(request, held)
    try:
        send(code=held.code, declaration=declaration, by=PUBLIC, at=now)
    except NotFound:
        raise
    except Refused as refusal:
        note_refusal(request, refusal, viewer=PUBLIC)
        return _to_check(request, held, refusal)
    return hold(redirect("public:receipt"), Held(held.code, Stage.SENT), at=now)


check = asks(_check)


def _to_check(request: HttpRequest, held: Held, refusal: Refused | None = None) -> HttpResponse:
    draft, under = draft_under(code=held.code, viewer=PUBLIC, at=timezone.now())
    wording = words.IN_FORCE[draft.report.teller]
    context = {
        "sections": sections(draft, files_of_draft(draft=under, viewer=PUBLIC)),
        "wording": wording,
        "declaration": words.DECLARATIONS[wording],
        "refusal": refusal,
        "worry_missing": not draft.report.worry.strip(),
        "neighbours": _neighbours(draft),
        "danger": is_danger(draft.report, danger_answers=configuration(viewer=PUBLIC).danger_answers),
        "back_url": address_of(before("check", draft)),
    }
    return render(request, "public/check.html", context)


def _neighbours(draft: Draft) -> tuple[Neighbour, ...]:
    known = configuration(viewer=PUBLIC)
    found = (known.neighbour_for(postcode_in(child.address)) for child in draft.children)
    return tuple(dict.fromkeys(neighbour for neighbour in found if neighbour))


@dataclass(frozen=True, slots=True)
class Story:
    """A report as the person who told us sees it."""

    page: HolderPage
    progress: Progress
    neighbour: Neighbour | None

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the reference in its groups."""
        return grouped(self.page.ref)

    @property
    def reference(self) -> str:
        """Return the reference as it is printed."""
        return shown(self.page.ref)

    @property
    def professional(self) -> bool:
        """Return whether the receipt is also somebody's proof that they notified."""
        return self.page.professional


def story_of(code: str, *, now: datetime) -> Story:
    """Return how far the report behind this code has come, or raise NotFound."""
    page = holder_page(code=code, viewer=PUBLIC)
    clocks = faces(about=[page.contact], viewer=PUBLIC, now=now)
    accounts = {
        face.duty: account(clock=face.clock, about=page.contact, viewer=PUBLIC, now=now)
        for face in owed(clocks)
    }
    neighbour = configuration(viewer=PUBLIC).neighbour(page.neighbour) if page.neighbour else None
    told = progress(page, clocks, accounts, neighbour=neighbour.name if neighbour else "", today=day_of(now))
    return Story(page, told, neighbour)


@shows
def receipt(request: HttpRequest) -> HttpResponse:
    """Show the receipt to the browser that holds its code; to any other, nothing that is secret."""
    now = timezone.now()
    held = held_in(request, at=now)
    if held is None or held.stage not in AFTERWARDS:
        return render(request, "public/receipt_gone.html", {"writing": held is not None})
    context = {
        "story": story_of(held.code, now=now),
        "seal": seal_of(held.code, now=now),
        "code_groups": grouped(held.code),
        "escalates": configuration(viewer=PUBLIC).alert_escalates_after_minutes,
    }
    return hold(render(request, "public/receipt.html", context), held, at=now)


@afterwards
def _receipt_document(request: HttpRequest, held: Held) -> HttpResponse:
    return _document(held, with_code=True)


@afterwards
def _proof_document(request: HttpRequest, held: Held) -> HttpResponse:
    return _document(held, with_code=False)


receipt_pdf, proof_pdf = shows(_receipt_document), shows(_proof_document)


def _document(held: Held, *, with_code: bool) -> HttpResponse:
    now = timezone.now()
    story = story_of(held.code, now=now)
    written = receipt_document(
        page=story.page,
        steps=story.progress.steps,
        code=grouped(held.code) if with_code else (),
        authority=configuration(viewer=PUBLIC).authority,
        at=now,
    )
    response = HttpResponse(written, content_type="application/pdf")
    # A name that says nothing to whoever else uses this device.
    response["Content-Disposition"] = 'attachment; filename="notes.pdf"'
    return response


@afterwards
def _kept(request: HttpRequest, held: Held) -> HttpResponse:
    form = forms.LastGroup(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if tidy(form.cleaned_data["last"]) == held.code[-GROUP:]:
            return render(request, "public/kept.html")
        form.add_error("last", "That is not the end of your code. Look again at where you kept it")
    return render(request, "public/last_group.html", {"form": form})


kept = asks(_kept)
