"""What is asked when something is done about a contact. Nothing is ever chosen beforehand."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, cast

from threshold.confidentiality.rules import DECIDING_ROLES
from threshold.design import forms
from threshold.referrals.rules.report import ChildAsKnown
from threshold.referrals.rules.words import Approach, ClockMove, NotTold, Outcome, Response, Spoken
from threshold.staffing.queries import Colleague, TeamFace
from threshold.staffing.rules import Choice, Configuration, Neighbour


def spoken(codes: type[Spoken]) -> list[tuple[str, str]]:
    """Return codes as choices."""
    return [(code.value, code.words) for code in codes]


def chosen(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """Return a configuration's choices as a form's."""
    return [(choice.code, choice.words) for choice in choices]


class Sure(forms.Question):
    """Nothing is asked: the button is the act."""

    title = "Are you sure?"


class Accept(Sure):
    """Taking a contact on."""

    title = "Take this contact on"
    button = "Take it on"


class SeeAlert(Sure):
    """Having seen an alert."""

    title = "Say that you have seen the alert"
    button = "I have seen it"


class Close(Sure):
    """Closing a contact."""

    title = "Close this contact"
    button = "Close the contact"


class HandBack(forms.Question):
    """Handing back what was handed over."""

    title = "Hand it back to duty"
    button = "Hand it back"
    words = forms.LongText("Why?", missing="Say why, so that duty does not have to guess", rows=4)


class HandOver(forms.Question):
    """Handing over to a person or a team."""

    title = "Hand it over"
    button = "Hand it over"
    to = forms.Choose("To whom?", (), missing="Choose the person or the team this goes to")
    words = forms.LongText(
        "Why, and what they need to know",
        missing="Say why, so that whoever receives this does not have to guess",
        rows=5,
    )

    def __init__(
        self, *args: Any, staff: Sequence[Colleague], teams: Sequence[TeamFace], me: int | None
    ) -> None:
        """Offer every team, and every person who may take a contact on."""
        super().__init__(*args)
        people = [one for one in staff if one.role in DECIDING_ROLES and one.id != me]
        to = cast(forms.Choose, self.fields["to"])
        to.choices = [
            ("", "Choose"),
            ("Teams", [(f"team-{team.id}", team.name) for team in teams]),
            ("People", [(f"person-{one.id}", f"{one.name}, {one.role.words}, {one.team}") for one in people]),
        ]

    @property
    def receiver(self) -> dict[str, int | None]:
        """Return the person or the team that was chosen."""
        kind, _, number = str(self.cleaned_data["to"]).partition("-")
        return {
            "to_worker": int(number) if kind == "person" else None,
            "to_team": int(number) if kind == "team" else None,
        }


class Acknowledge(forms.Question):
    """Acknowledging a report in a person's own words."""

    title = "Acknowledge the report"
    button = "Send the acknowledgement"
    page = forms.Once()
    words = forms.LongText(
        "What do you want to tell them?",
        hint="They read this with their reference and code. Write nothing about the family.",
        missing="Write your message first",
    )


class Ask(forms.Question):
    """Asking the person who told us."""

    title = "Ask the person who told us"
    button = "Send the question"
    page = forms.Once()
    words = forms.LongText(
        "What do you want to ask?",
        hint="They read this with their reference and code. Write nothing about the family that they did not tell you.",
        missing="Write your message first",
    )


class Answer(forms.Question):
    """Answering the person who told us."""

    title = "Answer the person who told us"
    button = "Send the answer"
    page = forms.Once()
    words = forms.LongText(
        "Your answer",
        hint="They read this with their reference and code. Write nothing about the family that they did not tell you.",
        missing="Write your message first",
    )


