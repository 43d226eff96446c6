"""The routes of the service."""

from django.urls import path

from calling.views import NumberListView

urlpatterns = [
    path("agent-api/user/<uuid:user_id>/task/<uuid:task_id>/number", NumberListView.as_view()),
]
