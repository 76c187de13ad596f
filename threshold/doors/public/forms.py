"""The questions, one page each. Only the worry itself needs an answer."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from threshold.design import forms
from threshold.people.rules import Identity, Standing
from threshold.referrals.rules.codes import is_code, is_reference
from threshold.referrals.rules.report import ChildAsKnown, Draft, WorryMissing
from threshold.referrals.rules.words import Consent, Safety, Teller

from . import words


class Page(forms.Question):
    """One question about the report: what the draft already says, and the draft with the answer in it."""

    childs_title: ClassVar[str] = ""
    childs_words: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init__(self, *given: Any, draft: Draft, **more: Any) -> None:
        """Fill in what the draft says, in a child's words where a child is telling."""
        self.draft = draft
        self.a_child_tells = draft.report.teller is Teller.CHILD
        if self.a_child_tells:
            self.base_fields = deepcopy(self.base_fields)  # type: ignore[misc]
            self.speak_to_a_child(self.base_fields)
        super().__init__(*given, initial=self.said(draft), **more)

    def speak_to_a_child(self, fields: dict[str, Any]) -> None:
        """Put a child's words into the questions."""
        for name, (label, hint) in self.childs_words.items():
            fields[name].label, fields[name].help_text = label, hint

    @property
    def page_title(self) -> str:
        """Return the page's heading, in a child's words where a child is telling."""
        return (self.a_child_tells and self.childs_title) or super().page_title

    def said(self, draft: Draft) -> dict[str, Any]:
        """Return what the draft says to this question."""
        return {name: getattr(draft.report, name) for name in self.base_fields}

    def into(self, draft: Draft) -> Draft:
        """Return the draft with this answer."""
        return draft.with_report(**self.cleaned_data)


class Who(Page):
    """Who is telling us, which decides how the form speaks to them."""

    teller = forms.OneOf(
        "Who are you?", words.TELLERS, hint="So that we ask you the right things.", coerce=Teller
    )

    def said(self, draft: Draft) -> dict[str, Any]:
        """Return the answer, if this was answered before: nothing is ever chosen beforehand."""
        return {"teller": draft.report.teller} if "who" in draft.answered else {}

    def into(self, draft: Draft) -> Draft:
        """Return the draft for this teller. What only the other kind of teller is asked is dropped."""
        teller = self.cleaned_data["teller"] or Teller.PUBLIC
        if teller is Teller.PROFESSIONAL:
            return replace(draft, standing=Standing.PROFESSIONAL).with_report(teller=teller)
        standing = Standing.UNKNOWN if draft.standing is Standing.PROFESSIONAL else draft.standing
        draft = draft.with_identity(organisation="", job="")
        return replace(draft, standing=standing).with_report(teller=teller, consent="", consent_why="")


class Worry(Page):
    """The worry itself."""

    worry = forms.LongText(
        "What are you worried about?",
        hint="Use your own words. A few are enough. You do not have to be sure, and you do not need proof.",
        missing=WorryMissing.says,
        rows=9,
    )
    childs_words = {
        "worry": ("What is happening?", "Write it the way you would say it. Spelling does not matter.")
    }


class Seen(Page):
    """What was seen, apart from what was heard."""

    title = "What did you see, and what did others tell you?"
    lead = "It helps us to know the one from the other. Leave empty what does not fit."
    seen = forms.LongText("What did you see or hear yourself?", size="m")
    heard = forms.LongText(
        "What did somebody else tell you?", hint="If you can, say who told you, and when.", size="m"
    )
    childs_title = "What did you see, and what did others tell you?"
    childs_words = {
        "seen": ("What did you see or hear yourself?", "You do not have to write about it if it is hard."),
        "heard": ("What did somebody else tell you?", ""),
    }


class When(Page):
    """When it happened, as far as the person knows."""

    happened = forms.LongText(
        "When did it happen?",
        hint="About when is fine: “last Tuesday evening”, “most nights since January”, “it is happening now”.",
        rows=3,
    )


