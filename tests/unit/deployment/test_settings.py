"""What differs between deployments comes from the environment, secrets from files as well."""

from __future__ import annotations

from tasks.object_store import is_local, located
from tasks.settings import read_settings


def test_a_secret_may_lie_in_a_file(tmp_path):
    file = tmp_path / "store_secret"
    file.write_text("from a file\n")
    given = {"JUNHENG_STORE_SECRET_FILE": str(file), "JUNHENG_STORE_KEY": "said at once"}

    settings = read_settings(given)

    assert (settings.store_key, settings.store_secret) == ("said at once", "from a file")
    assert settings.pseudonym_key == ""


def test_what_is_said_at_once_counts_before_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("from a file")
    given = {"JUNHENG_PSEUDONYM_KEY_FILE": str(file), "JUNHENG_PSEUDONYM_KEY": "said"}

    assert read_settings(given).pseudonym_key == "said"


def test_amazons_own_names_give_the_region():
    assert read_settings({"AWS_DEFAULT_REGION": "cn-north-1"}).store_region == "cn-north-1"
    assert read_settings({}).store_region == ""


def test_only_urls_of_the_store_are_elsewhere(tmp_path):
    assert is_local(located(str(tmp_path)))
    assert not is_local(located("memory://box/lake"))
