"""Addresses of the look's own doors."""

from django.urls import path

from redphone.look import views

app_name = "look"
urlpatterns = [
    path("scheme/", views.choose_scheme, name="scheme"),
    path("ping/", views.answer_ping, name="ping"),
]
