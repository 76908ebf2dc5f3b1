from django.urls import path

from tregks.cms import views
from tregks.cms.feeds import NewsFeed

app_name = "cms"
urlpatterns = [
    path("aktuelles/feed/", NewsFeed(), name="feed"),
    path("suche/", views.search, name="search"),
]
