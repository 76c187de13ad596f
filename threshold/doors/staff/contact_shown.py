"""Turns a contact's page into what its templates show: addresses, labels and the order of things."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from threshold.desk.contact.faces import ChildFace, ClockFace, ContactPage
from threshold.referrals.rules.possible import Possibility, Verb
from threshold.referrals.rules.telling import IDENTIFY

# Which clock runs until a thing is done: it is said beside the act.
ENDS = {
    Verb.ACKNOWLEDGE: "acknowledgement",
    Verb.RESPOND: "first-response",
    Verb.DECIDE: "decision",
    Verb.TELL: "feedback",
    Verb.IDENTIFY: IDENTIFY,
    Verb.ANSWER: "answer",
    Verb.FINISH_ASSESSMENT: "assessment",
}
HINTS = {
    Verb.ADD: "Nothing that was there before changes.",
    Verb.CORRECT: "What was known before stays on record.",
    Verb.TRANSFER: "Each child still needs a decision.",
    Verb.CLOSE: "Nothing is due on it any more.",
}


def shown(page: ContactPage) -> dict[str, Any]:
    """Return everything that a page about a contact may draw."""
    url, take_url = reverse("staff:contact", kwargs={"ref": page.ref}), _take_url(page)
    # A clock is moved from its own page, and what nobody holds is taken on by a button.
    elsewhere = {Verb.MOVE_CLOCK, Verb.ACCEPT} if take_url else {Verb.MOVE_CLOCK}
    return {
        "page": page,
        "contact_url": url,
        "identity": identity(page),
        **_clocks(page, page.clocks),
        "children": [_child(page, each) for each in page.children],
        "can": [_act(page, act) for act in page.acts if act.allowed and act.verb not in elsewhere],
        "cannot": _refused(page),
        "take_url": take_url,
        "files": [
            {"name": each.name, "kind": each.kind, "size": each.size, "state": _file_state(each.said)}
            for each in page.files
        ],
    }


def identity(page: ContactPage) -> dict[str, Any]:
    """Return the bar that says which contact this is, on every page about it."""
    tags = [
        ("A child may not be safe", "red", page.danger),
        ("The family must not learn who told us", "purple", page.teller.withheld),
        ("Professional without a name", "yellow", page.teller.unidentified),
        (f"Perhaps for {page.neighbour}", "blue", bool(page.neighbour)),
    ]
    return {
        "title": page.called,
        "about": f"{page.ref_words} · {page.state}",
        "tags": [{"words": words, "tone": tone} for words, tone, shows in tags if shows],
    }


def _file_state(said: str) -> str:
    return f"Sealed. They say: {said}" if said else "Sealed"


def _act(page: ContactPage, act: Possibility) -> dict[str, str]:
    where: dict[str, Any] = {"ref": page.ref}
    if act.child is not None:
        where["number"] = act.child
    due = _due(page, act)
    return {
        "label": act.says,
        "url": reverse(f"staff:contact-{act.verb.value}", kwargs=where),
        "hint": due or HINTS.get(act.verb, ""),
    }


def _due(page: ContactPage, act: Possibility) -> str:
    child = page.child(act.child) if act.child is not None else None
    clocks: Iterable[ClockFace] = child.clocks if child else page.clocks
    found = (each.words for each in clocks if each.running and each.code == ENDS.get(act.verb))
    return capfirst(next(found, ""))


def _refused(page: ContactPage) -> list[dict[str, str]]:
    """Return what cannot be done now, each reason once: three children with one reason are one line."""
    lines: dict[tuple[Verb, str], Possibility] = {}
    for act in page.acts:
        if not act.allowed:
            lines.setdefault((act.verb, act.why_not), act)
    return [
        {
            "label": act.verb.words,
            "refused": f"{act.why_not}{f' Who can: {act.who_can}.' if act.who_can else ''}",
        }
        for act in lines.values()
    ]


def _take_url(page: ContactPage) -> str:
    """Return where the button that takes this on posts to, when nobody holds it and this person may."""
    may = any(act.verb is Verb.ACCEPT and act.allowed for act in page.acts)
    return (
        reverse("staff:contact-accept", kwargs={"ref": page.ref}) if may and not page.custodian.holder else ""
    )


def _clocks(page: ContactPage, clocks: Iterable[ClockFace]) -> dict[str, Any]:
    """Return what is due apart from what is done."""
    faces = [(_clock(page, each), each.running) for each in clocks]
    return {
        "running": [face for face, running in faces if running],
        "done": [face for face, running in faces if not running],
    }


def _clock(page: ContactPage, clock: ClockFace) -> dict[str, Any]:
    why = reverse("staff:contact-clock", kwargs={"ref": page.ref, "clock": clock.clock})
    return {
        "duty": clock.duty,
        "words": clock.words,
        "due_on": clock.due_on,
        "tone": clock.tone,
        "local_reason": clock.local_reason,
        "why_url": why,
    }


def _child(page: ContactPage, child: ChildFace) -> dict[str, Any]:
    return {
        "face": child,
        **_clocks(page, child.clocks),
        "earlier": list(_earlier(child)),
    }


def _earlier(child: ChildFace) -> Iterator[dict[str, Any]]:
    for each in child.earlier:
        yield {
            "face": each,
            "url": reverse("staff:contact", kwargs={"ref": each.ref}),
            "followed": each == child.follows,
        }
