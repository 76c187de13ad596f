"""The people who work here: a manager's team, the director's overview, and what an administrator looks after."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from threshold.confidentiality.addresses import ViewedRequest, opens_to
from threshold.confidentiality.rules import Role
from threshold.design import forms
from threshold.desk.installation import InstallationPage, installation_page
from threshold.desk.teams import Member, Overview, TeamPage, team_page
from threshold.desk.teams import overview as front_door
from threshold.doors.staff.doing import done
from threshold.doors.staff.lists import linked
from threshold.referrals.actions.return_work import return_work
from threshold.refusals import NotFound
from threshold.staffing.queries import teams
from threshold.staffing.rules import AbsenceKind

SAID = {
    AbsenceKind.LEFT: "has left. They can no longer sign in, and what they held is back with duty.",
    AbsenceKind.AWAY: "is away. What they held is back with duty.",
    AbsenceKind.BACK: "is back.",
}


class Presence(forms.Question):
    """Whether somebody left, is away, or is back."""

    button = "Record this"
    kind = forms.OneOf(
        "What has changed?",
        [
            (AbsenceKind.AWAY.value, "They are away"),
            (AbsenceKind.BACK.value, "They are back"),
            (AbsenceKind.LEFT.value, "They have left"),
        ],
        hints={
            AbsenceKind.AWAY.value: "Everything they hold goes back to duty now.",
            AbsenceKind.LEFT.value: "Everything they hold goes back to duty, and they are signed out at once.",
        },
        coerce=AbsenceKind,
        missing="Say whether they are away, back or have left",
    )
    until = forms.Day("Last day away, if it is known", thing="The last day away")
    reason = forms.Text(
        "A word for the record", longest=200, hint="Such as: annual leave. Nothing about health."
    )


@opens_to(Role.MANAGER)
@require_safe
def team(request: ViewedRequest) -> HttpResponse:
    """Show who is in a team, who is away and who holds how much."""
    known = teams(viewer=request.viewer)
    asked = request.GET.get("team", "")
    found = next((each.id for each in known if each.code == asked), None)
    if asked and found is None:
        raise NotFound
    page = team_page(team_id=found, viewer=request.viewer, now=timezone.now())
    context = {"page": page, "teams": known, "members": [_card(member) for member in page.members]}
    return render(request, "staff/team.html", context)


@opens_to(Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def presence(request: ViewedRequest, worker: int) -> HttpResponse:
    """Record that somebody left, is away or is back; their work returns to duty in the same act."""
    member, page = _member(request, worker)
    form = Presence(request.POST or None)
    form.title = f"Is {member.name} here?"  # type: ignore[misc]
    back = f"{reverse('staff:team')}?team={page.code}"
    answer = done(
        request,
        form,
        lambda: return_work(worker=worker, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        says=f"{member.name} {SAID[form.cleaned_data['kind']]}" if form.is_valid() else "",
        then=back,
    )
    context = {"form": form, "layout": "design/staff.html", "back_url": back, "holds": member.holds}
    return answer or render(request, "staff/presence.html", context)


@opens_to(Role.MANAGER, Role.DIRECTOR)
@require_safe
def overview(request: ViewedRequest) -> HttpResponse:
    """Show the front door at a glance."""
    page = front_door(viewer=request.viewer, route="staff:overview", now=timezone.now())
    context = {"figures": _figures(page), "oldest": linked(page.oldest)}
    return render(request, "staff/overview.html", context)


@opens_to(Role.ADMINISTRATOR)
@require_safe
def configuration(request: ViewedRequest) -> HttpResponse:
    """Show how this installation is set up."""
    page = installation_page(viewer=request.viewer, now=timezone.now())
    return render(request, "staff/configuration.html", {"page": page, **_tables(page)})


def _member(request: ViewedRequest, worker: int) -> tuple[Member, TeamPage]:
    for each in teams(viewer=request.viewer):
        page = team_page(team_id=each.id, viewer=request.viewer, now=timezone.now())
        for member in page.members:
            if member.id == worker:
                return member, page
    raise NotFound


def _card(member: Member) -> dict[str, Any]:
    return {
        "member": member,
        "url": reverse("staff:presence", kwargs={"worker": member.id}),
    }


def _at(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y, %H:%M}"


def _cells(*cells: tuple[str, str] | tuple[str, str, str]) -> list[dict[str, str]]:
    """Return a table's row: text and heading of each cell, and perhaps an address."""
    return [dict(zip(("text", "label", "url"), cell, strict=False)) for cell in cells]


def _figures(page: Overview) -> dict[str, Any]:
    listed = reverse("staff:worklist")
    return {
        "caption": "By team",
        "columns": ["Team", "Open", "Late", "With nobody", "Waiting for a second person", "May not be safe"],
        "rows": [
            _cells(
                (each.name, "Team", f"{listed}?whose=team&team={each.code}"),
                (each.open, "Open", f"{listed}?whose=team&team={each.code}"),
                (each.late, "Late", f"{listed}?whose=team&late=on&team={each.code}"),
                (each.nobodys, "With nobody", f"{listed}?whose=nobodys&team={each.code}"),
                (each.to_agree, "Waiting for a second person", reverse("staff:to-agree")),
                (each.danger, "May not be safe", f"{listed}?whose=team&danger=on&team={each.code}"),
            )
            for each in page.teams
        ],
    }


COLUMNS = {
    "calendars": ["Calendar", "Holidays known until", "State"],
    "limits": ["Duty", "Here", "Without a local limit", "Why"],
    "escalations": ["Duty", "When", "Who is told", "Why"],
    "teams": ["Team", "For", "Takes work on within"],
    "workers": ["Name", "Role", "Team", "E-mail"],
    "rota": ["Who", "For", "Alerted as number", "From", "To"],
    "versions": ["Since", "Put in force by"],
}


def _tables(page: InstallationPage) -> dict[str, Any]:
    return {
        "columns": COLUMNS,
        "versions": [
            _cells(
                (_at(line.at) + (" (in force)" if line.in_force else ""), "Since"),
                (line.by, "Put in force by"),
            )
            for line in page.versions
        ],
        "limits": [
            _cells(
                (line.duty, "Duty"),
                (line.ours, "Here"),
                (line.theirs, "Without a local limit"),
                (line.reason, "Why"),
            )
            for line in page.limits
        ],
        "escalations": [
            _cells(
                (line.duty, "Duty"),
                (line.when, "When"),
                (line.tells, "Who is told"),
                (line.reason or "As suggested: no law says so", "Why"),
            )
            for line in page.escalations
        ],
        "team_rows": [
            _cells(
                (team.name, "Team"),
                (team.kind.value.replace("-", " "), "For"),
                (f"{team.accept_within // timedelta(minutes=1)} minutes", "Takes work on within"),
            )
            for team in page.teams
        ],
        "workers": [
            _cells(
                (each.name, "Name"), (each.role.words, "Role"), (each.team, "Team"), (each.email, "E-mail")
            )
            for each in page.workers
        ],
        "rota": [
            _cells(
                (slot.name, "Who"),
                (slot.kind.value.replace("-", " "), "For"),
                (str(slot.level), "Alerted as number"),
                (_at(slot.starts_at), "From"),
                (_at(slot.ends_at), "To"),
            )
            for slot in page.rota
        ],
        "calendars": [
            _cells(
                (line.title, "Calendar"),
                (f"{line.until:%-d %B %Y}", "Holidays known until"),
                (line.trouble or "Far enough", "State"),
            )
            for line in page.calendars
        ],
    }
