"""The lists that people work from."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from threshold.confidentiality.addresses import ViewedRequest, opens_to
from threshold.confidentiality.rules import CASE_ROLES, STAFF_ROLES, Role
from threshold.design import forms
from threshold.desk.alerts import alerts as unseen_alerts
from threshold.desk.search import Sought
from threshold.desk.search import search as find
from threshold.desk.worklist import Filters, Place, Row, Whose, Worklist, everywhere
from threshold.desk.worklist import worklist as list_of
from threshold.doors.staff.doing import done_at_once, refused
from threshold.referrals.actions.see_alert import see_alert
from threshold.referrals.rules.words import State
from threshold.refusals import NotFound, Refused
from threshold.staffing.queries import TeamFace, teams

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HOMES = {Role.ADMINISTRATOR: "staff:configuration", Role.DIRECTOR: "staff:overview"}
STANDS = {state.value: state.words.capitalize() for state in State if state is not State.CLOSED}
ONLY = {
    "late": "what is late",
    "danger": "where a child may not be safe",
    "unidentified": "professionals without a name",
}


class Find(forms.Question):
    """What somebody is looking for. It is posted, so that no name stands in an address."""

    title = "Find a contact"
    button = "Find"
    reference = forms.Text("Reference", width=10, hint="Eight letters and numbers. Spaces do not matter.")
    known_as = forms.Text("Child’s name", longest=200, hint="Spellings that sound alike are found too.")
    born_on = forms.Day("Date of birth", thing="Date of birth", birthday=True)
    postcode = forms.Text("Postcode", width=10, longest=12)


@opens_to(*STAFF_ROLES)
@require_safe
def home(request: ViewedRequest) -> HttpResponse:
    """Go on to where this role's day begins."""
    return HttpResponseRedirect(reverse(HOMES.get(request.viewer.role, "staff:worklist")))


@opens_to(*CASE_ROLES)
@require_safe
def worklist(request: ViewedRequest) -> HttpResponse:
    """Show what is due: mine, my team's, nobody's."""
    known = teams(viewer=request.viewer)
    filters = _filters(request, known)
    page = list_of(
        filters=filters,
        place=_place(request),
        viewer=request.viewer,
        route="staff:worklist",
        now=timezone.now(),
    )
    context = _shown(request, page) | {
        "stands": [
            {"value": value, "words": words, "chosen": value == filters.state}
            for value, words in STANDS.items()
        ],
        "only": [
            {"name": name, "words": words, "chosen": getattr(filters, name)} for name, words in ONLY.items()
        ],
        "whose": filters.whose,
        "counts": _tabs(request, page, filters),
        "teams": [] if request.viewer.role is Role.SOCIAL_WORKER else known,
        "team": filters.team or min(request.viewer.teams),
    }
    return render(request, "staff/worklist.html", context)


@opens_to(*CASE_ROLES)
@require_safe
def to_agree(request: ViewedRequest) -> HttpResponse:
    """Show the decisions that wait for a second person."""
    return _one_kind(
        request,
        Filters(state=State.AWAITING_APPROVAL),
        "staff:to-agree",
        heading="Decisions waiting for a second person",
        lead="No further action stands only when a manager or the director agrees, never the person who decided.",
    )


@opens_to(*CASE_ROLES)
@require_safe
def unidentified(request: ViewedRequest) -> HttpResponse:
    """Show the professionals who have not said who they are."""
    return _one_kind(
        request,
        Filters(unidentified=True),
        "staff:unidentified",
        heading="Professionals without a name",
        lead="They have been asked through their receipt. The clock says by when we need to know who they are.",
    )


@opens_to(*CASE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: ViewedRequest) -> HttpResponse:
    """Find contacts by reference, or by two facts about a child."""
    form = Find(request.POST or None)
    rows: tuple[Row, ...] | None = None
    if form.is_valid():
        sought = Sought(**form.cleaned_data)
        try:
            rows = find(sought=sought, viewer=request.viewer, route="staff:search", now=timezone.now())
        except Refused as refusal:
            refused(request, form, refusal)
    context = {"form": form, "searched": rows is not None, "rows": linked(rows or ())}
    return render(request, "staff/search.html", context)


@opens_to(*CASE_ROLES)
@require_safe
def alerts(request: ViewedRequest) -> HttpResponse:
    """Show the alerts that nobody has seen."""
    unseen = unseen_alerts(viewer=request.viewer, route="staff:alerts", now=timezone.now())
    return render(request, "staff/alerts.html", {"alerts": unseen})


