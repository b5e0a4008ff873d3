"""Celery's way to Valkey: Kombu's, but a worker survives the loss of its connection.

When Valkey goes away under load, Celery closes the old connection twice. The second time its
channel still holds messages, asks a transport without a client for the address, and the
AttributeError ends the worker (celery 5.7.0, kombu 5.7.0); so would the late end of a task that
was begun before. As an error of the connection it is handled: the worker connects again.
"""

from typing import Any

from kombu.transport import redis as kombu_redis
from redis.exceptions import ConnectionError as ConnectionLost


class Channel(kombu_redis.Channel):
    def _connparams(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        if self.connection.client is None:
            raise ConnectionLost("This channel belongs to a connection that is closed.")
        params: dict[str, Any] = super()._connparams(*arguments, **options)  # type: ignore[misc]  # not in the stubs
        return params


class Transport(kombu_redis.Transport):
    Channel = Channel
