"""What the public door says more than once, and the declarations that reports are sent under."""

from collections.abc import Mapping

from threshold.people.rules import Standing
from threshold.referrals.rules.words import Consent, Safety, Teller

# The name under which a wording was shown. A wording that was ever shown stays here as it was.
DECLARATIONS = {
    "public-1": "I have told you what I know, as well as I can. You may use it to find out whether a child needs help.",
    "professional-1": (
        "I have told you what I know through my work, as well as I can. You may use it, and the time at which I "
        "sent it, as the record that I told you."
    ),
    "child-1": "This is what I wanted to tell you. You can use it to help.",
}
IN_FORCE = {
    Teller.PUBLIC: "public-1",
    Teller.PROFESSIONAL: "professional-1",
    Teller.CHILD: "child-1",
}

TELLERS = [
    (Teller.PUBLIC, "I am worried about a child I know or have seen"),
    (Teller.PROFESSIONAL, "I work with children, and this is part of my work"),
    (Teller.CHILD, "I am under 18, and this is about me or somebody I know"),
]
SAFETY = [(each.value, each.words) for each in Safety]
CONSENT = [(each.value, each.words) for each in Consent]

STANDINGS = [
    (Standing.NAMED, "You can have my name"),
    (Standing.WITHHELD, "You can have my name, but the family must not learn it was me"),
    (Standing.ANONYMOUS, "I do not want to give my name"),
]
STANDING_HINTS: Mapping[str, str] = {
    Standing.NAMED: "We may need to tell the family who told us. We will talk to you about it first if we can.",
    Standing.WITHHELD: (
        "We will not tell them. We keep your name apart from your words. But we cannot promise it for ever: "
        "a court could order us to say. And a family sometimes guesses."
    ),
    Standing.ANONYMOUS: (
        "We take what you say just as seriously. It is harder for us to ask you things, so come back with your code."
    ),
}
CHILD_STANDINGS = [
    (Standing.NAMED, "Yes, you can know my name"),
    (Standing.WITHHELD, "Yes, but do not tell my family it was me"),
    (Standing.ANONYMOUS, "No, not now"),
]
CHILD_STANDING_HINTS: Mapping[str, str] = {
    Standing.NAMED: "This makes it easier for us to find you and help.",
    Standing.WITHHELD: (
        "We will not tell them it was you. We cannot promise it for ever: if you are in danger we may have to "
        "tell someone, and we will talk to you first if we can."
    ),
    Standing.ANONYMOUS: "That is fine. Come back with your code to read what we say.",
}

NOT_FOUND = (
    "We could not find a report with this code and reference. Check both. If you have not sent your report yet, "
    "leave the reference empty."
)
