import ast
import os
import subprocess
import sys

import pytest
import yaml

from deploy.local.home import CLONE

COMPOSE = CLONE / "docker-compose.yml"
EXAMPLE = CLONE / "deploy" / "env.example"
READERS = ["shop/settings.py", "shop/env.py", "deploy/gunicorn_config.py"]
NOT_CONFIGURATION = {"DJANGO_SETTINGS_MODULE"}


def services():
    return yaml.safe_load(COMPOSE.read_text())["services"]


def example():
    lines = EXAMPLE.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def names_read_by(module):
    """Return every literal first argument of `env.…()` and `os.environ.get()`."""
    return {
        call.args[0].value
        for call in ast.walk(ast.parse((CLONE / module).read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value) in {"env", "os.environ"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def test_the_compose_file_follows_the_specification():
    schema = ["--builtin-schema", "vendor.compose-spec", str(COMPOSE)]

    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *schema],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_production_has_all_its_parts_and_no_sandbox():
    assert set(services()) == {"proxy", "web", "worker", "beat", "migrate", "postgres", "valkey"}
    assert "sandbox" not in COMPOSE.read_text()
    assert example()["SANDBOX_URL"] == ""


def test_the_job_before_every_start_migrates_and_makes_the_roles():
    assert services()["migrate"]["command"][-1].split(" && ") == [
        "python manage.py migrate --noinput",
        "python manage.py ensure_roles",
    ]


def test_every_lasting_part_of_production_is_watched():
    watched = {name for name, service in services().items() if "healthcheck" in service}

    assert watched == {"web", "worker", "postgres", "valkey"}


def test_only_the_proxy_is_open_to_the_world():
    assert [name for name, service in services().items() if "ports" in service] == ["proxy"]


def test_no_secret_stands_in_the_compose_file():
    secrets = [
        value
        for service in services().values()
        for name, value in service.get("environment", {}).items()
        if "PASSWORD" in name or "AUTH" in name
    ]

    assert len(secrets) == 2
    assert all(secret.startswith("${") for secret in secrets)


def test_the_example_names_every_variable_that_is_read():
    read = {name for module in READERS for name in names_read_by(module)} - NOT_CONFIGURATION

    assert read - set(example()) == set()


def test_the_example_passes_the_deploy_check():
    check = [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"]
    environment = example() | {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "shop.settings",
    }

    done = subprocess.run(
        check, cwd=CLONE, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "REDIS_URL"])
def test_a_missing_variable_is_named_at_start(name):
    environment = example() | {name: "", "PATH": os.environ["PATH"]}

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=CLONE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert f"{name} is not set" in done.stderr
