"""Throw the demo's data away: databases, queue, pictures and secrets of this clone."""

import shutil
import sys

from deploy.demo_environment import CLONE, FOLDER, SECRETS
from deploy.demo_run import CannotStart, only_one
from deploy.local.home import home_of
from deploy.local.servers import Servers


def main() -> int:
    try:
        with only_one(FOLDER):
            home = home_of("demo")
            servers = Servers(home)
            servers.postgres.stop()
            servers.valkey.stop()
            shutil.rmtree(home.folder)
            shutil.rmtree(CLONE / "var" / "media", ignore_errors=True)
            SECRETS.unlink(missing_ok=True)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    print("The demo's data are gone. `make demo` begins anew.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