class AChild(Page):
    """One child, by whatever the person knows."""

    title = "What do you know about the child?"
    lead = "You do not need a name. “The boy at number 12” is fine. Leave empty what you do not know."
    known_as = forms.Text("Name, or how you know them", autocomplete="off", hint="Nicknames help too.")
    born = forms.RoughDay(
        "Date of birth, if you know it",
        thing="Date of birth",
        hint="For example, 27 3 2019. Only the year is fine.",
    )
    age_words = forms.Text(
        "Or about how old they are", hint="For example, “about 4” or “starts school this year”.", longest=200
    )
    expected = forms.RoughDay(
        "If the baby is not born yet: when is it due?",
        thing="The date the baby is due",
        hint="For example, 27 3 2027. Only the month and year is fine.",
    )
    address = forms.LongText(
        "Where do they live?",
        hint="An address or a postcode, or how we would find the place.",
        rows=3,
        longest=2000,
    )
    school = forms.Text("School, nursery or college")
    more = forms.LongText(
        "Anything else about them",
        hint="For example other children or adults at home, languages, a disability, or whom they trust.",
        rows=4,
    )
    childs_title = "Who is this about?"
    childs_words = {
        "known_as": ("Name", "If it is about you: the name you like to be called."),
        "age_words": ("Or about how old", ""),
        "address": ("Where do you, or they, live?", "So that we can find you, or them."),
        "more": (
            "Anything else we should know",
            "For example who else is at home, and a grown-up you trust.",
        ),
    }

    def __init__(self, *given: Any, number: int, today: date, **more: Any) -> None:
        """Ask about the child with this number, who may be a new one."""
        self.number, self.today = number, today
        super().__init__(*given, **more)

    def said(self, draft: Draft) -> dict[str, Any]:
        """Return what is known about this child."""
        if self.number > len(draft.children):
            return {}
        child = draft.children[self.number - 1]
        kept = {name: getattr(child, name) for name in ("known_as", "age_words", "address", "school", "more")}
        return {**kept, "born": child.born_on, "expected": child.expected_on}

    def clean_born(self) -> forms.RoughDate | None:
        """Return the date of birth, which cannot be later than today."""
        born: forms.RoughDate | None = self.cleaned_data["born"]
        if born and born.iso > self.today.isoformat()[: len(born.iso)]:
            self.add_error(
                "born", "Date of birth is later than today. If the baby is not born yet, use the box below"
            )
        return born

    def into(self, draft: Draft) -> Draft:
        """Return the draft with this child in it; a page left empty adds nobody."""
        answers = dict(self.cleaned_data)
        born, expected = answers.pop("born"), answers.pop("expected")
        # Only a full date is kept as a date. A month or a year stays what it is: words.
        rough = [f"born {born.words}"] if born and not born.exactly else []
        rough += [f"expected {expected.words}"] if expected and not expected.exactly else []
        answers["age_words"] = ", ".join([answers["age_words"], *rough] if answers["age_words"] else rough)[
            :200
        ]
        child = ChildAsKnown(
            **answers,
            born_on=born.exactly if born else None,
            expected_on=expected.exactly if expected else None,
        )
        children = list(draft.children)
        children[self.number - 1 : self.number] = [] if child == ChildAsKnown() else [child]
        return replace(draft, children=tuple(children))


class Safe(Page):
    """Whether the child is safe now."""

    safe_now = forms.OneOf(
        "Is the child safe right now?",
        words.SAFETY,
        hint="If you say no, the person on call here is alerted the moment you send this, day or night.",
        or_before=Safety.UNSURE,
    )
    childs_words = {
        "safe_now": (
            "Are you safe right now?",
            "Or the person you are telling us about. If you say no, someone here is called the moment you send this.",
        )
    }

    def into(self, draft: Draft) -> Draft:
        """Return the draft with the answer, or with none."""
        return draft.with_report(safe_now=self.cleaned_data["safe_now"] or "")


