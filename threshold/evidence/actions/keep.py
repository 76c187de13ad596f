"""Keep a file that somebody gave us."""

import logging
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum

from threshold.confidentiality.rules import Viewer
from threshold.confidentiality.sealing import seal
from threshold.evidence import rules
from threshold.evidence.models import EvidenceFile
from threshold.evidence.packages import office_kind
from threshold.evidence.provenance import record_provenance
from threshold.evidence.uploads import SealedUpload
from threshold.evidence.vault import Sealed, discard, open_incoming, put_away, seal_stream

log = logging.getLogger(__name__)


@transaction.atomic
def keep(
    *,
    about: UUID | None,
    draft: UUID | None,
    stream: SealedUpload | Iterable[bytes],
    name: str,
    said: str,
    giver: str,
    by: Viewer,
    at: datetime,
) -> EvidenceFile:
    """Keep a file for a draft or a record, or raise a FileRefused that names it and touches nothing else."""
    name = rules.safe_name(name)
    sealed = _sealed(stream, name=name)
    try:
        kind = _kind(sealed, name=name)
        rules.check_size(sealed.size, kind=kind, name=name)
        _check_room(sealed, about=about, draft=draft, name=name)
        file = EvidenceFile.objects.create(
            about=about,
            draft=draft,
            storage=sealed.storage,
            kind=kind,
            size=sealed.size,
            digest=sealed.digest,
            wrapped_key=sealed.wrapped_key,
            sealed_name=seal(name.encode(), context=f"evidence:{sealed.storage}:name"),
            sealed_said=seal(said.encode(), context=f"evidence:{sealed.storage}:said"),
            giver=giver,
            received_at=at,
        )
        if about:
            record_provenance([file], by=by, at=at)
        put_away(sealed)
    except OSError as trouble:
        discard(sealed.storage)
        log.warning("a sealed file could not be put away: %s", type(trouble).__name__)
        raise rules.NotStored(name) from None
    except BaseException:
        discard(sealed.storage)
        raise
    return file


def _sealed(stream: SealedUpload | Iterable[bytes], *, name: str) -> Sealed:
    if isinstance(stream, SealedUpload):
        return stream.take()
    return seal_stream(_counted(stream, name=name), head_bytes=rules.HEAD_BYTES)


def _counted(chunks: Iterable[bytes], *, name: str) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        rules.check_size(size, kind=rules.Kind.PDF, name=name)
        yield chunk


def _kind(sealed: Sealed, *, name: str) -> rules.Kind:
    kind = rules.kind_of(sealed.head, name=name)
    if kind:
        return kind
    with open_incoming(sealed) as reader:
        return office_kind(reader, name=name)


def _check_room(sealed: Sealed, *, about: UUID | None, draft: UUID | None, name: str) -> None:
    beside = EvidenceFile.objects.filter(about=about, draft=draft)
    there = beside.aggregate(files=Count("pk"), held=Sum("size", default=0))
    rules.check_room(files=there["files"], held=there["held"], more=sealed.size, name=name)
