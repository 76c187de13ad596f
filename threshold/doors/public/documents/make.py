"""Makes the receipt as a PDF that assistive technology can read (PDF/UA-1)."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import typst
from django.utils.timezone import localtime

from threshold.doors.public.progress import Step
from threshold.referrals.queries import HolderPage
from threshold.referrals.rules.codes import grouped
from threshold.staffing.rules import Authority

SHAPE = Path(__file__).with_name("receipt.typ")


def receipt_document(
    *, page: HolderPage, steps: Sequence[Step], code: Sequence[str], authority: Authority, at: datetime
) -> bytes:
    """Return the receipt as a PDF; without `code` it can be shown to others as proof that, and when, they told us."""
    facts = {
        "title": "Receipt" if code else "Proof that, and when, you told us",
        "authority": authority.name,
        "phone": authority.phone,
        "out_of_hours_phone": authority.out_of_hours_phone,
        "reference": grouped(page.ref),
        "code": list(code),
        "received": moment_words(page.received_at, exactly="%H:%M:%S"),
        "printed": moment_words(at, exactly="%H:%M"),
        "steps": [{"title": step.title, "by": step.by, "because": _because(step)} for step in steps],
    }
    return typst.compile(
        SHAPE,
        format="pdf",
        sys_inputs={"facts": json.dumps(facts)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )


def moment_words(at: datetime, *, exactly: str) -> str:
    """Return a moment as a paper says it: "14:32 on Monday 2 March 2026", London time."""
    local = localtime(at)
    return f"{local:{exactly}} on {local:%A} {local.day} {local:%B %Y}"


def _because(step: Step) -> str:
    return f"Because the limit is {step.why.limit}. {step.why.source}." if step.why else ""