class Identify(forms.Question):
    """Recording who a professional is."""

    title = "Record who the professional is"
    lead = (
        "Once you record a name, they may be told each child's outcome and the reason. Make sure that it is them: "
        "ring back on their organisation's own number."
    )
    button = "Record who they are"
    name = forms.Text("Their name", missing="Write their name", size="s")
    organisation = forms.Text("Where they work", size="s")
    job = forms.Text("Their job", size="s")
    phone = forms.Text("Work telephone", inputmode="tel", width=20, size="s")
    email = forms.Email("Work e-mail", autocomplete="off", size="s")
    safe_ways = forms.LongText(
        "Ways and times that are good for reaching them", rows=3, longest=2000, size="s"
    )


class Respond(forms.Question):
    """Recording who was seen or spoken to, and when, to the minute."""

    title = "Record who was seen or spoken to"
    button = "Record it"
    response = forms.OneOf(
        "Who was seen or spoken to?", spoken(Response), missing="Choose who was seen or spoken to", size="s"
    )
    event_at = forms.Moment(
        "When, to the minute?",
        thing="When it happened",
        missing="Give the date and the time",
        hint="The time at which it happened, not at which you write it down. For example, 27 3 2026 at 16:30",
        size="s",
    )
    words = forms.LongText(
        "What happened?", missing="Write what happened, in a sentence or two", rows=5, size="s"
    )


class Screen(forms.Question):
    """Recording what was looked at and what kind of approach this is."""

    title = "Record the screening"
    button = "Record the screening"
    approach = forms.OneOf(
        "What kind of contact is this?",
        spoken(Approach),
        missing="Choose what kind of contact this is",
        size="s",
    )
    words = forms.LongText(
        "What did you look at, and what did you find?",
        missing="Write what you looked at and what you found",
        size="s",
    )


class Decide(forms.Question):
    """Deciding what happens next for one child."""

    title = "Decide what happens next"
    button = "Record the decision"
    outcome = forms.OneOf(
        "What happens next?", spoken(Outcome), missing="Choose what was decided", size="s", small=True
    )
    level = forms.OneOf("Level of need", (), missing="Choose the level of need", size="s", small=True)
    criterion = forms.OneOf(
        "Which criterion is met?",
        (),
        missing="Choose which criterion was met, or that none was",
        size="s",
        small=True,
    )
    reason = forms.LongText(
        "The reason for your decision",
        hint="The family can ask to read it.",
        missing="Write the reason. The family can ask to read it",
        rows=8,
        size="s",
    )

    def __init__(self, *args: Any, settings: Configuration, called: str) -> None:
        """Ask with the council's own levels and criteria."""
        super().__init__(*args)
        self.called = called
        cast(forms.OneOf, self.fields["level"]).choices = chosen(settings.levels)
        cast(forms.OneOf, self.fields["criterion"]).choices = chosen(settings.criteria)


class Approve(forms.Question):
    """Answering a decision as the second person."""

    title = "Answer as the second person"
    button = "Record your answer"
    agreed = forms.OneOf(
        "Do you agree with this decision?",
        [("yes", "Yes, the decision stands"), ("no", "No, send it back")],
        missing="Say whether you agree",
        coerce=lambda said: said == "yes",
        size="s",
    )
    read = forms.Kept()
    reason = forms.LongText(
        "What you want to say about it",
        hint="If you send it back, say what is missing. If you agree, you can leave this empty.",
        rows=5,
        size="s",
    )


class Tell(forms.Question):
    """Telling the person who told us what came of it."""

    title = "Tell the person who told us"
    button = "Tell them"
    more = forms.LongText(
        "Anything you want to add in your own words",
        hint="You can leave this empty. Write nothing about the family that they may not know.",
        rows=5,
        size="s",
    )


class NotTell(forms.Question):
    """Recording why the person who told us cannot be told."""

    title = "Record why they cannot be told"
    button = "Record it"
    why_not = forms.OneOf(
        "Why can they not be told?", spoken(NotTold), missing="Choose why they cannot be told", size="s"
    )
    more = forms.LongText("What makes it so?", missing="Write what makes it so", rows=5, size="s")


