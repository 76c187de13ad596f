"""The configuration file: refused as a whole with the place and the remedy, or put in force as a version."""

from copy import deepcopy
from typing import Any

import pytest

from tests.world import FILE, MONDAY, a_world
from threshold.confidentiality.rules import SYSTEM
from threshold.law import SUGGESTED_ESCALATION, Tells, Threshold, Unit, When
from threshold.staffing.actions.configure import configure
from threshold.staffing.models import ConfigurationVersion, Slot, Team, Worker
from threshold.staffing.queries import configuration, forget_configuration
from threshold.staffing.rules import ConfigurationWrong, configuration_from

MONTH = {"starts_at": "2026-03-01T00:00:00+00:00", "ends_at": "2026-04-01T00:00:00+01:00"}
LATER = {
    "duty": "decision", "point": "very-late", "tells": "manager", "after": 1, "unit": "hours", "reason": "Agreed.",
}  # fmt: skip
WRONG: list[tuple[tuple[str, Any], str, str]] = [
    (("colour", {}), "there is no setting called colour", "a table that the product does not know"),
    (("authority", {}), "write name as text", "an authority without a name"),
    (("rules", {"referral": "sometimes"}), "must be one of every-welfare-contact", "a rule that is not one of the two"),
    (("rules", {"draft_days": 0}), "draft_days must be a whole number, 1 or more", "drafts that are never kept"),
    (("rules", {"draft_days": True}), "draft_days must be a whole number", "a yes where a number belongs"),
    (("rules", {"second_person_for_no_further_action": "yes"}), "must be true or false", "a word for a switch"),
    (("limits", [{"duty": "tea", "within": 1, "unit": "hours", "reason": "x"}]), "tea is not one of the duties",
     "a limit for something that is no duty"),
    (("limits", [{"duty": "decision", "within": 1, "unit": "moons", "reason": "x"}]), "unit must be one of",
     "a unit that nobody counts in"),
    (("limits", [{"duty": "decision", "within": 1, "unit": "hours", "reason": " "}]), "say why this limit",
     "a limit without its reason"),
    (("escalations", [{**LATER, "duty": "tea"}]), "tea is not one of the duties", "a point of no duty"),
    (("escalations", [{**LATER, "point": "never"}]), "point must be one of soon, late", "a point nobody knows"),
    (("escalations", [{**LATER, "tells": "nobody"}]), "tells must be one of worker", "a point that tells nobody"),
    (("escalations", [{**LATER, "before": 1}]), "say after, not before", "a point on both sides of the date"),
    (("escalations", [{**LATER, "point": "soon"}]), "say before, not after", "soon that lies after the date"),
    (("escalations", [{**LATER, "after": -1}]), "after must be a whole number, 0 or more", "a distance below nothing"),
    (("escalations", [{**LATER, "reason": " "}]), "say why this is told in another way", "a point without its reason"),
    (("escalations", [LATER, LATER]), "decision has very-late twice", "one point said in two ways"),
    (("teams", []), "at least one team must have kind front-door", "nobody to send new contacts to"),
    (("workers", [{"name": "A", "email": "a@x.example", "role": "manager", "team": "moon"}]),
     "team moon, which is not in the file", "a worker in a team that is not there"),
    (("workers", [{"name": "A", "email": "a@x.example", "role": "public", "team": "door"}]),
     "not a role somebody can work in", "a worker with the public's role"),
    (("rota", [{"worker": "who@x.example", "kind": "duty", **MONTH}]), "is not one of the workers",
     "a stranger on the rota"),
    (("rota", [{"worker": "max@fennmarsh.example", "kind": "duty", "starts_at": "2026-03-01T00:00:00",
                "ends_at": "2026-04-01T00:00:00+01:00"}]), "with its offset", "a moment without its offset"),
    (("rota", [{"worker": "max@fennmarsh.example", "kind": "duty", "starts_at": MONTH["ends_at"],
                "ends_at": MONTH["starts_at"]}]), "ends_at must be after", "duty that ends before it starts"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "says", "because"), WRONG, ids=[because for _, _, because in WRONG])
def test_a_file_is_refused_for(change: tuple[str, Any], says: str, because: str) -> None:
    with pytest.raises(ConfigurationWrong, match=says):
        configuration_from({**FILE, change[0]: change[1]})


def test_an_authoritys_own_point_takes_the_place_of_the_suggested_one_and_of_no_other() -> None:
    suggested, own = configuration_from(FILE), configuration_from({**FILE, "escalations": [LATER]})
    assert suggested.thresholds == SUGGESTED_ESCALATION
    changed = [
        (duty, each)
        for duty, points in own.thresholds.items()
        for each in points
        if each not in SUGGESTED_ESCALATION[duty]
    ]
    assert changed == [("decision", Threshold("very-late", Tells.MANAGER, When.AFTER, 1, Unit.HOURS))]
    assert [each.code for each in own.thresholds["decision"]] == ["soon", "late", "very-late"]


def test_a_point_that_is_not_suggested_can_be_added() -> None:
    added = configuration_from({**FILE, "escalations": [{**LATER, "duty": "identify"}]})
    assert [each.code for each in added.thresholds["identify"]] == ["soon", "late", "very-late"]


def test_a_postcode_finds_the_neighbour_it_belongs_to_and_ours_finds_none() -> None:
    read = configuration_from(FILE)
    found = read.neighbour_for("sx4 2ab")
    assert found is not None
    assert found.name == "Saltby Council"
    assert read.neighbour_for("FX1 1AA") is None
    assert read.neighbour_for("ZZ9 9ZZ") is None
    assert read.neighbour_for("") is None


@pytest.mark.django_db
def test_every_change_is_a_version_and_the_newest_is_in_force() -> None:
    a_world()
    changed = deepcopy(FILE)
    changed["rules"]["draft_days"] = 21
    configure(content=changed, by=SYSTEM, at=MONDAY)
    forget_configuration(viewer=SYSTEM)
    assert configuration(viewer=SYSTEM).draft_days == 21
    assert ConfigurationVersion.objects.count() == 2


@pytest.mark.django_db
def test_a_file_that_is_wrong_changes_nothing() -> None:
    a_world()
    with pytest.raises(ConfigurationWrong):
        configure(content={**FILE, "teams": []}, by=SYSTEM, at=MONDAY)
    assert (ConfigurationVersion.objects.count(), Team.objects.count()) == (1, 2)


@pytest.mark.django_db
def test_somebody_left_out_of_the_file_still_works_here_and_the_rota_is_replaced() -> None:
    a_world()
    without = [worker for worker in FILE["workers"] if worker["email"] != "sky@fennmarsh.example"]
    configure(content={**FILE, "workers": without, "rota": []}, by=SYSTEM, at=MONDAY)
    assert Worker.objects.get(email="sky@fennmarsh.example").is_active
    assert not Slot.objects.exists()
