"""docker-compose.yml and what it names: whole, within the rules, and in step with the program."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from tasks.settings import SECRETS
from tests.house.sources import ROOT

BLANK = re.compile(r"(?<!\$)\$\{(\w+)(?::-([^}]*))?\}")
OURS = "junheng:latest"
FIXED = re.compile(r"[\w./-]+:v?\d+(\.\d+)+[\w.-]*")
"""An image with its whole version: what runs today runs tomorrow."""

SECRET_IN_NAME = re.compile(r"PASSWORD|SECRET|_KEY\b|TOKEN|_CONN\b|BROKER_URL|RESULT_BACKEND\b")
ELSEWHERE = re.compile(r"_FILE$|_CMD$")


@cache
def written() -> str:
    return (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


@cache
def composed() -> dict[str, Any]:
    """Return the file as it is where nothing is set in `.env`."""
    found: dict[str, Any] = yaml.safe_load(BLANK.sub(lambda blank: blank[2] or "", written()))
    return found


def services() -> dict[str, Any]:
    return dict(composed()["services"])


def staying() -> dict[str, Any]:
    """Return the services that do not end by themselves."""
    return {name: each for name, each in services().items() if each.get("restart") != "no"}


def settings_named(text: str) -> set[str]:
    return set(re.findall(r"\bJUNHENG_[A-Z_]+\b", text))


def read_by_the_program() -> set[str]:
    python = [path.read_text(encoding="utf-8") for path in (ROOT / "tasks").rglob("*.py")]
    return set().union(*map(settings_named, python)) | {f"{name}_FILE" for name in SECRETS}


def follows_the_specification(found: dict[str, Any]) -> None:
    PyCompose.from_json(json.dumps(found)).validate()


def test_it_follows_the_specification_of_compose():
    follows_the_specification(composed())


def test_what_is_against_the_specification_is_found():
    broken = copy.deepcopy(composed())
    broken["services"]["redis"]["healthcheck"] = {"tset": ["CMD", "true"]}
    with pytest.raises(ValueError, match="tset"):
        follows_the_specification(broken)


def test_every_service_that_the_issue_asks_for_is_there():
    assert set(services()) >= {
        "apiserver", "scheduler", "dag-processor", "triggerer", "worker", "migrate",
        "postgres", "redis", "store", "upload",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(services()))
def test_a_service_is_bounded_and_has_few_rights(name):
    service = services()[name]
    limits = service["deploy"]["resources"]["limits"]
    assert float(limits["cpus"]) > 0
    assert limits["memory"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].split(":")[0]) > 0
    assert service["logging"]["options"]["max-size"]


@pytest.mark.parametrize("name", sorted(staying()))
def test_a_service_that_stays_tells_whether_it_is_well_and_comes_back(name):
    assert staying()[name]["healthcheck"]["test"]
    assert staying()[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(services()))
def test_the_version_of_an_image_is_fixed(name):
    image = services()[name]["image"]
    assert image == OURS or FIXED.fullmatch(image)


def test_the_versions_the_image_is_built_from_are_fixed():
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.M)
    assert bases
    assert [base for base in bases if not FIXED.fullmatch(base)] == []


@pytest.mark.parametrize("name", sorted(services()))
def test_no_secret_stands_in_the_environment(name):
    told = services()[name].get("environment", {})
    suspects = [each for each in told if SECRET_IN_NAME.search(each)]
    assert [each for each in suspects if not ELSEWHERE.search(each)
            and told[each] not in ("True", "False")
            and not told[each].startswith("/opt/airflow/")] == []  # fmt: skip


def test_every_secret_that_is_used_is_given_described_and_no_other():
    given = set(composed()["secrets"])
    used = {secret for each in services().values() for secret in each.get("secrets", ())}
    assert used == given
    head = written().partition("name: junheng")[0]
    assert {secret for secret in given if f"#   {secret} " not in head} == set()
    made = (ROOT / "deploy" / "prepare.sh").read_text(encoding="utf-8")
    assert {secret for secret in given if secret not in made} == set()


@pytest.mark.parametrize("name", sorted(services()))
def test_a_service_reads_only_secrets_that_it_has(name):
    service = services()[name]
    texts = json.dumps([service.get(key) for key in ("environment", "command", "healthcheck")])
    assert set(re.findall(r"/run/secrets/(\w+)", texts)) <= set(service.get("secrets", ()))


def test_every_setting_that_is_given_is_one_that_the_program_reads():
    given = {name for each in services().values() for name in each.get("environment", {})}
    ours = {name for name in given if name.startswith("JUNHENG_")}
    assert ours
    assert ours - read_by_the_program() == set()


def test_the_example_of_an_env_file_names_every_setting_that_is_asked_for():
    named = settings_named((ROOT / ".env.example").read_text(encoding="utf-8"))
    assert {blank[0] for blank in BLANK.findall(written())} - named == set()


def test_everything_that_is_copied_into_the_image_is_there():
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    copied = [path for line in lines for path in line.split()]
    assert copied
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_no_secret_and_no_data_of_a_deployment_gets_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    folders = {
        blank[1].removeprefix("./") for blank in BLANK.findall(written()) if "./" in blank[1]
    }
    assert folders - set(ignored) == set()


def helm_values() -> dict[str, Any]:
    text = (ROOT / "deploy" / "helm-values.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


OTHER_THERE = {"parallelism", "base_url", "worker_concurrency"}


def test_in_a_cluster_airflow_is_set_up_as_on_one_machine():
    here = services()["worker"]["environment"]
    there = {
        f"AIRFLOW__{section.upper()}__{name.upper()}": value
        for section, options in helm_values()["config"].items()
        for name, value in options.items()
        if name not in OTHER_THERE
    }
    both = set(here) & set(there)
    assert len(both) > 15
    assert {name for name in both if not _same(str(here[name]), str(there[name]))} == set()


def _same(here: str, there: str) -> bool:
    if here.startswith("{"):
        return bool(json.loads(here) == json.loads(there))
    return here == there


def test_in_a_cluster_no_secret_stands_in_the_values():
    values = helm_values()
    named = {each["name"] for each in values["env"]}
    assert named - read_by_the_program() == {"GX_ANALYTICS_ENABLED"}
    assert not named & set(SECRETS)
    head = (ROOT / "deploy" / "helm-values.yaml").read_text().partition("executor:")[0]
    asked = [*values["data"].values(), values["fernetKeySecretName"], "junheng-store"]
    assert [each for each in asked if f"#   {each} " not in head] == []


def test_no_more_is_handed_out_than_the_workers_can_begin():
    given = {name: value for name, value in BLANK.findall(written()) if value.isdecimal()}
    workers, each = int(given["JUNHENG_WORKERS"]), int(given["JUNHENG_WORKER_TASKS"])
    assert int(given["JUNHENG_TASKS"]) == workers * each
    config, workers = helm_values()["config"], helm_values()["workers"]["celery"]["replicas"]
    assert config["core"]["parallelism"] == workers * config["celery"]["worker_concurrency"]
