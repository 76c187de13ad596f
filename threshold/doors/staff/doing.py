"""Thin views: run one act, repeat one refusal, say that it was done."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone

from threshold.confidentiality.actions.record_refusal import record_refusal
from threshold.confidentiality.addresses import ViewedRequest
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
    _record(request, refusal, subject)


def done_at_once(
    request: ViewedRequest, act: Callable[[], object], *, says: str, then: str, subject: UUID | None = None
) -> HttpResponse:
    """Run what one button does and go on to `then`, which says that it was done or why it was not."""
    try:
        act()
    except NotFound:
        raise
    except Refused as refusal:
        _record(request, refusal, subject)
        messages.warning(request, str(refusal))
    else:
        messages.success(request, says)
    return HttpResponseRedirect(then)


def _record(request: ViewedRequest, refusal: Refused, subject: UUID | None) -> None:
    # The act has rolled back by now, and this row must not go with it.
    match = request.resolver_match
    record_refusal(
        viewer=request.viewer,
        route=match.view_name if match else "",
        why=type(refusal).__name__,
        subject=subject,
        at=timezone.now(),
    )
