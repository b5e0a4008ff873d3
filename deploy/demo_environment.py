"""The environment of the demo: secrets of its own, addresses of this machine, production's code."""

import base64
import os
import secrets
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
FOLDER = CLONE / "var" / "demo"
SECRETS = CLONE / "var" / "demo.env"


def ports() -> tuple[int, int]:
    """Return the ports of the shop and of the sandbox."""
    return int(os.environ.get("PORT", "8000")), int(os.environ.get("SANDBOX_PORT", "8001"))


def demo_environment(addresses: dict[str, str]) -> dict[str, str]:
    """Return the environment of every process; what the caller's own environment says, wins."""
    web, sandbox = ports()
    shop_at, sandbox_at = f"http://127.0.0.1:{web}", f"http://127.0.0.1:{sandbox}"
    defaults = {
        "DEBUG": "0",
        "HTTPS": "0",
        "SERVE_FILES": "1",
        "SITE_URL": shop_at,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "MEDIA_ROOT": str(CLONE / "var" / "media"),
        "SANDBOX_ALLOWED": "1",
        "SANDBOX_URL": sandbox_at,
        "SANDBOX_PORT": str(sandbox),
        "SANDBOX_TIME_SCALE": "0.01",  # a parcel arrives in twenty minutes
        "FORM_ACTION_ORIGINS": sandbox_at,
        "LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",  # for developers; their tests raise them
        "PORT": str(web),
    }
    return defaults | _secrets() | dict(os.environ) | addresses


def _secrets() -> dict[str, str]:
    """Return the demo's secrets, made on its first start and kept from then on."""
    if not SECRETS.exists():
        key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        draft = SECRETS.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(f"SECRET_KEY={secrets.token_urlsafe(50)}\nFIELD_KEYS={key}\n")
        draft.replace(SECRETS)
    lines = SECRETS.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
