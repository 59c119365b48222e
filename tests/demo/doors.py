"""The addresses of the house with those of the demonstration, as REDPHONE_DEMO=1 has them."""

from django.urls import include, path

from redphone.urls import urlpatterns as of_the_house

urlpatterns = [*of_the_house, path("mailbox/", include("redphone.demo.urls"))]
