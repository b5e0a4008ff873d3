"""A merchant outside the shop: the official Alipay SDK on our transport, and a notify address."""

import base64
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

import requests
from alipay.aop.api import DefaultAlipayClient as sdk  # noqa: N813 - a module named like its class
from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.domain.AlipayTradeCloseModel import AlipayTradeCloseModel
from alipay.aop.api.domain.AlipayTradeFastpayRefundQueryModel import (
    AlipayTradeFastpayRefundQueryModel,
)
from alipay.aop.api.domain.AlipayTradePagePayModel import AlipayTradePagePayModel
from alipay.aop.api.domain.AlipayTradeQueryModel import AlipayTradeQueryModel
from alipay.aop.api.domain.AlipayTradeRefundModel import AlipayTradeRefundModel
from alipay.aop.api.domain.AlipayTradeWapPayModel import AlipayTradeWapPayModel
from alipay.aop.api.request.AlipayTradeCloseRequest import AlipayTradeCloseRequest
from alipay.aop.api.request.AlipayTradeFastpayRefundQueryRequest import (
    AlipayTradeFastpayRefundQueryRequest,
)
from alipay.aop.api.request.AlipayTradePagePayRequest import AlipayTradePagePayRequest
from alipay.aop.api.request.AlipayTradeQueryRequest import AlipayTradeQueryRequest
from alipay.aop.api.request.AlipayTradeRefundRequest import AlipayTradeRefundRequest
from alipay.aop.api.request.AlipayTradeWapPayRequest import AlipayTradeWapPayRequest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.support.sandbox import wait_until

Json = dict[str, Any]

REQUESTS = {
    "query": (AlipayTradeQueryRequest, AlipayTradeQueryModel),
    "close": (AlipayTradeCloseRequest, AlipayTradeCloseModel),
    "refund": (AlipayTradeRefundRequest, AlipayTradeRefundModel),
    "refund_query": (AlipayTradeFastpayRefundQueryRequest, AlipayTradeFastpayRefundQueryModel),
    "page": (AlipayTradePagePayRequest, AlipayTradePagePayModel),
    "wap": (AlipayTradeWapPayRequest, AlipayTradeWapPayModel),
}
PRODUCTS = {"page": "FAST_INSTANT_TRADE_PAY", "wap": "QUICK_WAP_PAY"}


def do_post(  # noqa: PLR0917 - the SDK's signature
    url: str,
    query_string: str | None = None,
    headers: dict[str, str] | None = None,
    params: dict[str, str] | None = None,
    charset: str = "utf-8",
    timeout: int = 15,
) -> bytes:
    """Post for the SDK, whose own transport cannot use a port."""
    answer = requests.post(f"{url}?{query_string}", headers=headers, data=params, timeout=timeout)
    answer.raise_for_status()
    return answer.content


class Merchant:
    """Speaks to Alipay through the official SDK, with the keys of one app."""

    def __init__(self, facts: Json) -> None:
        self.facts = facts
        self.config = AlipayClientConfig()
        self.config.server_url = facts["gateway"]
        self.config.app_id = facts["app_id"]
        self.config.app_private_key = facts["app_private_key"]
        self.config.alipay_public_key = facts["alipay_public_key"]
        self.config.sign_type = "RSA2"
        self.client = sdk.DefaultAlipayClient(alipay_client_config=self.config)

    def pay_url(self, number: str, amount: str, *, kind: str = "page", **more: str) -> str:
        """Sign a pay link without any network."""
        addresses = {key: more.pop(key) for key in ("notify_url", "return_url") if key in more}
        content = {"subject": f"订单 {number}", "product_code": PRODUCTS[kind], **more}
        request = _request(kind, {"out_trade_no": number, "total_amount": amount, **content})
        for key, value in addresses.items():
            setattr(request, key, value)
        url: str = self.client.page_execute(request, http_method="GET")
        return url

    def ask(self, kind: str, **content: str) -> Json:
        """Call the gateway; the SDK checks the answer's signature."""
        answer: Json = json.loads(self.client.execute(_request(kind, content)))
        return answer


def _request(kind: str, content: Json) -> Any:
    request_class, model_class = REQUESTS[kind]
    model = model_class()
    for key, value in content.items():
        setattr(model, key, value)
    return request_class(biz_model=model)


def is_alipays(fields: dict[str, str], public_key: str) -> bool:
    """Check a signature as a merchant must, with code that is not the sandbox's."""
    signed = {k: v for k, v in fields.items() if k not in {"sign", "sign_type"}}
    content = "&".join(f"{key}={signed[key]}" for key in sorted(signed))
    key = serialization.load_pem_public_key(public_key.encode())
    assert isinstance(key, rsa.RSAPublicKey)
    try:
        key.verify(
            base64.b64decode(fields["sign"]),
            content.encode(),
            padding.PKCS1v15(),
            hashes.SHA256(),
        )
    except InvalidSignature:
        return False
    return True


def in_parallel(times: int, work: Callable[[int], Json]) -> list[Json]:
    """Do it so many times at the same moment, each in a thread, and return what each returned."""
    gate = threading.Barrier(times)

    def run(place: int) -> Json:
        gate.wait(30)
        return work(place)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def new_number() -> str:
    return uuid4().hex


@dataclass
class Mailbox:
    """A merchant's notify address: keeps what arrives and answers what the test wants."""

    answers: list[bytes] = field(default_factory=list)
    received: list[dict[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    hold: threading.Event | None = None

    def __post_init__(self) -> None:
        mailbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = mailbox.take(body)
                if mailbox.hold is not None:
                    mailbox.hold.wait(20)
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"back at the merchant")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/notify"

    def take(self, body: bytes) -> bytes:
        with self._lock:
            self.raw.append(body)
            self.received.append(dict(parse_qsl(body.decode(), keep_blank_values=True)))
            return self.answers.pop(0) if self.answers else b"success"

    def about(self, number: str) -> list[dict[str, str]]:
        with self._lock:
            return [fields for fields in self.received if fields["out_trade_no"] == number]

    def wait_for(self, number: str, count: int = 1) -> list[dict[str, str]]:
        wait_until(lambda: len(self.about(number)) >= count, f"{count} notices about {number}")
        return self.about(number)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