class Where(Page):
    """Where the child is now."""

    where_now = forms.LongText(
        "Where is the child now?",
        hint="As far as you know. For example at home, at school, or with you.",
        rows=3,
    )
    childs_words = {"where_now": ("Where are you now?", "Or the person you are telling us about.")}


class Files(Page):
    """Photographs and documents."""

    title = "Do you have photographs or papers that help?"
    lead = "You do not have to send any."
    second_button = "Add these files"
    chosen = forms.Files(
        "Choose a file",
        hint=(
            "Photographs, PDF, Word or Excel documents, sound and video. Up to 100 MB each, 40 files in all. "
            "You can choose several if your device lets you."
        ),
        size="m",
    )
    said_about = forms.Text("What is in it?", hint="In a few words, if you like.", size="m")

    def said(self, draft: Draft) -> dict[str, Any]:
        """Return nothing: a file box is always empty."""
        return {}

    def into(self, draft: Draft) -> Draft:
        """Return the draft as it is: files are kept beside it."""
        return draft


class You(Page):
    """How far the teller's name may go."""

    standing = forms.OneOf(
        "Can we know who you are?",
        words.STANDINGS,
        hints=words.STANDING_HINTS,
        hint="It helps us, because we can ask you things. But you do not have to say.",
        coerce=Standing,
    )

    childs_words = {"standing": ("Can we know your name?", "You do not have to say.")}

    def speak_to_a_child(self, fields: dict[str, Any]) -> None:
        """Put a child's words into the question and its answers."""
        super().speak_to_a_child(fields)
        asked = fields["standing"]
        asked.choices, asked.widget.hints = words.CHILD_STANDINGS, words.CHILD_STANDING_HINTS

    def said(self, draft: Draft) -> dict[str, Any]:
        """Return the answer, if there is one."""
        return {"standing": draft.standing} if draft.standing is not Standing.UNKNOWN else {}

    def into(self, draft: Draft) -> Draft:
        """Return the draft with the answer. Whoever wants to stay unknown leaves no name behind from before."""
        standing = self.cleaned_data["standing"] or Standing.UNKNOWN
        if standing is Standing.ANONYMOUS:
            draft = replace(draft, identity=Identity(), safe_to_mail=False)
        return replace(draft, standing=standing)


class AboutTheTeller(Page):
    """An answer that is kept apart from the words, with the teller's identity."""

    def said(self, draft: Draft) -> dict[str, Any]:
        """Return what is known about the teller."""
        return {name: getattr(draft.identity, name) for name in self.base_fields}

    def into(self, draft: Draft) -> Draft:
        """Return the draft with the answer. An address that changed has to be called safe again."""
        safe = draft.safe_to_mail and self.cleaned_data["email"] == draft.identity.email
        return replace(draft, safe_to_mail=safe).with_identity(**self.cleaned_data)


class Named(AboutTheTeller):
    """The name of a member of the public and how to reach them."""

    title = "Your name, and how to reach you"
    lead = "Fill in only what you want us to have."
    name = forms.Text("Your name", autocomplete="name")
    connection = forms.Text("How do you know the child?", hint="For example: neighbour, grandparent, friend.")
    phone = forms.Text("Telephone", inputmode="tel", autocomplete="tel", width=20)
    email = forms.Email("E-mail")
    childs_title = "Your name, and how to reach you"
    childs_words = {"connection": ("How do you know them?", "Leave this empty if it is about you.")}


class Work(AboutTheTeller):
    """Who a professional is."""

    title = "You and your work"
    lead = (
        "People who work with children cannot tell us without a name. If you leave it empty now, we still take your "
        "report and work on it, and ask you afterwards who you are."
    )
    name = forms.Text("Your name", autocomplete="name")
    organisation = forms.Text("Where you work", autocomplete="organization")
    job = forms.Text("Your job", autocomplete="organization-title")
    phone = forms.Text("Work telephone", inputmode="tel", autocomplete="tel", width=20)
    email = forms.Email("Work e-mail")


