from django.urls import path

from redphone.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("seen/", views.seen, name="seen"),
]
