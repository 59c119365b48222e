from django.conf import settings
from django.urls import path

from redphone.demo import views, views_cast

if not settings.DEMO:
    raise ImportError("the demonstration's doors are shut: REDPHONE_DEMO is not 1")

app_name = "demo"
urlpatterns = [
    path("", views.mailbox, name="mailbox"),
    path("refuse/", views.refuse, name="refuse"),
    path("cast/", views_cast.cast, name="cast"),
    path("cast/sign-in/", views_cast.sign_in_as, name="sign_in_as"),
    path("<int:number>/", views.mail, name="mail"),
    path("<int:number>/html/", views.html_part, name="html_part"),
]
