"""One address that takes files, as every door does."""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from tests.evidence.test_keeping import AT, DRAFT
from threshold.confidentiality.rules import PUBLIC
from threshold.evidence.actions.keep import keep
from threshold.refusals import Refused


def upload(request: HttpRequest) -> JsonResponse:
    refused = []
    for upload in request.FILES.getlist("files"):
        try:
            keep(
                about=None,
                draft=DRAFT,
                stream=upload,
                name=upload.name,
                said="",
                giver="public",
                by=PUBLIC,
                at=AT,
            )
        except Refused as refusal:
            refused.append(str(refusal))
    return JsonResponse({"refused": refused, "words": request.POST.get("words")})


def nobody_takes(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"files": len(request.FILES)})


urlpatterns = [path("upload/", upload), path("nobody-takes/", nobody_takes)]
