"""What scanners send is refused, and nobody is woken by it."""

import logging

import pytest

from tests.cast import grant

pytestmark = pytest.mark.django_db


def errors(caplog):
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize(
    "path", ["//media/../", "/media/../manage.py", "/media/..%2fmanage.py", "/static/../manage.py"]
)
def test_an_address_that_climbs_is_refused_without_an_error(client, caplog, path):
    answer = client.generic("GET", path)

    assert answer.status_code in {400, 404}
    assert errors(caplog) == []


def test_a_foreign_host_is_refused_without_an_error(client, caplog):
    answer = client.get("/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert errors(caplog) == []
    assert "elsewhere" not in caplog.text


def test_the_list_of_changes_can_be_searched(clerk, clerk_client):
    grant(clerk, "auditlog.view_logentry")

    assert clerk_client.get("/admin/auditlog/logentry/?q=x").status_code == 200
