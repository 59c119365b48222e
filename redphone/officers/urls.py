"""Addresses of the pages about officers."""

from django.urls import path

from redphone.officers import (
    own_views,
    views,
    views_calendar,
    views_freeze,
    views_reach,
    views_recovery,
    views_roster,
)

app_name = "officers"
urlpatterns = [
    path("", views.officers, name="officers"),
    path("<int:officer>/", views.change_officer, name="change_officer"),
    path("<int:officer>/deactivate/", views.deactivate, name="deactivate"),
    path("<int:officer>/freeze/", views_freeze.freeze, name="freeze"),
    path("<int:officer>/thaw/", views_freeze.thaw, name="thaw"),
    path("<int:officer>/wake/", views_freeze.wake, name="wake"),
    path("freeze-all/", views_freeze.freeze_all, name="freeze_all"),
    path("<int:officer>/end-sessions/", views.end_sessions_of, name="end_sessions_of"),
    path("reach/", views_reach.reach, name="reach"),
    path("reach/tell/", views_reach.tell_reach, name="tell_reach"),
    path("reach/proven/", views_reach.tell_proven, name="tell_proven"),
    path("roster/", views_roster.roster, name="roster"),
    path("roster/take-turns/", views_roster.set_rotation, name="set_rotation"),
    path("roster/turns/<int:rotation>/end/", views_roster.end_rotation, name="end_rotation"),
    path("roster/stand-in/", views_roster.stand_in, name="stand_in"),
    path("roster/stand-in/<int:stand_in>/end/", views_roster.end_stand_in, name="end_stand_in"),
    path("roster/away/", views_roster.be_away, name="be_away"),
    path("roster/away/<int:absence>/end/", views_roster.end_absence, name="end_absence"),
    path("roster/calendar/", views_calendar.roster_as_calendar, name="roster_as_calendar"),
    path("roster/leave/", views_calendar.bring_leave, name="bring_leave"),
    path("invitations/", views.invitations, name="invitations"),
    path("invite/", views.invite, name="invite"),
    path("invitations/<int:invitation>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("invitations/<int:invitation>/send-again/", views.send_again, name="send_again"),
    path("invitations/<int:invitation>/confirm/", views_recovery.confirm_recovery, name="confirm_recovery"),
    path("invitations/<int:invitation>/refuse/", views_recovery.refuse_recovery, name="refuse_recovery"),
    path("record/", views.record, name="record"),
    path("invitation/<str:token>/", own_views.accept_invitation, name="accept_invitation"),
    path("locked-out/", own_views.locked_out, name="locked_out"),
]