class Family(Page):
    """Whether a professional has told the family."""

    title = "Do the family know that you are telling us?"
    lead = "Whatever you answer, we take your report."
    consent = forms.OneOf("Do they know?", words.CONSENT, coerce=Consent, size="m")
    consent_why = forms.LongText("Anything we should know about that", rows=4, size="m")

    def into(self, draft: Draft) -> Draft:
        """Return the draft with the answer, or with none."""
        return draft.with_report(**{**self.cleaned_data, "consent": self.cleaned_data["consent"] or ""})


class Answers(Page):
    """Ways and times that are safe for the teller."""

    title = "How can we answer you safely?"
    safe_ways = forms.LongText(
        "Ways and times that are safe for you",
        hint="For example: “text me, do not call”, “weekdays before 3pm”, “not at home”.",
        rows=4,
        longest=2000,
        size="m",
    )
    safe_to_mail = forms.Tick(
        "It is safe to send me e-mail",
        hint="We would only say that we have your report, or that there is something new. Never what it is about.",
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        """Ask about e-mail only where there is an address."""
        super().__init__(*given, **more)
        if not self.draft.identity.email:
            del self.fields["safe_to_mail"]

    def said(self, draft: Draft) -> dict[str, Any]:
        """Return what is known."""
        return {"safe_ways": draft.identity.safe_ways, "safe_to_mail": draft.safe_to_mail}

    def into(self, draft: Draft) -> Draft:
        """Return the draft with the answer."""
        draft = replace(draft, safe_to_mail=bool(self.cleaned_data.get("safe_to_mail")))
        return draft.with_identity(safe_ways=self.cleaned_data["safe_ways"])


class ComeBack(forms.Question):
    """The code, and after sending the reference too. Posted, never in an address."""

    title = "Go back to your report"
    button = "Open my report"
    code = forms.Text(
        "Your code",
        hint="24 letters and numbers. Capitals, spaces and dashes do not matter.",
        missing="Write the code that we gave you",
        width=30,
        longest=100,
    )
    reference = forms.Text(
        "Your reference",
        hint="8 letters and numbers. Only if you have sent your report.",
        width=10,
        longest=40,
    )

    def clean_code(self) -> str:
        """Return a code that could be one."""
        if not is_code(code := str(self.cleaned_data["code"])):
            self.add_error("code", "Check the code: it has 24 letters and numbers, in six groups of four")
        return code

    def clean_reference(self) -> str:
        """Return nothing, or a reference that could be one."""
        reference = str(self.cleaned_data["reference"])
        if reference and not is_reference(reference):
            self.add_error("reference", "Check the reference: one of its letters or numbers is not right")
        return reference


class LastGroup(forms.Question):
    """A check that the code is safely kept."""

    title = "Check that you have kept your code"
    button = "Check"
    last = forms.Text(
        "The last four letters and numbers of your code",
        hint="Read them from where you kept them.",
        missing="Write the last four letters and numbers of your code",
        width=5,
        longest=20,
    )


class Message(forms.Question):
    """Something to say in the thread."""

    title = "Write to us"
    button = "Send message"
    page = forms.Once()
    words = forms.LongText("Write to us", missing="Write your message first", size="m", rows=5)


class SayWho(forms.Question):
    """Who a professional is, said afterwards."""

    title = "Say who you are"
    lead = "Then we can tell you what we decided, and why."
    button = "Send"
    name = forms.Text("Your name", missing="Write your name", autocomplete="name")
    organisation = forms.Text("Where you work", autocomplete="organization")
    job = forms.Text("Your job", autocomplete="organization-title")
    phone = forms.Text("Work telephone", inputmode="tel", autocomplete="tel", width=20)
    email = forms.Email("Work e-mail")
    safe_ways = forms.LongText("Ways and times that are good for reaching you", rows=3, longest=2000)
