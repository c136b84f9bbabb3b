"""Files for servers that cannot name what is not there: commands, options, settings, paths, services, volumes."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from config.settings import Settings
from pipelines.cli import cli

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
UNITS = sorted((ROOT / "deploy").glob("*.service"))
OURS = ("app", "worker", "bucket", "backup")
#: What every S3 client reads, and what Python does.
FOREIGN = {"AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"}
#: Of the compose file format, as far as it is used here.
KEYS = set("build image restart environment volumes depends_on command ports healthcheck profiles".split())  # noqa: SIM905
CHECK_KEYS = {"test", "interval", "timeout", "start_period", "retries", "disable"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def understood(arguments: list[str]) -> None:
    """Raises what the program would say of these arguments; nothing is run."""
    root = typer.main.get_group(cli)
    command = root.get_command(typer.Context(root), arguments[0])
    assert command is not None, arguments[0]
    command.make_context(arguments[0], list(arguments[1:]), resilient_parsing=False)


def settings_of(names: dict[str, Any] | list[str]) -> Iterator[str]:
    return (name for name in names if name not in FOREIGN)


def known(name: str) -> bool:
    return name.startswith("FAIRDIAL_") and name.removeprefix("FAIRDIAL_").lower() in Settings.model_fields


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_uses_what_the_format_knows_and_the_file_defines(name: str) -> None:
    service = SERVICES[name]
    assert not service.keys() - KEYS
    assert ("image" in service) or ("build" in service)
    assert not service.get("healthcheck", {}).keys() - CHECK_KEYS
    for other, needed in service.get("depends_on", {}).items():
        assert other in SERVICES
        assert needed["condition"] in CONDITIONS
        if needed["condition"] == "service_healthy":
            assert "test" in SERVICES[other]["healthcheck"]
    for volume in service.get("volumes", ()):
        source, _, target = volume.partition(":")
        assert source in COMPOSE["volumes"]
        assert target.startswith("/")
    assert service.get("restart", "no") in {"no", "always", "on-failure", "unless-stopped"}


def test_nothing_else_is_in_the_file() -> None:
    assert {key for key in COMPOSE if not key.startswith("x-")} == {"name", "services", "volumes"}
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert used == COMPOSE["volumes"].keys()


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_commands_and_settings_that_exist(name: str) -> None:
    service = SERVICES[name]
    assert not [setting for setting in settings_of(service["environment"]) if not known(setting)]
    program, *arguments = service["command"]
    if program == "fairdial":
        understood(arguments)
    else:
        assert (program, arguments[0]) == ("python", "-c")
        compile(arguments[1], name, "exec")


def test_hosts_are_services_and_settings_hold() -> None:
    environment = SERVICES["app"]["environment"]
    hosts = [re.split(r"[@/]", str(value).split("//", 1)[1])[-2 if "@" in str(value) else 0] for value in environment.values() if "://" in str(value)]  # fmt: skip
    assert {host.partition(":")[0] for host in hosts} == {"database", "search", "storage", "recordings"}
    given = {name.removeprefix("FAIRDIAL_").lower(): value for name, value in environment.items() if known(name)}
    Settings(_env_file=None, **given)


def test_passwords_stand_in_no_file() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or "SECRET" in name:
                assert str(value).startswith("${")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_exist(unit: Path) -> None:
    lines = [line for line in unit.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    program, *arguments = shlex.split(values["ExecStart"].replace("%i", "1"))
    assert program == "/opt/fairdial/.venv/bin/fairdial"
    understood(arguments)
    assert all(known(pair.split("=")[0]) for pair in values["Environment"].split())
    assert values["WorkingDirectory"] in values["ReadWritePaths"].split()
    assert values["User"] == "fairdial"


def test_the_example_of_settings_holds() -> None:
    lines = (ROOT / "deploy" / "environment.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert not [name for name in settings_of(given) if not known(name)]
    Settings(_env_file=None, **{name[9:].lower(): value for name, value in given.items() if known(name)})


def test_the_image_copies_what_is_there_and_is_not_run_by_root() -> None:
    copied = [line.split()[1:-1] for line in re.findall(r"^COPY (?!--from).*", DOCKERFILE, re.MULTILINE)]
    paths = [path for group in copied for path in group]
    assert paths
    paths = [
        path for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for path in line.split()[:-1]
    ]
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for path in paths:
        assert (ROOT / path).exists(), path
        assert f"!{path}" in allowed, f"{path} would not be sent to the builder"
    assert DOCKERFILE.rindex("USER fairdial") > DOCKERFILE.rindex("COPY")
    names = re.findall(r"(FAIRDIAL_\w+)=", DOCKERFILE)
    assert names
    assert all(map(known, names))
    understood(yaml.safe_load(re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)[-1])[1:])
    packages = re.findall(r'"(\w+)\*"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(packages) <= set(paths)


def test_the_default_models_are_in_the_image() -> None:
    defaults = Settings(_env_file=None)
    assert defaults.reader_weights
    for path in (Path(defaults.whisper_model), defaults.reader_weights):
        assert f"/opt/fairdial/{path.relative_to(ROOT)}" in DOCKERFILE
