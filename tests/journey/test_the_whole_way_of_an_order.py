"""Shopper, operator, warehouse worker and manager, each in a browser, from search to report."""

import pytest
from django.utils import timezone

from inventory.models import StockLevel
from logistics.models import Parcel
from orders.models import Order
from tests.support.books import assert_books_agree
from tests.support.sandbox import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BRAND, DRESS = "岚枝", "雪纺连衣裙女"
CARRIER, WAYBILL = "圆通速递", "YT8800000000001"


@pytest.mark.req("CUS-01", "CART-03", "PAY-05", "ORD-04", "ORD-12", "ORD-13", "LOG-03", "ANA-01")
def test_an_order_goes_from_search_to_report(shopper, staff, sandbox, camera):
    shopper.signs_up()
    shopper.adds_address("林小禾")
    finds_the_dress(shopper, camera)
    number = buys_two_of_it(shopper, camera)
    order = wait_until(lambda: in_check_by_a_person(number), "the rules to hold the paid order")

    passes_the_check(staff.operator, order, camera)
    leaves_the_warehouse(staff.picker, order, camera)
    is_followed_and_received(shopper, sandbox, order, camera)
    is_in_the_figures(staff.manager, camera)
    assert_books_agree()


def finds_the_dress(shopper, camera):
    shopper.searches(BRAND)
    shopper.sorts_by("低价优先")
    assert [DRESS in card for card in shopper.found.all_inner_texts()] == [True, False]
    camera.take(shopper.page, "search")
    shopper.filters_by("墨绿")
    assert shopper.found.count() == 1
    shopper.looks_at(DRESS)
    assert shopper.asks_freight_to("西藏自治区") == "运费 ¥10.00"
    assert shopper.asks_freight_to("浙江省") == "包邮"
    camera.take(shopper.page, "product")


def buys_two_of_it(shopper, camera):
    shopper.adds_to_cart("墨绿", "M")
    shopper.opens("/cart/")
    shopper.takes_one_more()
    shopper.sees("已选 2 件", "398.00")
    shopper.removes_and_undoes()
    camera.take(shopper.page, "cart")
    shopper.goes_to_checkout()
    shopper.sees("林小禾", DRESS, "墨绿 M", "398.00")
    shopper.asks_why_this_total()
    camera.take(shopper.page, "checkout")
    number = shopper.orders_with(remark="周末送货")
    camera.take(shopper.page, "pay")
    shopper.pays()
    camera.take(shopper.page, "cashier")
    shopper.closes_the_browser()
    return number


def in_check_by_a_person(number):
    held = Order.objects.filter(number=number, fulfilment=Order.Fulfilment.HELD)
    return held.filter(payment_state=Order.PaymentState.PAID).first()


def passes_the_check(operator, order, camera):
    operator.logs_in()
    camera.take(operator.page, "work of the operator")
    operator.goes_to_work("待审核订单", count=1)
    camera.take(operator.page, "held orders")
    operator.opens_order(order.number)
    operator.sees("客户有留言，请查看。", "周末送货", "¥398.00")
    camera.take(operator.page, "order to check")
    operator.approves("已电话确认周末送货")
    operator.sees("待发货", "已电话确认周末送货")


def leaves_the_warehouse(picker, order, camera):
    line = order.lines.select_related("sku").get()
    place = StockLevel.objects.get(sku=line.sku, reservations__reference=order.number)
    picker.logs_in()
    camera.take(picker.page, "work of the warehouse")
    picker.goes_to_work("待拣货发货单", count=1)
    camera.take(picker.page, "make a wave")
    picker.makes_wave(f"{place.warehouse.name} (1)")
    picker.sees(place.bin.code, line.sku.barcode, "墨绿 M", order.number)
    camera.take(picker.page, "pick list")
    pdf = picker.downloads_pick_list()
    assert pdf.startswith(b"%PDF-")
    camera.keep("pick-list.pdf", pdf)
    picker.has_picked_and_packed()
    camera.take(picker.page, "ship desk")
    picker.ships(order.number, carrier=CARRIER, waybill=WAYBILL)


def is_followed_and_received(shopper, sandbox, order, camera):
    page = f"{shopper.shop}/account/orders/{order.number}/"
    assert shopper.reads_sms(rf"{order.number}.*{CARRIER}.*{WAYBILL}.*?(http\S+/)") == page
    shopper.opens("/account/messages/")
    shopper.waits_for(WAYBILL)
    camera.take(shopper.page, "messages")
    shopper.opens_message(f"订单 {order.number} 已发货")

    sandbox.hand_in("yuantong", WAYBILL, from_city="嘉兴市", to_city="杭州市")
    sandbox.move("yuantong", WAYBILL, steps=2)
    the_next_question_is_due()
    shopper.waits_for("【嘉兴市揽投部】揽收")
    camera.take(shopper.page, "order on its way")
    sandbox.move("yuantong", WAYBILL, steps=10)
    the_next_question_is_due()
    shopper.waits_for_state("已签收")
    camera.take(shopper.page, "order delivered")
    shopper.confirms_receipt()
    shopper.waits_for_state("已完成")
    camera.take(shopper.page, "order completed")


def the_next_question_is_due():
    """Let the hour pass after which the carrier is asked about the parcel again."""
    Parcel.objects.update(next_query_at=timezone.now())


def is_in_the_figures(manager, camera):
    manager.logs_in()
    camera.take(manager.page, "work of the manager")
    manager.opens_dashboard()
    today = {"销售额": "¥398.00", "付款订单数": "1", "访客数（UV）": "1", "转化率": "100.0%"}
    assert {figure: manager.reads(figure) for figure in today} == today
    assert manager.best_sellers() == [[f"{BRAND} {DRESS}", "2", "¥398.00"]]
    camera.take(manager.page, "dashboard")
    manager.makes_report_of(f"{timezone.localdate():%Y-%m-%d}")
    today = {"下单数": "1", "成交总额（GMV）": "¥398.00", "新增用户": "1", "退款": "¥0.00"}
    assert {figure: manager.reads(figure) for figure in today} == today
    camera.take(manager.page, "report")
