"""Start the whole shop on this machine and keep it running until Ctrl-C: `make demo`."""

import sys
from pathlib import Path

from deploy.demo_environment import FOLDER, demo_environment, ports
from deploy.demo_run import CannotStart, Plan, Run, Say, Start, Step, Wait
from deploy.local.home import LocalServerError, home_of
from deploy.local.servers import Servers, missing_addresses

PYTHON = sys.executable
CELERY = [str(Path(PYTHON).parent / "celery"), "--quiet", "--app=shop"]
SANDBOX = [PYTHON, "-m", "shop.sandbox"]
GUNICORN = [str(Path(PYTHON).parent / "gunicorn"), "--config", "python:deploy.gunicorn_config"]
WORKER = ["worker", "--concurrency=2", "--loglevel=WARNING", "--without-mingle"]
BEAT = ["beat", "--loglevel=WARNING", "--pidfile=", f"--schedule={FOLDER / 'beat'}"]


def manage(*arguments: str) -> list[str]:
    return [PYTHON, "manage.py", *arguments]


def plan() -> Plan:
    """Return the demo from empty databases to a working shop, in order."""
    web, sandbox = ports()
    shop_at, sandbox_at = f"http://127.0.0.1:{web}/", f"http://127.0.0.1:{sandbox}/"
    places = (
        f"\n  Shop         {shop_at}\n  Back office  {shop_at}admin/\n  Sandbox      {sandbox_at}"
    )
    return [
        Step("migrating the databases", [manage("migrate", "-v0"), [*SANDBOX, "migrate"]]),
        Start("sandbox", [*SANDBOX, "serve", f"--bind=127.0.0.1:{sandbox}"], answers_at=sandbox_at),
        Step("loading the demo shop", [manage("load_demo_shop")]),
        Start("web", GUNICORN),
        Start("worker", [*CELERY, *WORKER]),
        Start("beat", [*CELERY, *BEAT]),
        Step("these may log in:", [manage("demo_logins")]),
        Wait(f"{shop_at}health/"),
        Say(places),
        Say("\n  Ctrl-C ends everything.\n"),
    ]


def main() -> int:
    servers = Servers(home_of("demo"), wanted=missing_addresses())
    needed = dict(zip(("PORT", "SANDBOX_PORT"), ports(), strict=True))
    try:
        Run(FOLDER, servers, demo_environment, needed).carry_out(plan())
    except (CannotStart, LocalServerError) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
