"""A worker that carries one import on: `python -m tests.support.import_worker JOB ROWS_A_CHUNK`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings_test")
django.setup()

from shop.common.importers import importer_of  # noqa: E402  only now there are settings
from shop.common.models import ImportJob  # noqa: E402
from shop.common.services.import_runs import work_on_import  # noqa: E402


def main(job_id: int, rows: int) -> None:
    job = ImportJob.objects.get(pk=job_id)
    object.__setattr__(importer_of(job.kind), "chunk", rows)
    work_on_import(job_id=job_id)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
