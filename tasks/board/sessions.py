"""Sessions of people who sign in here, and the marks that a form is one of ours."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, URLSafeTimedSerializer

SESSION_SECONDS = 8 * 60 * 60
NONCE_BYTES = 24


class Signer:
    """Signs with the secret of the deployment."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._sessions = URLSafeTimedSerializer(
            key, salt="junheng-session", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def session(self, name: str, mark: str) -> str:
        """Return the session of somebody; `mark` changes with the password."""
        return str(self._sessions.dumps([name, self._digest("mark", mark)]))

    def name_in(self, session: str) -> tuple[str, str] | None:
        """Return the name in a session and its mark, None if it is over or none of ours."""
        try:
            name, mark = self._sessions.loads(session, max_age=SESSION_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        return str(name), str(mark)

    def is_mark(self, told: str, mark: str) -> bool:
        """Tell whether a session was given while the password was the present one."""
        return hmac.compare_digest(told, self._digest("mark", mark))

    def form_mark(self, nonce: str, name: str) -> str:
        """Return what a form must bring back that was shown to somebody in this browser."""
        return self._digest("form", nonce, name)

    def is_form_mark(self, told: str, nonce: str, name: str) -> bool:
        """Tell whether a form was shown to this person in this browser."""
        return bool(nonce) and hmac.compare_digest(
            told.encode(), self.form_mark(nonce, name).encode()
        )

    def _digest(self, *parts: str) -> str:
        message = "\0".join(parts).encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()


def new_nonce() -> str:
    """Return what a browser is known by while it fills in forms."""
    return secrets.token_urlsafe(NONCE_BYTES)
