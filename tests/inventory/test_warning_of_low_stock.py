from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from customers.models import Identity, User
from inventory.events import StockFellBelowThreshold
from inventory.models import StockAlert, StockLevel
from inventory.policies import InventoryPolicies
from inventory.services.receipts import receive_goods
from inventory.services.reservations import release_reservation
from inventory.services.supply import set_supply, set_thresholds
from inventory.tasks import follow_stock, sweep_stock
from inventory.types import ReceivedLine
from shop.common.models import Message, OutboxDelivery, OutboxEvent
from tests.cast import grant
from tests.factories.customers import UserFactory
from tests.factories.inventory import TESTS, StockLevelFactory, hold
from tests.support.events import deliver_pending
from tests.support.policies import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db) -> User:
    return UserFactory(staff=True)


@pytest.fixture
def level(owner) -> StockLevel:
    """Twelve pieces of which ten are the threshold."""
    level = StockLevelFactory(on_hand=12, sku__product__owner=owner, sku__product__title="衬衫")
    set_supply(sku_id=level.sku_id, alert_threshold=10)
    deliver_pending()
    return level


def alerts() -> list[tuple[int, int, bool]]:
    rows = StockAlert.objects.order_by("pk")
    return [(row.threshold, row.available, row.closed_at is None) for row in rows]


@pytest.mark.req("INV-02")
def test_the_owner_is_told_when_stock_falls_below_the_threshold(level, owner):
    hold(level.sku, 3)
    deliver_pending()

    assert alerts() == [(10, 9, True)]
    message = Message.objects.get()
    assert (message.recipient, message.channel) == (owner, "in_site")
    assert "衬衫" in message.subject
    assert message.link == "/admin/inventory/stockalert/"
    event = OutboxEvent.objects.get(name=StockFellBelowThreshold.name())
    assert event.payload == {"sku_id": level.sku_id, "available": 9}


@pytest.mark.parametrize(
    ("theirs", "works_in", "begins"),
    [("zh-hans", "en", "低库存预警："), ("en", "zh-hans", "Low stock: ")],
    ids=["chinese", "english"],
)
def test_the_owner_is_told_in_his_own_language_whatever_the_worker_speaks(
    level, owner, theirs, works_in, begins
):
    owner.language = theirs
    owner.save()

    with override(works_in):
        hold(level.sku, 3)
        deliver_pending()

    assert Message.objects.get().subject.startswith(begins)


def test_stock_at_the_threshold_is_no_alert(level):
    hold(level.sku, 2)
    deliver_pending()

    assert alerts() == []


@pytest.mark.req("INV-02")
def test_further_sales_open_no_second_alert(level):
    hold(level.sku, 3)
    deliver_pending()
    events = OutboxEvent.objects.count()

    hold(level.sku, 1, reference="DD2")
    deliver_pending()
    follow_stock(sku_ids=[level.sku_id])
    sweep_stock()

    assert alerts() == [(10, 9, True)]
    assert Message.objects.count() == 1
    assert OutboxEvent.objects.count() == events


@pytest.mark.parametrize("way", ["receipt", "release"])
def test_an_alert_closes_itself_when_stock_comes_back(level, way):
    hold(level.sku, 3)
    deliver_pending()

    if way == "receipt":
        line = ReceivedLine(sku_id=level.sku_id, quantity=1)
        receive_goods(warehouse_id=level.warehouse_id, lines=[line], actor=TESTS)
    else:
        release_reservation(reference="DD1", actor=TESTS)
    deliver_pending()

    assert alerts() == [(10, 9, False)]


def test_the_next_fall_is_a_new_alert(level):
    hold(level.sku, 3)
    deliver_pending()
    release_reservation(reference="DD1", actor=TESTS)
    deliver_pending()

    hold(level.sku, 12, reference="DD2")
    deliver_pending()

    assert alerts() == [(10, 9, False), (10, 0, True)]
    assert Message.objects.count() == 2


@pytest.mark.parametrize("has_left", [False, True], ids=["no owner", "owner left"])
def test_without_an_owner_those_with_the_right_are_told(level, owner, has_left):
    if has_left:
        User.objects.filter(pk=owner.pk).update(status=User.Status.FROZEN)
    else:
        level.sku.product.owner = None
        level.sku.product.save()
    keeper = grant(UserFactory(staff=True), "inventory.receive_stockalert")
    UserFactory(staff=True)

    hold(level.sku, 3)
    deliver_pending()

    assert [message.recipient for message in Message.objects.all()] == [keeper]


def test_an_owner_with_an_address_is_told_by_mail_too(level, owner):
    owner.identities.create(
        kind=Identity.Kind.EMAIL, value="o@example.com", verified_at=timezone.now()
    )

    hold(level.sku, 3)
    deliver_pending()

    assert sorted(message.channel for message in Message.objects.all()) == ["email", "in_site"]


@pytest.mark.req("INV-02")
def test_a_sku_without_a_threshold_takes_the_shops():
    level = StockLevelFactory(on_hand=10)
    decide(InventoryPolicies, alert_threshold=8)

    hold(level.sku, 3)
    deliver_pending()

    assert alerts() == [(8, 7, True)]


def test_a_threshold_of_zero_never_warns(level):
    set_supply(sku_id=level.sku_id, alert_threshold=0)

    hold(level.sku, 12)
    deliver_pending()

    assert alerts() == []


@pytest.mark.req("INV-02")
def test_thresholds_are_set_for_many_skus_at_once(level):
    other = StockLevelFactory(on_hand=5)

    set_thresholds(sku_ids=[level.sku_id, other.sku_id], alert_threshold=6)
    deliver_pending()

    assert alerts() == [(6, 5, True)]
    assert StockAlert.objects.get().sku == other.sku


def test_the_sweep_finds_a_fall_that_no_event_told(level):
    hold(level.sku, 3)
    OutboxDelivery.objects.all().delete()

    sweep_stock()

    assert alerts() == [(10, 9, True)]


def test_a_new_threshold_keeps_the_cost(level):
    set_supply(sku_id=level.sku_id, unit_cost=Decimal("12.3456"))

    set_supply(sku_id=level.sku_id, alert_threshold=3)

    level.sku.supply.refresh_from_db()
    assert (level.sku.supply.unit_cost, level.sku.supply.alert_threshold) == (Decimal("12.3456"), 3)