@opens_to(*CASE_ROLES)
@require_POST
def alert_seen(request: ViewedRequest, ref: str) -> HttpResponse:
    """Say that an alert has been seen, and go on to its contact."""
    return done_at_once(
        request,
        lambda: see_alert(ref=ref, by=request.viewer, at=timezone.now()),
        says="You have seen this alert. It goes no further up.",
        then=reverse("staff:contact", kwargs={"ref": ref}),
    )


def linked(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows with the addresses of their contacts, as the template draws them."""
    return [
        {
            "url": reverse("staff:contact", kwargs={"ref": row.ref}),
            "who": row.who,
            "what": row.what,
            "owner": row.owner,
            "why": row.why,
            "clock": row.clock,
            "tags": row.tags,
        }
        for row in rows
    ]


def _one_kind(
    request: ViewedRequest, filters: Filters, route: str, *, heading: str, lead: str
) -> HttpResponse:
    page = everywhere(
        filters=filters, place=_place(request), viewer=request.viewer, route=route, now=timezone.now()
    )
    context = _shown(request, page) | {"heading": heading, "lead": lead}
    return render(request, "staff/one_kind.html", context)


def _filters(request: ViewedRequest, known: tuple[TeamFace, ...]) -> Filters:
    """Return what the address asks for; what it says that means nothing is left out."""
    whose, state = request.GET.get("whose", ""), request.GET.get("state", "")
    team = request.GET.get("team", "")
    found = next((each.id for each in known if each.code == team), None)
    if team and found is None:
        raise NotFound
    elsewhere = found is not None and found not in request.viewer.teams
    asked = Whose(whose) if whose in set(Whose) else Whose.MINE
    return Filters(
        # Nobody's own work lies with another team: who chooses one wants to see that team's.
        whose=Whose.TEAM if elsewhere and asked is Whose.MINE else asked,
        team=found,
        state=State(state) if state in STANDS else None,
        late=request.GET.get("late") == "on",
        danger=request.GET.get("danger") == "on",
        unidentified=request.GET.get("unidentified") == "on",
    )


def _place(request: ViewedRequest) -> Place | None:
    """Return the place in the address; one that cannot be read is the beginning."""
    way, _, rest = request.GET.get("from", "").partition("-")
    moment, _, number = rest.partition("-")
    if way not in {"after", "before"} or not (moment.isdecimal() and number.isdecimal()):
        return None
    try:
        return Place(EPOCH + int(moment) * MICROSECOND, int(number), before=way == "before")
    except OverflowError:
        return None


def _shown(request: ViewedRequest, page: Worklist) -> dict[str, Any]:
    return {
        "rows": linked(page.rows),
        "on_top": linked(page.on_top),
        "earlier_url": _address(request, page.earlier),
        "later_url": _address(request, page.later),
    }


def _address(request: ViewedRequest, place: Place | None) -> str:
    if place is None:
        return ""
    way = "before" if place.before else "after"
    asked = {name: value for name, value in request.GET.items() if name != "from"}
    moment = (place.next_at - EPOCH) // MICROSECOND
    return f"?{urlencode(asked | {'from': f'{way}-{moment}-{place.id}'})}"


def _tabs(request: ViewedRequest, page: Worklist, filters: Filters) -> list[dict[str, Any]]:
    team = {"team": request.GET["team"]} if request.GET.get("team") else {}
    plain = not (filters.late or filters.danger or filters.unidentified or filters.state)
    tabs = [
        (page.counts.mine, "mine", {"whose": Whose.MINE.value}, filters.whose is Whose.MINE),
        (page.counts.team, "my team’s", {"whose": Whose.TEAM.value}, filters.whose is Whose.TEAM and plain),
        (page.counts.nobodys, "nobody’s", {"whose": Whose.NOBODYS.value}, filters.whose is Whose.NOBODYS),
        (page.counts.late, "late in my team", {"whose": Whose.TEAM.value, "late": "on"}, filters.late),
    ]
    shown = [
        {"number": number, "label": label, "url": f"?{urlencode(asked | team)}", "current": current}
        for number, label, asked, current in tabs
    ]
    if page.counts.alerts == "0":
        return shown
    unseen = {"number": page.counts.alerts, "label": "alerts nobody has seen", "url": reverse("staff:alerts")}
    return [*shown, {**unseen, "current": False}]
