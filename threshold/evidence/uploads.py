"""Seals uploads while they arrive, so that no byte of them is ever on disk in clear."""

import logging
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from threshold.refusals import Refused

from . import rules
from .vault import Sealed, SealedWriter, discard

log = logging.getLogger(__name__)


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """A file that arrived with a form, sealed or refused. What nobody keeps goes when the request is over."""

    def __init__(
        self, *, name: str, size: int, sealed: Sealed | None, refusal: rules.FileRefused | None
    ) -> None:
        """Hold what arrived; the type and the length that the client declared are not even remembered."""
        super().__init__(file=None, name=name, size=size)
        self.refusal = refusal
        self._sealed = sealed

    def take(self) -> Sealed:
        """Hand the sealed file over to be kept, or repeat why it was refused."""
        if self.refusal:
            raise self.refusal
        if self._sealed is None:
            raise RuntimeError("this upload was taken already")
        sealed, self._sealed = self._sealed, None
        return sealed

    def close(self) -> None:
        """Leave nothing of a file that nobody took."""
        if self._sealed:
            discard(self._sealed.storage)
            self._sealed = None


class SealedUploadHandler(FileUploadHandler):
    """Takes every file of every form: seals it in pieces, counts it, and drops one that may not be."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        """Start with nothing sealed."""
        super().__init__(*arguments, **keywords)
        self._writer: SealedWriter | None = None
        self._refusal: rules.FileRefused | None = None
        self._size = 0
        self._files = 0
        self._held = 0

    def new_file(self, *arguments: Any, **keywords: Any) -> None:
        """Begin a file."""
        super().new_file(*arguments, **keywords)
        self._writer, self._refusal, self._size = None, None, 0
        self._shown = rules.safe_name(self.file_name or "")
        self._files += 1
        try:
            rules.check_room(files=self._files - 1, held=self._held, more=0, name=self._shown)
            self._writer = SealedWriter(head_bytes=rules.HEAD_BYTES)
        except rules.FileRefused as refusal:
            self._refuse(refusal)
        except (OSError, Refused) as error:
            self._not_stored(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal a piece; of a refused file, only count it, so that the rest of the form still arrives."""
        self._size += len(raw_data)
        if self._writer is None:
            return
        self._held += len(raw_data)
        try:
            self._writer.write(raw_data)
            self._check(self._writer)
        except rules.FileRefused as refusal:
            self._refuse(refusal)
        except OSError as error:
            self._not_stored(error)

    def file_complete(self, file_size: int) -> SealedUpload:
        """End a file."""
        sealed = None
        if self._writer:
            try:
                sealed = self._writer.close()
            except OSError as error:
                self._not_stored(error)
        self._writer = None
        return SealedUpload(name=self._shown, size=self._size, sealed=sealed, refusal=self._refusal)

    def upload_interrupted(self) -> None:
        """Leave nothing of a file that broke off."""
        self._abandon()

    def _check(self, writer: SealedWriter) -> None:
        kind = rules.kind_of(writer.head, name=self._shown) if writer.size >= rules.HEAD_BYTES else None
        rules.check_size(writer.size, kind=kind or rules.Kind.PDF, name=self._shown)
        # One form may not fill the disk, not even at an address that keeps no files.
        rules.check_room(files=0, held=self._held, more=0, name=self._shown)

    def _not_stored(self, error: Exception) -> None:
        log.error("an upload could not be sealed: %s", type(error).__name__)
        self._refuse(rules.NotStored(self._shown))

    def _refuse(self, refusal: rules.FileRefused) -> None:
        self._refusal = refusal
        self._abandon()

    def _abandon(self) -> None:
        if self._writer:
            self._writer.abandon()
        self._writer = None
