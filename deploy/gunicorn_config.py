"""How the web process serves, in the demo and in production."""

import os

wsgi_app = "shop.wsgi"
bind = f"{os.environ.get('WEB_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True
timeout = 60
graceful_timeout = 8
keepalive = 5
control_socket_disable = True  # the runner and the platform control it
max_requests = 20_000
max_requests_jitter = 2_000
loglevel = os.environ.get("LOG_LEVEL", "info").lower()
