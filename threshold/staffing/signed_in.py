"""From a signed-in session to the viewer that it is: used by the address policy through a setting."""

from django.http import HttpRequest

from threshold.confidentiality.rules import PUBLIC, Role, Viewer

from .models import Worker


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who is looking: the signed-in worker, or the public. Somebody who has left is the public."""
    worker = request.user
    if not isinstance(worker, Worker) or not worker.is_active:
        return PUBLIC
    return Viewer(
        ref=worker.ledger_ref,
        worker_id=worker.pk,
        name=worker.name,
        role=Role(worker.role),
        teams=frozenset({worker.team_id}),
    )
