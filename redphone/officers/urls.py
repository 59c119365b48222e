"""Addresses of the pages about officers."""

from django.urls import path

from redphone.officers import own_views, views, views_calendar, views_paths, views_reach, views_roster

app_name = "officers"
urlpatterns = [
    path("", views.officers, name="officers"),
    path("<int:officer>/", views.change_officer, name="change_officer"),
    path("<int:officer>/deactivate/", views.deactivate, name="deactivate"),
    path("<int:officer>/end-sessions/", views.end_sessions_of, name="end_sessions_of"),
    path("reach/", views_reach.reach, name="reach"),
    path("reach/tell/", views_reach.tell_reach, name="tell_reach"),
    path("reach/proven/", views_reach.tell_proven, name="tell_proven"),
    path("reach/phone-tree/", views_reach.phone_tree, name="phone_tree"),
    path("roster/", views_roster.roster, name="roster"),
    path("roster/take-turns/", views_roster.set_rotation, name="set_rotation"),
    path("roster/turns/<int:rotation>/end/", views_roster.end_rotation, name="end_rotation"),
    path("roster/stand-in/", views_roster.stand_in, name="stand_in"),
    path("roster/stand-in/<int:stand_in>/end/", views_roster.end_stand_in, name="end_stand_in"),
    path("roster/away/", views_roster.be_away, name="be_away"),
    path("roster/away/<int:absence>/end/", views_roster.end_absence, name="end_absence"),
    path("roster/leaves/", views_roster.leave_post, name="leave_post"),
    path("roster/leaves/<int:officer>/stays/", views_roster.stay_in_post, name="stay_in_post"),
    path("paths/", views_paths.paths, name="paths"),
    path("paths/<int:officer>/enter/", views_paths.enter_telephone, name="enter_telephone"),
    path("paths/telephone/<int:path>/answered/", views_paths.say_answered, name="say_answered"),
    path("paths/telephone/<int:path>/not-answered/", views_paths.say_not_answered, name="say_not_answered"),
    path("paths/telephone/<int:path>/texts/", views_paths.set_texting, name="set_texting"),
    path("paths/telephone/<int:path>/remove/", views_paths.remove_telephone, name="remove_telephone"),
    path("roster/calendar/", views_calendar.roster_as_calendar, name="roster_as_calendar"),
    path("roster/leave/", views_calendar.bring_leave, name="bring_leave"),
    path("invitations/", views.invitations, name="invitations"),
    path("invite/", views.invite, name="invite"),
    path("invitations/<int:invitation>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("invitations/<int:invitation>/send-again/", views.send_again, name="send_again"),
    path("record/", views.record, name="record"),
    path("invitation/<str:token>/", own_views.accept_invitation, name="accept_invitation"),
    path("locked-out/", own_views.locked_out, name="locked_out"),
]
