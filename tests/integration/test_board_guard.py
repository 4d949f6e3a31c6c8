"""Nobody sees what is not theirs: every route without a session, with the wrong one, unasked."""

from __future__ import annotations

import pytest

from tasks.board.people import Person
from tasks.steps.board import state as board_state
from tests.builders.board import (
    PEOPLE,
    SCHOOL,
    SEASON,
    a_board,
    asking,
    routes_of,
)
from tests.integration.conftest import deploy, forget_deployment

ROUTES = 19
"""So many there are at least; fewer would mean that the routes are not found."""

OPEN = {("GET", "/sign-in"), ("POST", "/sign-in")}
OF_NOBODY_IN_PARTICULAR = {("GET", "/"), ("GET", "/style.css"), ("POST", "/sign-out")}
"""What everybody who has signed in may ask for; the first shows to each their own."""

REFUSED = (401, 403)


@pytest.fixture(scope="module")
def app(demo_season, tmp_path_factory):
    folder = tmp_path_factory.mktemp("guarded")
    with pytest.MonkeyPatch.context() as patch:
        deploy(demo_season, patch)
        board_state.forget()
        yield a_board(folder, patch)
    board_state.forget()
    forget_deployment()


@pytest.fixture(scope="module")
def everybody(app):
    return {who: asking(app, who) for who in PEOPLE}


def ask(someone, method: str, path: str, **fields: str):
    if method == "GET":
        return someone.get(path)
    return someone.client.request(method, path, data=fields, follow_redirects=False)


def test_the_routes_are_found(app):
    found = list(routes_of(app))
    assert len(found) >= ROUTES
    assert {method for method, _ in found} == {"GET", "POST"}


def test_without_a_session_nothing_is_open_but_the_entrance(app):
    nobody = asking(app)
    for route in set(routes_of(app)) - OPEN:
        answer = ask(nobody, *route)
        assert answer.status_code in REFUSED, route
        assert "示例县" not in answer.text, route


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc", "/static/x", "/../x", "/%2e"])
def test_what_is_no_route_is_not_told_to_strangers(app, path):
    assert asking(app).get(path).status_code == 401


@pytest.mark.parametrize("who", ["other_school", "other_county", "other_year", "other_province"])
def test_with_the_session_of_another_nothing_is_shown(app, everybody, who):
    for method, path in set(routes_of(app)) - OPEN - OF_NOBODY_IN_PARTICULAR:
        if path.startswith("/rules/") and who != "other_year":
            continue
        someone = everybody[who]
        fields = {} if method == "GET" else {"form_mark": someone.mark()}
        answer = ask(someone, method, path, **fields)
        assert answer.status_code == 403, (who, method, path)
        assert "城西小学" not in answer.text


def test_the_first_page_shows_each_their_own(everybody):
    assert "示例县" in everybody["province"].get("/").text
    assert "示例县" in everybody["county"].get("/").text
    for who in ("other_county", "other_province", "other_year"):
        assert "示例县" not in everybody[who].get("/").text
    leads_to = everybody["school"].get("/").headers["location"]
    assert leads_to == f"/counties/{SEASON}/schools/{SCHOOL}"


def test_a_school_sees_its_own_page_and_no_other_of_the_county(app, everybody):
    school = everybody["school"]
    own = f"/counties/{SEASON}/schools/{SCHOOL}"
    assert "城西小学" in school.get(own).text
    for method, path in set(routes_of(app)) - OPEN - OF_NOBODY_IN_PARTICULAR:
        if not path.startswith((own, "/rules/")):
            fields = {} if method == "GET" else {"form_mark": school.mark()}
            assert ask(school, method, path, **fields).status_code == 403, path


def test_a_form_is_ours_or_nothing_happens(app, everybody):
    for method, path in routes_of(app):
        if method == "GET":
            continue
        for who in ("county", "deployment"):
            someone, other = everybody[who], everybody["province"]
            for fields in ({}, {"form_mark": "0" * 64}, {"form_mark": other.mark()}):
                assert ask(someone, method, path, **fields).status_code == 403, (path, fields)


