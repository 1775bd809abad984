import re

import pytest
from django.core.management import call_command

from tests.api_client import Program
from tests.api_document import document

METHODS = {"get", "post", "put", "patch", "delete"}


def test_the_document_is_valid_and_complete(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "api.yml"))


def test_every_operation_says_what_it_does_and_how_it_is_refused():
    for path, operations in document()["paths"].items():
        for method in METHODS & set(operations):
            operation = operations[method]
            assert operation.get("summary") or operation.get("description"), path
            assert operation["tags"] != ["api"], path
            assert "401" in operation["responses"] or path.endswith("/schema/"), path


@pytest.mark.parametrize("who", ["rep", "outsider", None])
def test_the_document_and_its_page_hold_no_secret_and_are_open(request, client, db, who):
    if who:
        client.force_login(request.getfixturevalue(who))
    assert client.get("/api/v1/schema/").status_code == 200
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert not re.search("<style|<script>| style=", page.content.decode())


def test_the_root_names_the_lists(rep):
    told = Program(rep).get("/").json()
    assert told["leads"].endswith("/api/v1/leads/")
