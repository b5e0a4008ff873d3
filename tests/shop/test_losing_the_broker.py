from typing import Any

import pytest
from celery import Celery
from kombu import Connection
from kombu.transport.redis import Transport as PlainTransport

QUEUE = "tests.losing_the_broker"


@pytest.fixture
def connect(settings):
    """Connections to Valkey, with a message that was taken and not yet answered."""
    opened: list[Connection] = []

    def connect(transport) -> Connection:
        connection = Connection(settings.CELERY_BROKER_URL, transport=transport)
        opened.append(connection)
        connection.SimpleQueue(QUEUE).put("message")
        channel: Any = connection.default_channel
        channel.basic_get(QUEUE)
        return connection

    yield connect
    for connection in opened:
        channel: Any = connection.default_channel
        channel.connection.client = connection
        connection.close()


def lose(connection: Connection) -> None:
    """Do what Celery does with a lost connection: forget the transport's address, then close."""
    connection.transport.client = None
    connection.close()


def test_a_worker_closes_a_lost_connection_though_messages_are_in_hand(connect, settings):
    lose(connect(settings.CELERY_BROKER_TRANSPORT))


def test_without_our_transport_the_worker_would_end(connect):
    with pytest.raises(AttributeError, match="hostname"):
        lose(connect(PlainTransport))


def test_celery_uses_our_transport(settings):
    app = Celery()
    app.config_from_object("django.conf:settings", namespace="CELERY")

    with app.connection_for_read() as connection:
        assert f"{type(connection.transport).__module__}:Transport" == "shop.broker:Transport"
        assert str(connection.port) in settings.REDIS_URL
