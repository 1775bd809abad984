"""A program at the API's door; every answer it gets is held to the API's document."""

from typing import Any

from rest_framework.test import APIClient

from teams.models import User
from tests.api_document import check_answer

V1 = "/api/v1"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Program:
    """Speaks JSON as one person: ``Program(rep).post(f"/handoffs/{code}/claim/")``."""

    def __init__(self, user: User | None) -> None:
        self.client = APIClient()
        if user is not None:
            self.client.force_login(user, backend=BACKEND)

    def get(self, path: str, **query: Any):
        """Return the answer to a request that reads."""
        return self._checked("get", path, self.client.get(V1 + path, query))

    def post(self, path: str, **body: Any):
        """Return the answer to a request that acts."""
        return self._checked("post", path, self.client.post(V1 + path, body))

    def patch(self, path: str, **body: Any):
        """Return the answer to a request that amends."""
        return self._checked("patch", path, self.client.patch(V1 + path, body))

    def raw(self, path: str, body: bytes, content_type: str = "application/json"):
        """Return the answer to a body as it is."""
        answer = self.client.generic("POST", V1 + path, body, content_type)
        return self._checked("post", path, answer)

    def _checked(self, method: str, path: str, answer: Any):
        check_answer(method, V1 + path, answer)
        return answer
