from django.urls import path

from redphone.desk import views, views_handover

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("seen/", views.seen, name="seen"),
    path("handover/", views_handover.handover, name="handover"),
    path("handover/offer/", views_handover.offer_watch, name="offer_watch"),
    path("handover/offer/back/", views_handover.take_offer_back, name="take_offer_back"),
    path("handover/take/", views_handover.take_watch, name="take_watch"),
    path("handover/past/", views_handover.past_watches, name="past_watches"),
]
