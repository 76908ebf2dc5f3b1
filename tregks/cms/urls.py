from django.urls import path
from django.views.decorators.http import require_safe

from tregks.cms import views
from tregks.cms.feeds import NewsFeed

app_name = "cms"
urlpatterns = [
    path("aktuelles/feed/", require_safe(NewsFeed()), name="feed"),
    path("suche/", views.search, name="search"),
]
