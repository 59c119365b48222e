from django.urls import path

from redphone.drills import views, views_monday

app_name = "drills"
urlpatterns = [
    path("", views.tests, name="tests"),
    path("test/", views.test_now, name="test_now"),
    path("answered/", views.say_answered, name="say_answered"),
    path("repair/own/", views.own_repair, name="own_repair"),
    path("repair/close/", views.close_repair, name="close_repair"),
    path("schedule/", views_monday.set_schedule, name="set_schedule"),
    path("monday/", views_monday.monday, name="monday"),
    path("monday/chase/", views_monday.chase, name="chase"),
]
