"""Every address of the sandbox."""

from django.urls import path

from shop.sandbox import pages
from shop.sandbox.alipay import bills, cashier
from shop.sandbox.alipay import views as alipay
from shop.sandbox.books_pages import books_page
from shop.sandbox.control import alipay as alipay_control
from shop.sandbox.control import deliveries as deliveries_control
from shop.sandbox.control import faults as faults_control
from shop.sandbox.control import kuaidi100 as kuaidi100_control
from shop.sandbox.control import sms as sms_control
from shop.sandbox.control import unionpay as unionpay_control
from shop.sandbox.control import wechat as wechat_control
from shop.sandbox.kuaidi100 import views as kuaidi100
from shop.sandbox.sms import views as sms
from shop.sandbox.unionpay import cashier as unionpay_cashier
from shop.sandbox.unionpay import views as unionpay
from shop.sandbox.wechat import cashier as wechat_cashier
from shop.sandbox.wechat import log_in as wechat_log_in
from shop.sandbox.wechat import views as wechat

urlpatterns = [
    path("", pages.entry, name="entry"),
    path("static/sandbox.css", pages.styles, name="styles"),
    # Alipay
    path("alipay/gateway.do", alipay.gateway, name="alipay-gateway"),
    path("alipay/qr/<str:token>", cashier.scan, name="alipay-qr"),
    path("alipay/cashier/<str:token>/", cashier.cashier, name="alipay-cashier"),
    path("alipay/cashier/<str:token>/pay/", cashier.cashier_pay, name="alipay-cashier-pay"),
    path("alipay/cashier/<str:token>/fail/", cashier.cashier_fail, name="alipay-cashier-fail"),
    path("alipay/cashier/<str:token>/close/", cashier.cashier_close, name="alipay-cashier-close"),
    path("alipay/bills/<str:token>/", bills.bill, name="alipay-bill"),
    path("alipay/books/", books_page, {"gateway": "alipay"}, name="alipay-books-page"),
    # UnionPay
    path("unionpay/gateway/api/frontTransReq.do", unionpay.front, name="unionpay-front"),
    path("unionpay/gateway/api/backTransReq.do", unionpay.back_trans, name="unionpay-back"),
    path("unionpay/gateway/api/queryTrans.do", unionpay.query_trans, name="unionpay-query"),
    path("unionpay/file/", unionpay.file_trans, name="unionpay-file"),
    path("unionpay/cashier/<str:token>/", unionpay_cashier.cashier, name="unionpay-cashier"),
    path(
        "unionpay/cashier/<str:token>/pay/",
        unionpay_cashier.cashier_pay,
        name="unionpay-cashier-pay",
    ),
    path(
        "unionpay/cashier/<str:token>/fail/",
        unionpay_cashier.cashier_fail,
        name="unionpay-cashier-fail",
    ),
    path("unionpay/books/", books_page, {"gateway": "unionpay"}, name="unionpay-books-page"),
    # WeChat Pay: its API lives at the root of its host
    path("v3/pay/transactions/out-trade-no/<str:out_trade_no>", wechat.trade_by_number),
    path("v3/pay/transactions/out-trade-no/<str:out_trade_no>/close", wechat.close),
    path("v3/pay/transactions/id/<str:transaction_id>", wechat.trade_by_id),
    path("v3/pay/transactions/<str:product>", wechat.prepay),
    path("v3/refund/domestic/refunds", wechat.refunds),
    path("v3/refund/domestic/refunds/<str:out_refund_no>", wechat.refund_by_number),
    path(
        "v3/refund/domestic/refunds/<str:refund_id>/apply-abnormal-refund", wechat.abnormal_refund
    ),
    path("v3/bill/tradebill", wechat.trade_bill),
    path("v3/billdownload/file", wechat.bill_file, name="wechat-bill-file"),
    path("v3/<path:rest>", wechat.unknown),
    path("connect/oauth2/authorize", wechat_log_in.authorize, name="wechat-log-in"),
    path("wechat/log-in/", wechat_log_in.agree, name="wechat-log-in-agree"),
    path("sns/oauth2/access_token", wechat_log_in.access_token, name="wechat-access-token"),
    path("wechat/phone/", wechat_cashier.phone, name="wechat-phone"),
    path("wechat/h5/", wechat_cashier.h5, name="wechat-h5"),
    path("wechat/bridge/", wechat_cashier.bridge, name="wechat-bridge"),
    path("wechat/cashier/<str:token>/", wechat_cashier.cashier, name="wechat-cashier"),
    path(
        "wechat/cashier/<str:token>/<str:action>/",
        wechat_cashier.cashier_act,
        name="wechat-cashier-act",
    ),
    path("wechat/books/", books_page, {"gateway": "wechat"}, name="wechat-books-page"),
    # Kuaidi100
    path("kuaidi100/poll/query.do", kuaidi100.query, name="kuaidi100-query"),
    path("kuaidi100/autonumber/auto", kuaidi100.auto_number, name="kuaidi100-autonumber"),
    path("kuaidi100/parcels/", kuaidi100.parcel_list, name="parcel-list"),
    path(
        "kuaidi100/parcels/<str:company>/<str:number>/move/",
        kuaidi100.parcel_move,
        name="parcel-move",
    ),
    # SMS
    path("phone/", sms.phone_list, name="phone-list"),
    path("phone/<str:phone>/", sms.phone_detail, name="phone-detail"),
    # Control door
    path("control/alipay/app", alipay_control.alipay_app),
    path("control/alipay/books", alipay_control.alipay_books),
    path("control/alipay/pay", alipay_control.alipay_pay),
    path("control/deliveries", deliveries_control.deliveries),
    path("control/faults", faults_control.faults),
    path("control/kuaidi100/account", kuaidi100_control.kuaidi100_account),
    path("control/kuaidi100/parcels", kuaidi100_control.kuaidi100_parcels),
    path("control/kuaidi100/move", kuaidi100_control.kuaidi100_move),
    path("control/sms/account", sms_control.sms_account),
    path("control/sms/registry", sms_control.sms_registry),
    path("control/sms/messages", sms_control.sms_messages),
    path("control/unionpay/merchant", unionpay_control.unionpay_merchant),
    path("control/unionpay/books", unionpay_control.unionpay_books),
    path("control/unionpay/pay", unionpay_control.unionpay_pay),
    path("control/rules", faults_control.rules),
    path("control/wechat/merchant", wechat_control.wechat_merchant),
    path("control/wechat/books", wechat_control.wechat_books),
    path("control/wechat/pay", wechat_control.wechat_pay),
]
