"""All reading about the person who told us."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from threshold.confidentiality.rules import Viewer
from threshold.confidentiality.sealing import unseal
from threshold.refusals import NotFound

from .models import Referrer, ReferrerVersion
from .rules import Identity, Standing


@dataclass(frozen=True, slots=True)
class ReferrerFace:
    """Who told us, as far as they said."""

    ref: UUID
    standing: Standing
    identified: bool
    identity: Identity


def referrer_of(*, about: UUID, viewer: Viewer, until: datetime | None = None) -> ReferrerFace:
    """Return who made a contact, opened, to somebody who reads cases; anyone else gets NotFound.

    With `until` it is what was recorded before that moment.
    """
    if not viewer.reads_cases:
        raise NotFound
    versions = ReferrerVersion.objects.filter(referrer__about=about)
    if until is not None:
        versions = versions.filter(recorded_at__lt=until)
    version = versions.select_related("referrer").order_by("-id").first()
    if version is None:
        raise NotFound
    identity = identity_in(sealed=bytes(version.sealed), about=about, viewer=viewer)
    return ReferrerFace(
        ref=version.referrer.ledger_ref,
        standing=Standing(version.standing),
        identified=identity.is_given,
        identity=identity,
    )


def identity_in(*, sealed: bytes, about: UUID, viewer: Viewer) -> Identity:
    """Return the identity inside a sealed version that belongs to `about`."""
    return Identity.of(json.loads(unseal(sealed, context=f"referrer:{about}")))


def safe_email(*, about: UUID, viewer: Viewer) -> str:
    """Return the address the referrer said is safe, or nothing. For sending, not for showing."""
    row = Referrer.objects.filter(about=about, can_be_mailed=True).first()
    if row is None:
        return ""
    newest = row.versions.order_by("-id").first()
    return identity_in(sealed=bytes(newest.sealed), about=about, viewer=viewer).email if newest else ""


def mailable(*, about: Sequence[UUID], viewer: Viewer) -> frozenset[UUID]:
    """Return those of these contacts whose referrer gave an address that is safe. For sending, not for showing."""
    rows = Referrer.objects.filter(about__in=about, can_be_mailed=True)
    return frozenset(rows.values_list("about", flat=True))
