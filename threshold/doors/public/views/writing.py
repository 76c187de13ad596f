"""Writing a report: the questions, the children and the files. Everything is saved at every page."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from threshold.clocks.rules import day_of
from threshold.confidentiality.addresses import note_refusal
from threshold.confidentiality.rules import PUBLIC
from threshold.doors.public import forms
from threshold.doors.public.holding import Held, let_go
from threshold.doors.public.journey import CHECK, CHILDREN, FILES, QUESTIONS, after, before, part_of
from threshold.evidence.actions.remove import remove
from threshold.evidence.queries import files_of_draft
from threshold.evidence.rules import FileRefused
from threshold.people.rules import postcode_in
from threshold.referrals.actions.attach import attach
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.queries import draft_under
from threshold.referrals.rules.report import Draft, is_danger
from threshold.referrals.rules.words import Teller
from threshold.staffing.queries import configuration

from .within import acts, address_of, asks, shows, while_writing

GIVER = "the person who told us"
RETURN = f"?return={CHECK}"


@while_writing
def _question(request: HttpRequest, held: Held, page: str) -> HttpResponse:
    now = timezone.now()
    if page not in QUESTIONS:
        raise Http404
    draft, _ = draft_under(code=held.code, viewer=PUBLIC, at=now)
    form = QUESTIONS[page](request.POST or None, draft=draft)
    if request.method == "POST" and form.is_valid():
        answered = form.into(draft).past(page)
        save_draft(code=held.code, draft=answered, by=PUBLIC, at=now)
        return _onwards(request, page, answered)
    return render(request, "public/question.html", {"form": form, **_frame(request, page, draft)})


question = asks(_question)


@while_writing
def _danger(request: HttpRequest, held: Held) -> HttpResponse:
    draft, _ = draft_under(code=held.code, viewer=PUBLIC, at=timezone.now())
    go_on = reverse("public:check") if _checking(request) else address_of(after("safe", draft))
    return render(request, "public/danger.html", {"go_on": go_on, "back_url": address_of("safe")})


danger = shows(_danger)


@while_writing
def _children(request: HttpRequest, held: Held) -> HttpResponse:
    now = timezone.now()
    draft, _ = draft_under(code=held.code, viewer=PUBLIC, at=now)
    if request.method == "POST":
        answered = draft.past(CHILDREN)
        save_draft(code=held.code, draft=answered, by=PUBLIC, at=now)
        return _onwards(request, CHILDREN, answered)
    if not draft.children and CHILDREN not in draft.answered:
        return redirect("public:child", number=1)
    context = {"children": draft.children, "next_number": len(draft.children) + 1}
    return render(request, "public/children.html", {**context, **_frame(request, CHILDREN, draft)})


children = asks(_children)


@while_writing
def _child(request: HttpRequest, held: Held, number: int) -> HttpResponse:
    now = timezone.now()
    draft, _ = draft_under(code=held.code, viewer=PUBLIC, at=now)
    if not 1 <= number <= len(draft.children) + 1:
        raise Http404
    form = forms.AChild(request.POST or None, draft=draft, number=number, today=day_of(now))
    if request.method == "POST" and form.is_valid():
        answered = form.into(draft).past(CHILDREN)
        save_draft(code=held.code, draft=answered, by=PUBLIC, at=now)
        return _after_child(request, answered, number)
    return render(
        request, "public/child.html", {"form": form, "number": number, **_frame(request, CHILDREN, draft)}
    )


child = asks(_child)


def _after_child(request: HttpRequest, draft: Draft, number: int) -> HttpResponse:
    if request.POST.get("then"):
        return _onwards(request, CHILDREN, draft)
    if not draft.children:
        return _onwards(request, CHILDREN, draft)
    address = draft.children[number - 1].address if number <= len(draft.children) else ""
    if configuration(viewer=PUBLIC).neighbour_for(postcode_in(address)):
        return redirect("public:elsewhere", number=number)
    return redirect(_with_return(request, reverse("public:children")))


@while_writing
def _elsewhere(request: HttpRequest, held: Held, number: int) -> HttpResponse:
    draft, _ = draft_under(code=held.code, viewer=PUBLIC, at=timezone.now())
    if not 1 <= number <= len(draft.children):
        raise Http404
    postcode = postcode_in(draft.children[number - 1].address)
    neighbour = configuration(viewer=PUBLIC).neighbour_for(postcode)
    back = reverse("public:child", args=[number])
    return render(request, "public/elsewhere.html", {"neighbour": neighbour, "back_url": back})


elsewhere = shows(_elsewhere)


@while_writing
def _remove_child(request: HttpRequest, held: Held, number: int) -> HttpResponse:
    now = timezone.now()
    draft, _ = draft_under(code=held.code, viewer=PUBLIC, at=now)
    save_draft(code=held.code, draft=draft.without_child(number), by=PUBLIC, at=now)
    return redirect("public:children")


remove_child = acts(_remove_child)


@while_writing
def _files(request: HttpRequest, held: Held) -> HttpResponse:
    now = timezone.now()
    draft, under = draft_under(code=held.code, viewer=PUBLIC, at=now)
    form = forms.Files(request.POST or None, request.FILES or None, draft=draft)
    if request.method == "POST" and form.is_valid() and _keep_each(request, form, held.code):
        answered = draft.past(FILES)
        save_draft(code=held.code, draft=answered, by=PUBLIC, at=now)
        if request.POST.get("then") == "more":
            return redirect(_with_return(request, reverse("public:files")))
        return _onwards(request, FILES, answered)
    kept = files_of_draft(draft=under, viewer=PUBLIC)
    return render(request, "public/files.html", {"form": form, "kept": kept, **_frame(request, FILES, draft)})


files = asks(_files)


def _keep_each(request: HttpRequest, form: forms.Files, code: str) -> bool:
    """Keep every file that can be kept, and say of each other one why not; return whether all were kept."""
    said = form.cleaned_data["said_about"]
    for upload in form.cleaned_data["chosen"]:
        try:
            attach(
                code=code,
                stream=upload,
                name=upload.name,
                said=said,
                giver=GIVER,
                by=PUBLIC,
                at=timezone.now(),
            )
        except FileRefused as refusal:
            note_refusal(request, refusal, viewer=PUBLIC)
            form.add_error("chosen", str(refusal))
    return not form.errors


@while_writing
def _remove_file(request: HttpRequest, held: Held, storage: UUID) -> HttpResponse:
    _, under = draft_under(code=held.code, viewer=PUBLIC, at=timezone.now())
    remove(storage=storage, draft=under)
    return redirect("public:files")


remove_file = acts(_remove_file)


def _onwards(request: HttpRequest, page: str, draft: Draft) -> HttpResponse:
    """Go to where the pressed button leads: on, away, or back to the check."""
    then = request.POST.get("then")
    if then == "leave":
        return let_go(redirect("public:left"))
    danger_answers = configuration(viewer=PUBLIC).danger_answers
    to_check = then == CHECK or _checking(request)
    if page == "safe" and is_danger(draft.report, danger_answers=danger_answers):
        return redirect(reverse("public:danger") + (RETURN if to_check else ""))
    if to_check:
        return redirect("public:check")
    return redirect(address_of(after(page, draft)))


def _checking(request: HttpRequest) -> bool:
    return request.GET.get("return") == CHECK


def _with_return(request: HttpRequest, address: str) -> str:
    return address + RETURN if _checking(request) else address


def _frame(request: HttpRequest, page: str, draft: Draft) -> dict[str, object]:
    part, of = part_of(page, draft)
    earlier = CHECK if _checking(request) else before(page, draft)
    return {
        "part": part,
        "of": of,
        "back_url": address_of(earlier) if earlier else reverse("public:code"),
        "can_send": bool(draft.report.worry.strip()),
        "a_child_tells": draft.report.teller is Teller.CHILD,
        "checking": _checking(request),
    }
