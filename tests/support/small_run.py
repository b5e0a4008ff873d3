"""A run as small as can be: `python -m tests.support.small_run FOLDER PORT`."""

import os
import sys
from pathlib import Path

from deploy.demo_run import CannotStart, Plan, Run, Say, Start, Step
from deploy.local.home import home_of
from deploy.local.servers import Servers

COUNT = """
import os, psycopg2
with psycopg2.connect(os.environ["DATABASE_URL"]) as connection:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE IF NOT EXISTS start (n int)")
    cursor.execute("INSERT INTO start VALUES (1)")
    cursor.execute("SELECT count(*) FROM start")
    print("starts:", cursor.fetchone()[0])
"""
# A worker that has a child of its own, as gunicorn and Celery have.
FAMILY = (
    "import subprocess as s, sys; s.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
)


def plan(port: int) -> Plan:
    python = sys.executable
    web = [python, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    return [
        Step("counting the starts", [[python, "-c", COUNT]]),
        Start("web", web, answers_at=f"http://127.0.0.1:{port}/"),
        Start("worker", [python, "-c", FAMILY]),
        Say("all is up"),
    ]


def main() -> int:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    servers = Servers(home_of("small", clone=folder))

    def environment(addresses: dict[str, str]) -> dict[str, str]:
        return dict(os.environ) | addresses

    try:
        Run(folder, servers, environment, {"PORT": port}).carry_out(plan(port))
    except CannotStart as reason:
        sys.stdout.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
