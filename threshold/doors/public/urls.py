"""The public's addresses. None of them ever carries a code, a reference or a name."""

from django.urls import path

from .views import arriving, following, ledger, proving, sending, writing

app_name = "public"
urlpatterns = [
    path("", arriving.start, name="start"),
    path("begin", arriving.begin, name="begin"),
    path("privacy", arriving.privacy, name="privacy"),
    path("accessibility", arriving.accessibility, name="accessibility"),
    path("about", arriving.about, name="about"),
    path("ledger/", ledger.how_to_check, name="ledger"),
    path("ledger/checkpoint", ledger.checkpoint, name="ledger_checkpoint"),
    path("ledger/checkpoint/print", ledger.printed, name="ledger_printed"),
    path("ledger/key", ledger.key, name="ledger_key"),
    path("ledger/<path:address>", ledger.tile, name="ledger_tile"),
    path("come-back", arriving.come_back, name="come_back"),
    path("leave", arriving.leave, name="leave"),
    path("left", arriving.left, name="left"),
    path("deleted", arriving.deleted, name="deleted"),
    path("report/code", arriving.code, name="code"),
    path("report/go-on", arriving.go_on, name="go_on"),
    path("report/delete", arriving.delete, name="delete"),
    path("report/children", writing.children, name="children"),
    path("report/children/<int:number>", writing.child, name="child"),
    path("report/children/<int:number>/remove", writing.remove_child, name="remove_child"),
    path("report/children/<int:number>/elsewhere", writing.elsewhere, name="elsewhere"),
    path("report/files", writing.files, name="files"),
    path("report/files/<uuid:storage>/remove", writing.remove_file, name="remove_file"),
    path("report/danger", writing.danger, name="danger"),
    path("report/check", sending.check, name="check"),
    path("report/sent", sending.receipt, name="receipt"),
    path("report/sent/notes.pdf", sending.receipt_pdf, name="receipt_pdf"),
    path("report/sent/proof.pdf", sending.proof_pdf, name="proof_pdf"),
    path("report/sent/notes.txt", proving.receipt_file, name="receipt_file"),
    path("report/sent/check", sending.kept, name="kept"),
    path("follow", following.report, name="report"),
    path("follow/write", following.write, name="write"),
    path("follow/why-late", following.why_late, name="why_late"),
    path("follow/who-i-am", following.say_who, name="say_who"),
    path("report/<slug:page>", writing.question, name="question"),
]
