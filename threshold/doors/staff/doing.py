"""Thin views: run one act, repeat one refusal, say that it was done."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from threshold.confidentiality.addresses import ViewedRequest, note_refusal
from threshold.design.forms import Question
from threshold.refusals import NotFound, Refused


def done(
    request: ViewedRequest,
    form: Question,
    act: Callable[[], object],
    *,
    says: str,
    then: str,
    subject: UUID | None = None,
) -> HttpResponse | None:
    """Run `act` if the form is whole: return the way on to `then`, or None to show the form as it was typed.

    A refusal stands beside the field it is about and is recorded; NotFound goes on to the page for it.
    """
    if not form.is_valid():
        return None
    try:
        act()
    except NotFound:
        raise
    except Refused as refusal:
        refused(request, form, refusal, subject=subject)
        return None
    messages.success(request, says)
    return HttpResponseRedirect(then)


def refused(request: ViewedRequest, form: Question, refusal: Refused, *, subject: UUID | None = None) -> None:
    """Show a refusal beside the field it is about, and record it."""
    form.refuse(refusal)
    note_refusal(request, refusal, viewer=request.viewer, subject=subject)


def done_at_once(
    request: ViewedRequest, act: Callable[[], object], *, says: str, then: str, subject: UUID | None = None
) -> HttpResponse:
    """Run what one button does and go on to `then`, which says that it was done or why it was not."""
    try:
        act()
    except NotFound:
        raise
    except Refused as refusal:
        note_refusal(request, refusal, viewer=request.viewer, subject=subject)
        messages.warning(request, str(refusal))
    else:
        messages.success(request, says)
    return HttpResponseRedirect(then)
