"""The board inside Airflow's pages: mounted by the API server, entered by Airflow's sign-in.

Every process of Airflow loads its plugins, so nothing heavy is imported before a page is asked.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from airflow.plugins_manager import AirflowPlugin

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from tasks.board.doors import Stranger
    from tasks.board.people import Person
    from tasks.board.users_file import UsersFile

PREFIX = "/junheng"
ADMIN = "admin"


class AirflowDoor:
    """Airflow's own sign-in; the file of users says who of Airflow's people is what here."""

    signs_in_here = False

    def __init__(self, users: UsersFile) -> None:
        """Take the file of users, which may be missing: then only Airflow's admins enter."""
        self.users = users

    async def person(self, request: Request) -> Person | Stranger | None:
        """Return who asks. An admin of Airflow looks after the whole deployment."""
        from tasks.board.doors import Stranger
        from tasks.board.people import EVERY, Person, Role

        user = await _user_of(request)
        if user is None:
            return None
        name = str(user.get_name())
        if _is_admin(user):
            return Person(name, Role.DEPLOYMENT, (EVERY,))
        return self.users.person(name) or Stranger(name)


async def _user_of(request: Request) -> Any:
    """Return the user of Airflow that a request comes from, None where its sign-in says no."""
    from airflow.api_fastapi.core_api.security import bearer_scheme, get_user
    from fastapi import HTTPException

    try:
        return await get_user(request, None, await bearer_scheme(request))
    except HTTPException:
        return None


def _is_admin(user: Any) -> bool:
    """Tell whether somebody is an admin in the words of either of Airflow's own managers."""
    role = str(getattr(user, "role", "") or "")
    roles = [str(getattr(each, "name", each)) for each in getattr(user, "roles", None) or ()]
    return ADMIN in {each.lower() for each in (role, *roles)}


@cache
def board() -> Any:
    """Return the board behind Airflow's sign-in, made when it is first asked for."""
    from tasks.board.app import create_app, users_file
    from tasks.board.sessions import Signer
    from tasks.store import open_store

    return create_app(AirflowDoor(users_file()), Signer(open_store().board_key()))


async def _mounted(scope: Scope, receive: Receive, send: Send) -> None:
    await board()(scope, receive, send)


class JunhengPlugin(AirflowPlugin):
    """Mounts the board and puts it into the navigation."""

    name = "junheng"
    fastapi_apps = [{"app": _mounted, "url_prefix": PREFIX, "name": "junheng"}]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        {
            "name": "均衡看板",
            "href": f"{PREFIX}/",
            "destination": "nav",
            "url_route": "junheng",
            "nav_top_level": True,
        }
    ]
