"""The background half of the process: sends what is due, closes what has expired."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import InterfaceError, OperationalError, connection

from shop.sandbox.alipay import trades as alipay
from shop.sandbox.deliveries.outbox import (
    claim_due,
    deliver,
    release_claims,
    seconds_to_next_due,
    wake,
)
from shop.sandbox.models import Delivery
from shop.sandbox.unionpay.returns import finish_due_returns
from shop.sandbox.unionpay.trades import finish_due_payments
from shop.sandbox.wechat import refunds as wechat_refunds
from shop.sandbox.wechat import trades as wechat

logger = logging.getLogger(__name__)

SENDERS = 8
IDLE_SECONDS = 0.5  # how late an expired trade is closed at most


class Sender(threading.Thread):
    """Claims due notifications and sends them from a few threads, until told to stop."""

    def __init__(self) -> None:
        super().__init__(name="sandbox-sender", daemon=True)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._on_their_way = 0
        self._pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="sandbox-send")

    def run(self) -> None:
        _survive(release_claims)
        while not self._stopping.is_set():
            wake.clear()
            if not _survive(self._round):
                wake.wait(min(IDLE_SECONDS, _survive(seconds_to_next_due) or IDLE_SECONDS))
        self._pool.shutdown(wait=True)
        connection.close()

    def stop(self) -> None:
        """Finish what is on its way and end the thread."""
        self._stopping.set()
        wake.set()
        self.join(timeout=15)

    def _round(self) -> int:
        alipay.close_expired_trades()
        finish_due_payments()
        finish_due_returns()
        wechat.close_expired_trades()
        wechat_refunds.end_due_refunds()
        room = SENDERS - self._on_their_way
        due = claim_due(limit=room) if room else []
        for delivery in due:
            self._count(1)
            self._pool.submit(self._send, delivery)
        return len(due)

    def _send(self, delivery: Delivery) -> None:
        try:
            _survive(lambda: deliver(delivery=delivery).status)
        finally:
            connection.close()
            self._count(-1)
            wake.set()

    def _count(self, change: int) -> None:
        with self._lock:
            self._on_their_way += change


def _survive(work: Callable[[], float]) -> float:
    """Do it; a database that is away for a while must not end the thread."""
    try:
        return work()
    except (OperationalError, InterfaceError):
        logger.warning("database away, sender waits")
        connection.close()
    except Exception:
        logger.exception("sender met an unexpected error")
    return 0