def test_a_form_from_another_site_is_refused_with_the_right_mark(everybody):
    county = everybody["county"]
    for headers in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}):
        data = {"form_mark": county.mark(), "reference": "S0", "decision": "accepted"}
        path = f"/counties/{SEASON}/queries"
        answer = county.client.post(path, data=data, headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize("who", ["school", "province"])
def test_who_may_look_may_not_decide(app, everybody, who):
    answer = everybody[who].post(f"/counties/{SEASON}/queries", reference="S0", decision="accepted")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/counties/2025/139999", "/counties/20%2525/x", "/counties/..%2F../x",
        "/counties/2024/139901",
        f"/counties/{SEASON}/schools/9999999999", f"/counties/{SEASON}/schools/%2E%2E",
        f"/counties/{SEASON}/downloads/..%2F..%2Fetc%2Fpasswd",
        f"/counties/{SEASON}/downloads/manifest.json",
        f"/counties/{SEASON}/schools/{SCHOOL}/receipts/..%2F..%2Fx", "/rules/2025/none",
        "/rules/..%2F/none",
    ],
)  # fmt: skip
def test_what_is_not_listed_is_not_there_even_for_who_sees_all(everybody, path):
    assert everybody["deployment"].get(path).status_code == 404


def test_every_answer_bears_the_headers_that_keep_it_here(app, everybody):
    asked = [(asking(app), "/"), (everybody["county"], f"/counties/{SEASON}")]
    asked += [(everybody["county"], "/style.css"), (everybody["county"], "/none")]
    for someone, path in asked:
        headers = someone.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "script-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "no-store" in headers["cache-control"] or path == "/style.css"


def test_cookies_are_for_our_pages_alone(app):
    someone = asking(app)
    answer = someone.sign_in("county")
    (cookie,) = (each for each in answer.headers.get_list("set-cookie") if "session" in each)
    for term in ("HttpOnly", "SameSite=strict", "Secure", "Max-Age=28800", "Path=/"):
        assert term in cookie


def test_a_session_ends_with_time_with_its_user_and_with_its_password(app, monkeypatch):
    county = asking(app, "county")
    page = f"/counties/{SEASON}"
    assert county.get(page).status_code == 200
    users = app.state.door.users
    name = PEOPLE["county"][0]
    with monkeypatch.context() as patch:
        patch.setattr(users.__class__, "mark", lambda self, name: "another password")
        assert county.get(page).status_code == 401
    with monkeypatch.context() as patch:
        patch.setattr(users.__class__, "person", lambda self, name: None)
        assert county.get(page).status_code == 401
    with monkeypatch.context() as patch:
        patch.setattr("tasks.board.sessions.SESSION_SECONDS", -1)
        assert county.get(page).status_code == 401
    with monkeypatch.context() as patch:
        known = users.users()[name].person
        lowered = Person(name, known.role, ("2025/139902",))
        patch.setattr(users.__class__, "person", lambda self, name: lowered)
        assert county.get(page).status_code == 403
    assert county.get(page).status_code == 200


def test_a_session_that_was_written_by_somebody_else_is_none(app):
    county = asking(app, "county")
    kept = county.client.cookies["junheng_session"]
    other = kept[:-2] + ("A" if kept[-2] != "A" else "B") + kept[-1]
    for forged in (other, "", "x.y.z", kept.swapcase()):
        county.client.cookies.clear()
        county.client.cookies.set("junheng_session", forged)
        assert county.get(f"/counties/{SEASON}").status_code == 401


def test_signing_out_ends_the_session(app):
    county = asking(app, "county")
    assert county.post("/sign-out").status_code == 303
    assert county.get(f"/counties/{SEASON}").status_code == 401


def test_nobody_may_try_passwords_for_ever(app):
    someone = asking(app)
    answers = [someone.sign_in("other_year", "wrong").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert someone.sign_in("other_year").status_code == 429
    app.state.door.throttle.succeeded(PEOPLE["other_year"][0], "testclient")
    assert someone.sign_in("other_year").status_code == 303


def test_a_form_that_is_too_long_is_not_read(app, everybody):
    answer = everybody["county"].client.post("/sign-out", content=b"x" * 70_000)
    assert answer.status_code == 413


def test_a_user_without_a_password_cannot_sign_in_here(app):
    users = app.state.door.users
    users.add("只在Airflow", "county", [SEASON], "")
    try:
        assert users.signed_in("只在Airflow", "") is None
        assert users.signed_in("只在Airflow", "A" * 22) is None
    finally:
        users.add("只在Airflow", "county", ["2025/139902"], "")
