import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.urls import reverse

from shop.common.actors import process
from shop.common.models import ProviderAccount
from shop.common.selectors import ProviderNotSetUp, provider_account
from shop.common.services.providers import save_provider_account
from tests.factories.customers import UserFactory

SECRETS = {"access_key_id": "AKID", "access_key_secret": "s3cr3t-s3cr3t"}


def save(secrets=SECRETS, **settings):
    return save_provider_account(
        provider="sms.aliyun",
        is_enabled=True,
        settings={"sign_name": "开店"} | settings,
        secrets=secrets,
        actor=process("test"),
    )


@pytest.mark.django_db
def test_an_account_is_read_in_clear_by_its_adapter():
    save()

    account = provider_account("sms.aliyun")

    assert (account.is_enabled, account.settings["sign_name"]) == (True, "开店")
    assert account.secrets == SECRETS
    assert "s3cr3t" not in repr(account)


@pytest.mark.req("SEC-10")
@pytest.mark.django_db
def test_secrets_are_sealed_in_the_database():
    save()

    with connection.cursor() as cursor:
        cursor.execute("SELECT secrets FROM common_provideraccount")
        (stored,) = cursor.fetchone()

    assert "s3cr3t" not in stored
    assert "AKID" not in stored


@pytest.mark.django_db
def test_secrets_that_are_not_given_again_are_kept():
    save()

    save(secrets={"access_key_id": "NEW", "access_key_secret": ""})

    kept = provider_account("sms.aliyun").secrets
    assert kept == {"access_key_id": "NEW", "access_key_secret": "s3cr3t-s3cr3t"}


@pytest.mark.django_db
def test_an_unknown_provider_is_not_set_up():
    with pytest.raises(ProviderNotSetUp):
        provider_account("nobody")


@pytest.mark.django_db
def test_a_remembered_account_costs_no_query(django_assert_num_queries):
    save()
    provider_account("sms.aliyun")

    with django_assert_num_queries(0):
        provider_account("sms.aliyun")


@pytest.mark.django_db
def test_the_page_takes_secrets_and_never_shows_them(client):
    client.force_login(
        UserFactory(staff=True, is_superuser=True), backend="customers.backends.IdentityBackend"
    )
    page = reverse("admin:common_provideraccount_changelist")
    form = {
        "section": "sms.aliyun", "sms-aliyun-is_enabled": "on", "sms-aliyun-sign_name": "开店",
        "sms-aliyun-access_key_id": "AKID", "sms-aliyun-access_key_secret": "s3cr3t-s3cr3t",
    }  # fmt: skip

    answer = client.post(page, form)

    assert answer.status_code == 302
    assert provider_account("sms.aliyun").secrets == SECRETS
    shown = client.get(page).content.decode()
    assert "开店" in shown
    assert "s3cr3t" not in shown
    assert "AKID" not in shown
    log = shown[shown.index("change-log") :]
    assert "Signature: – → 开店" in log
    assert "sign_name" not in log
    assert "changed_by" not in log
    assert "u5f00" not in log


@pytest.mark.django_db
def test_the_history_of_an_account_holds_no_secret():
    save()
    save(secrets={"access_key_id": "OTHER"})

    entries = LogEntry.objects.get_for_model(ProviderAccount)

    assert entries.count() == 2
    assert "s3cr3t" not in str(list(entries.values()))
    assert "OTHER" not in str(list(entries.values()))
