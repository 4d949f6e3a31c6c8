"""Who sees which rows, what is kept of a password, and what the pages say in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest

from tasks import catalogue
from tasks.board import passwords
from tasks.board.markdown import blocks
from tasks.board.people import Person, Role, is_scope
from tasks.board.sessions import Signer
from tasks.board.throttle import TRIES, WINDOW_SECONDS, Throttle
from tasks.board.users_file import UsersFile
from tasks.board.wording import LANGUAGES, said, wording
from tasks.errors import JunhengError

COUNTY, SCHOOL = "2025/139901", "2113990001"
TEMPLATES = sorted((catalogue.TEMPLATES / "board").glob("*.html"))
SAID = re.compile(r"t\('([a-z_.]+)'(?: \+ ([a-z_.]+))?")


def person(role: str, *scopes: str) -> Person:
    return Person("甲", Role(role), scopes)


@pytest.mark.parametrize(
    ("who", "county", "school", "sees_county", "sees_school"),
    [
        (person("school", f"{COUNTY}/{SCHOOL}"), COUNTY, SCHOOL, False, True),
        (person("school", f"*/139901/{SCHOOL}"), "2024/139901", SCHOOL, False, True),
        (person("school", f"{COUNTY}/{SCHOOL}"), COUNTY, "2113990002", False, False),
        (person("school", f"{COUNTY}/{SCHOOL}"), "2025/139902", SCHOOL, False, False),
        (person("county", COUNTY), COUNTY, SCHOOL, True, True),
        (person("county", "*/139901"), "2024/139901", SCHOOL, True, True),
        (person("county", COUNTY), "2024/139901", SCHOOL, False, False),
        (person("county", COUNTY), "2025/139902", SCHOOL, False, False),
        (person("county", "2025/139902", COUNTY), COUNTY, SCHOOL, True, True),
        (person("province", "2025/13"), COUNTY, SCHOOL, True, True),
        (person("province", "*/1399"), COUNTY, SCHOOL, True, True),
        (person("province", "2025/14"), COUNTY, SCHOOL, False, False),
        (person("province", "2024/13"), COUNTY, SCHOOL, False, False),
        (person("province", "*"), COUNTY, SCHOOL, False, False),
        (person("deployment", "*"), COUNTY, SCHOOL, True, True),
        (person("deployment", COUNTY), COUNTY, SCHOOL, False, False),
        (person("county"), COUNTY, SCHOOL, False, False),
    ],
)
def test_a_scope_covers_its_own_rows_and_no_others(who, county, school, sees_county, sees_school):
    assert who.sees_county(county) is sees_county
    assert who.sees_school(county, school) is sees_school


def test_only_the_county_decides_and_no_school_releases():
    assert person("county", COUNTY).decides(COUNTY)
    assert person("county", COUNTY).releases(COUNTY)
    assert not person("province", "*/13").decides(COUNTY)
    assert person("province", "*/13").releases(COUNTY)
    assert not person("school", f"{COUNTY}/{SCHOOL}").releases(COUNTY)
    assert not person("county", "2025/139902").releases(COUNTY)


@pytest.mark.parametrize(
    ("role", "scope", "fits"),
    [
        ("school", f"{COUNTY}/{SCHOOL}", True), ("school", COUNTY, False),
        ("county", COUNTY, True), ("county", "2025/1399", False), ("county", "../139901", False),
        ("county", "２０２５/139901", False), ("province", "*/13", True), ("province", "*", False),
        ("deployment", "*", True), ("deployment", "2025/13", False),
    ],
)  # fmt: skip
def test_a_scope_is_written_as_its_role_asks(role, scope, fits):
    assert is_scope(Role(role), scope) is fits


@pytest.fixture
def cheap(monkeypatch):
    monkeypatch.setattr(passwords, "COST", 2)
    kept = passwords.hashed("nobody at all")
    monkeypatch.setattr("tasks.board.users_file.NOBODY", kept)


def test_a_password_is_kept_as_what_scrypt_makes_of_it(cheap):
    kept = passwords.hashed("十个字以上的密码啊啊")
    assert "密码" not in kept and kept.startswith("scrypt$")
    assert passwords.hashed("十个字以上的密码啊啊") != kept
    assert passwords.is_password("十个字以上的密码啊啊", kept)
    assert not passwords.is_password("十个字以上的密码啊", kept)
    assert not passwords.is_password("", "")
    assert not passwords.is_password("x", "plain")


def test_a_wrong_name_costs_as_much_as_a_wrong_password(cheap, tmp_path, monkeypatch):
    users = UsersFile(tmp_path / "users.yml")
    users.add("甲", "county", [COUNTY], "long enough 1")
    asked: list[tuple[int, int, int]] = []
    real = passwords.hashlib.scrypt

    def counted(password: bytes, **terms: Any) -> bytes:
        asked.append((terms["n"], terms["r"], terms["p"]))
        return real(password, **terms)

    monkeypatch.setattr(passwords.hashlib, "scrypt", counted)
    assert users.signed_in("甲", "wrong") is None
    assert users.signed_in("nobody", "wrong") is None
    assert len(asked) == 2 and asked[0] == asked[1]


def test_what_stands_for_nobody_costs_as_much_as_a_real_password():
    assert passwords.NOBODY.split("$")[1:4] == passwords.hashed("x").split("$")[1:4]


def test_the_file_of_users_is_for_its_owner_and_read_again_when_it_changes(cheap, tmp_path):
    users = UsersFile(tmp_path / "of" / "users.yml")
    assert users.users() == {}
    users.add("甲", "county", [COUNTY], "long enough 1")
    assert users.path.stat().st_mode & 0o777 == 0o600
    assert "long enough" not in users.path.read_text(encoding="utf-8")
    assert users.signed_in("甲", "long enough 1").scopes == (COUNTY,)
    mark = users.mark("甲")
    users.add("甲", "school", [f"{COUNTY}/{SCHOOL}"], "long enough 2")
    assert users.signed_in("甲", "long enough 1") is None
    assert users.signed_in("甲", "long enough 2").role is Role.SCHOOL
    assert users.mark("甲") != mark


@pytest.mark.parametrize(
    ("name", "role", "scopes", "password"),
    [
        ("甲", "king", [COUNTY], "long enough 1"), ("甲", "county", [], "long enough 1"),
        ("甲", "county", ["2025"], "long enough 1"), ("甲", "county", [COUNTY], "short"),
        (" ", "county", [COUNTY], "long enough 1"),
    ],
)  # fmt: skip
def test_a_wrong_user_is_not_written(cheap, tmp_path, name, role, scopes, password):
    users = UsersFile(tmp_path / "users.yml")
    with pytest.raises(JunhengError):
        users.add(name, role, scopes, password)
    assert not users.path.exists()


@pytest.mark.parametrize("text", ["[", "甲: county", "- 甲", "- {name: 甲, role: county}"])
def test_a_file_of_users_that_is_wrong_lets_nobody_in(tmp_path, text):
    file = tmp_path / "users.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(JunhengError):
        UsersFile(file).users()


def test_too_many_failures_are_refused_until_the_window_is_over():
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(TRIES):
        assert not throttle.refuses("甲", "here")
        throttle.failed("甲", "here")
    assert throttle.refuses("甲", "here")
    assert not throttle.refuses("甲", "elsewhere") and not throttle.refuses("乙", "here")
    now[0] = WINDOW_SECONDS + 1
    assert not throttle.refuses("甲", "here")


def test_a_form_is_of_one_person_in_one_browser():
    signer = Signer(b"secret")
    mark = signer.form_mark("nonce", "甲")
    assert signer.is_form_mark(mark, "nonce", "甲")
    assert not signer.is_form_mark(mark, "nonce", "乙")
    assert not signer.is_form_mark(mark, "other", "甲")
    assert not signer.is_form_mark(signer.form_mark("", "甲"), "", "甲")
    assert not Signer(b"other").is_form_mark(mark, "nonce", "甲")
    assert not signer.is_form_mark("é", "nonce", "甲")


def paths(found: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield path and text of every sentence."""
    if not isinstance(found, dict):
        yield path, str(found)
        return
    for name, inner in found.items():
        yield from paths(inner, f"{path}.{name}".strip("."))


