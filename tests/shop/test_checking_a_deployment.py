from shop.checks import no_sandbox_in_production


def test_a_shop_for_real_customers_may_know_no_sandbox(settings):
    settings.HTTPS, settings.SANDBOX_URL = True, "http://127.0.0.1:8001"

    assert [error.id for error in no_sandbox_in_production(None)] == ["shop.E001"]


def test_the_demo_may(settings):
    settings.HTTPS, settings.SANDBOX_URL = False, "http://127.0.0.1:8001"

    assert no_sandbox_in_production(None) == []
