"""Addresses of the pages about officers."""

from django.urls import path

from redphone.officers import own_views, views

app_name = "officers"
urlpatterns = [
    path("", views.officers, name="officers"),
    path("<int:officer>/", views.change_officer, name="change_officer"),
    path("<int:officer>/deactivate/", views.deactivate, name="deactivate"),
    path("<int:officer>/end-sessions/", views.end_sessions_of, name="end_sessions_of"),
    path("invitations/", views.invitations, name="invitations"),
    path("invite/", views.invite, name="invite"),
    path("invitations/<int:invitation>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("invitations/<int:invitation>/send-again/", views.send_again, name="send_again"),
    path("record/", views.record, name="record"),
    path("invitation/<str:token>/", own_views.accept_invitation, name="accept_invitation"),
    path("locked-out/", own_views.locked_out, name="locked_out"),
]