class Transfer(forms.Question):
    """Passing a contact to another authority."""

    title = "Pass it to another authority"
    button = "Record that it was passed on"
    to = forms.OneOf("Which authority?", (), missing="Choose the authority this goes to", size="s")
    words = forms.LongText(
        "Who there took it, and how did they confirm it?",
        hint="A name, a telephone number or an e-mail, and the time. Sending is not receiving.",
        missing="Write who there took it, and how they confirmed it",
        rows=5,
        size="s",
    )

    def __init__(self, *args: Any, neighbours: Sequence[Neighbour]) -> None:
        """Offer the authorities in the configuration."""
        super().__init__(*args)
        offered = [(each.code, f"{each.name}, {each.phone}") for each in neighbours]
        cast(forms.OneOf, self.fields["to"]).choices = offered


class FinishAssessment(forms.Question):
    """Finishing a child's assessment."""

    title = "Finish the assessment"
    button = "Record that it is finished"
    words = forms.LongText(
        "What did the assessment find, and what happens now?",
        missing="Write what it found, in a few sentences",
    )


class Reopen(forms.Question):
    """Opening a decision again."""

    title = "Open the decision again"
    button = "Open it again"
    words = forms.LongText(
        "Why is it opened again?", missing="Write what has changed, in a sentence or two", rows=5
    )


class AddLate(forms.Question):
    """Adding what was learned late."""

    title = "Add what was learned late"
    lead = "Nothing that was there before changes. Both times stay on record: when you learned it, and now."
    button = "Add it"
    words = forms.LongText("What was learned?", missing="Write what was learned", size="s")
    event_at = forms.Moment(
        "When was it learned?",
        thing="When it was learned",
        missing="Give the date and the time",
        hint="For example, 27 3 2026 at 16:30",
        size="s",
    )


class Correct(forms.Question):
    """Correcting what is known about a child: the one form that begins with what is there already."""

    title = "Correct what is known about the child"
    lead = (
        "Change what is wrong, and empty what is not known after all. What was known before stays on record."
    )
    button = "Record the correction"
    read = forms.Kept()
    known_as = forms.Text("Name, or how they are known", size="s", longest=400)
    born_on = forms.Day("Date of birth", thing="Date of birth", size="s")
    age_words = forms.Text("Or about how old they are", size="s", longest=200)
    expected_on = forms.Day(
        "If the baby is not born yet: when is it due?",
        thing="The date the baby is due",
        hint="For example, 27 3 2027",
        size="s",
    )
    address = forms.LongText("Where they live", size="s", rows=3, longest=2000)
    school = forms.Text("School, nursery or college", size="s", longest=400)
    more = forms.LongText("Anything else about them", size="s", rows=4)
    reason = forms.LongText(
        "Why is it corrected?",
        hint="For example: the school gave the date of birth.",
        missing="Say why it is corrected",
        size="s",
        rows=3,
    )

    @property
    def known(self) -> ChildAsKnown:
        """Return what is known now."""
        return ChildAsKnown(**{each.name: self.cleaned_data[each.name] for each in fields(ChildAsKnown)})


class MoveClock(forms.Question):
    """Pausing a clock, starting it again, extending it or counting from another day."""

    title = "Move this date"
    button = "Move the date"
    move = forms.OneOf(
        "What do you want to do?",
        spoken(ClockMove),
        missing="Choose whether to pause, start again, extend or count from another day",
        coerce=ClockMove,
        size="s",
    )
    amount = forms.Whole(
        "If you extend it: by how much?",
        hint="In the unit of the limit, such as working days.",
        least=1,
        size="s",
    )
    anchor = forms.Day(
        "If you count from another day: from which?",
        thing="The day to count from",
        hint="For example, 27 3 2026. A limit in hours or minutes is counted from the first moment of that day.",
        size="s",
    )
    reason = forms.LongText(
        "Why?",
        hint="Everyone who reads the date will see the reason.",
        missing="Say why. Everyone who reads the date will see the reason",
        rows=4,
        size="s",
    )


class Known(forms.Question):
    """On which day the page is to be shown as it was known."""

    title = "See this page as it was known on another day"
    known_on = forms.Day("As it was known at the end of", thing="The day", missing="Give the day", size="s")
