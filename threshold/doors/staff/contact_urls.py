"""The addresses of one contact and of what can be done with it."""

from django.urls import URLPattern, path

from threshold.doors.staff import contact, contact_acts

ONE = "contacts/<str:ref>/"
CHILD = f"{ONE}children/<int:number>/"
CLOCK = f"{ONE}clocks/<uuid:clock>/"

urlpatterns: list[URLPattern] = [
    path(ONE, contact.contact, name="contact"),
    path(f"{ONE}take-on/", contact_acts.accept, name="contact-accept"),
    path(f"{ONE}hand-over/", contact_acts.hand_over, name="contact-hand-over"),
    path(f"{ONE}hand-back/", contact_acts.hand_back, name="contact-hand-back"),
    path(f"{ONE}alert/", contact_acts.see_alert, name="contact-see-alert"),
    path(f"{ONE}acknowledge/", contact_acts.acknowledge, name="contact-acknowledge"),
    path(f"{ONE}who-told-us/", contact_acts.identify, name="contact-identify"),
    path(f"{ONE}response/", contact_acts.respond, name="contact-respond"),
    path(f"{ONE}ask/", contact_acts.ask_referrer, name="contact-ask"),
    path(f"{ONE}answer/", contact_acts.answer, name="contact-answer"),
    path(f"{ONE}screen/", contact_acts.screen, name="contact-screen"),
    path(f"{ONE}tell/", contact_acts.tell, name="contact-tell"),
    path(f"{ONE}tell/cannot/", contact_acts.not_tell, name="contact-not-tell"),
    path(f"{ONE}transfer/", contact_acts.transfer, name="contact-transfer"),
    path(f"{ONE}add/", contact_acts.add, name="contact-add"),
    path(f"{ONE}close/", contact_acts.close, name="contact-close"),
    path(f"{CHILD}decide/", contact_acts.decide, name="contact-decide"),
    path(f"{CHILD}approve/", contact_acts.approve, name="contact-approve"),
    path(f"{CHILD}assessment/", contact_acts.finish_assessment, name="contact-finish-assessment"),
    path(f"{CHILD}reopen/", contact_acts.reopen, name="contact-reopen"),
    path(f"{CHILD}correct/", contact_acts.correct, name="contact-correct"),
    path(CLOCK, contact.why, name="contact-clock"),
    path(f"{CLOCK}move/", contact_acts.move_clock, name="contact-clock-move"),
]
