"""Serve the sandbox from one process: a bounded pool of threads and the sender beside them."""

import logging
import signal
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.servers.basehttp import get_internal_wsgi_application

from shop.sandbox.deliveries.sender import Sender

logger = logging.getLogger(__name__)

THREADS = 16
SOCKET_SECONDS = 30

Client = socket.socket | tuple[bytes, socket.socket]


class Handler(WSGIRequestHandler):
    """One request per connection, quietly, with a time limit on slow clients."""

    timeout = SOCKET_SECONDS

    def address_string(self) -> str:
        return str(self.client_address[0])  # no name look-ups

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        logger.debug(format, *args)


class Server(WSGIServer):
    """A WSGI server that answers from a fixed number of threads."""

    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int]) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="sandbox-web")
        super().__init__(address, Handler)

    def process_request(self, request: Client, client_address: object) -> None:
        self._pool.submit(self._answer, request, client_address)

    def _answer(self, request: Client, client_address: object) -> None:
        try:
            self.finish_request(request, client_address)
        except (ConnectionError, TimeoutError):
            logger.debug("client went away")
        except Exception:
            logger.exception("request failed outside the application")
        finally:
            self.shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        self._pool.shutdown(wait=True)


def serve(*, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is on its way."""
    server = Server((host, port))
    server.set_app(get_internal_wsgi_application())
    sender = Sender()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # shutdown() waits for the loop that this handler interrupts: call it from beside.
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sender.start()
    logger.info("sandbox listens on http://%s:%s/", host, server.server_port)
    server.serve_forever(poll_interval=0.2)
    server.server_close()
    sender.stop()
    logger.info("sandbox stopped")
