from django.urls import path

from redphone.watch import views

app_name = "watch"
urlpatterns = [
    path("health/", views.health, name="health"),
    path("alive/", views.alive, name="alive"),
    path("metrics/", views.metrics, name="metrics"),
]
