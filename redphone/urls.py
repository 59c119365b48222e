"""Every door of the house, by its address."""

from django.conf import settings
from django.urls import include, path

from redphone.calls import api as calls
from redphone.calls.views_link import ring
from redphone.calls.views_texts import text_receipt, text_reply
from redphone.drills.views_link import link_test
from redphone.officers.json_door import open_json_door
from redphone.situations import api as situations

api = open_json_door()
api.add_router("calls", calls.router)
api.add_router("situations", situations.router)

urlpatterns = [
    path("", include("redphone.desk.urls")),
    path("", include("redphone.watch.urls")),
    path("calls/", include("redphone.calls.urls")),
    path("r/<str:token>/", ring, name="ring"),
    path("t/<str:token>/", link_test, name="link_test"),
    path("drills/", include("redphone.drills.urls")),
    path("texts/", text_reply, name="text_reply"),
    path("texts/<str:token>/", text_receipt, name="text_receipt"),
    path("situations/", include("redphone.situations.urls")),
    path("officers/", include("redphone.officers.urls")),
    path("accounts/", include("redphone.officers.accounts")),
    path("api/", api.urls),
    path("look/", include("redphone.look.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

if settings.DEMO:
    urlpatterns.append(path("mailbox/", include("redphone.demo.urls")))
