from django.urls import path

from redphone.situations import views

app_name = "situations"
urlpatterns = [
    path("", views.list_situations, name="list"),
    path("open/", views.open_situation, name="open"),
    path("<str:thing>/", views.situation, name="situation"),
    path("<str:thing>/mode/", views.set_mode, name="set_mode"),
    path("<str:thing>/close/", views.close_situation, name="close"),
]