def test_both_languages_say_the_same_things_with_the_same_blanks():
    first, second = (dict(paths(wording(language))) for language in LANGUAGES)
    assert list(first) == list(second)
    for path in first:
        blanks = [{name for _, name, _, _ in Formatter().parse(text[path])} - {None}
                  for text in (first, second)]  # fmt: skip
        assert blanks[0] == blanks[1], path
        assert first[path].strip() and second[path].strip(), path


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_a_page_says_is_there(template, language):
    for path, variable in SAID.findall(template.read_text(encoding="utf-8")):
        if variable and path.endswith("."):
            assert isinstance(_at(language, path.rstrip(".")), dict), path
        else:
            assert isinstance(said(language, path), str), path


def _at(language: str, path: str) -> Any:
    found: Any = wording(language)
    for name in path.split("."):
        found = found[name]
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_by_itself_and_runs_no_script(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search("[\u3400-\u9fff]", text)
    assert "<script" not in text and not re.search(r"\son[a-z]+=|style=|javascript:", text)
    assert text.count("| safe") == text.count("style | safe")


def test_every_sentence_is_said_by_a_page_or_by_python():
    used = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    folder = catalogue.TEMPLATES.parent / "tasks"
    used += "".join(path.read_text(encoding="utf-8") for path in folder.glob("board/*.py"))
    used += "".join(path.read_text(encoding="utf-8") for path in folder.glob("steps/board*.py"))
    names = {path.split(".")[0] for path, _ in paths(wording(LANGUAGES[0]))}
    assert [name for name in names if f"{name}" not in used] == []


def test_the_little_markdown_of_a_request_is_taken_apart():
    text = (
        "**示例县** · 2025\n\n| a | |\n|---|---|\n| 版本 | **初稿** |\n\n**结论**\n\n- 一\n- 二\n"
    )
    assert blocks(text) == [
        ("text", "示例县 · 2025"),
        ("table", [("版本", "初稿")]),
        ("head", "结论"),
        ("list", ["一", "二"]),
    ]
