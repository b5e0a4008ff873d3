import os
import subprocess
import sys

from deploy.local.home import CLONE
from shop.celery import app


def test_importing_the_shop_reads_no_settings():
    question = "import shop, django.conf, sys; sys.exit(django.conf.settings.configured)"

    done = subprocess.run([sys.executable, "-c", question], cwd=CLONE, env=os.environ, check=False)

    assert done.returncode == 0


def test_the_clock_knows_its_periodic_tasks():
    assert app.conf.beat_schedule["sweep-outbox"]["task"] == "shop.common.tasks.sweep_outbox"


def test_every_periodic_task_exists():
    app.loader.import_default_modules()

    missing = {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks)

    assert missing == set()
