"""Intake and lake in an S3-compatible store: `s3://bucket/folder` as a path like any other.

The store is reached through pyarrow's own client, because Airflow excludes what s3fs needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fsspec
from fsspec.implementations.arrow import ArrowFSWrapper
from upath import UPath

from tasks.errors import StoreError
from tasks.settings import Settings, load_settings

PROTOCOL = "s3"
REGION = "us-east-1"
"""What a store of one's own is signed for where nothing is said; it has no regions."""


class UnansweredError(StoreError, OSError):
    """The store did not answer, or not what was asked: to be tried again, whoever asked it."""


def located(place: str) -> UPath:
    """Return a folder of this machine, or one in the store where `place` is an `s3://` URL."""
    if urlsplit(place).scheme != PROTOCOL:
        return UPath(place)
    _make_known()
    return UPath(place, **_options(load_settings()))


def is_local(place: UPath) -> bool:
    """Tell whether a path is one of this machine, where a move is one single act."""
    return place.protocol in ("", "file", "local")


def names_in(folder: UPath) -> list[str]:
    """Return the names in a folder; raises `OSError` if it is not there."""
    if is_local(folder):
        return [each.name for each in Path(folder.path).iterdir()]
    listed = folder.fs.ls(folder.path, detail=False)
    return [path.rstrip("/").rpartition("/")[2] for path in listed]


def paths_below(folder: UPath) -> list[str]:
    """Return every file below a folder of a store, relative to it, in order.

    It is one question; each folder by itself would be several. None if the folder is not
    there; raises `StoreError`.
    """
    try:
        return sorted(path[len(folder.path) :].strip("/") for path in folder.fs.find(folder.path))
    except OSError as error:
        raise StoreError(f"{folder}: {error}") from error


@cache
def _make_known() -> None:
    fsspec.register_implementation(PROTOCOL, ObjectStore, clobber=True)


def _options(settings: Settings) -> dict[str, str]:
    return {
        "endpoint": settings.store_endpoint,
        "region": settings.store_region,
        "access_key": settings.store_key,
        "secret_key": settings.store_secret,
    }


class ObjectStore(ArrowFSWrapper):
    """The buckets of one store. An object is there whole or not at all.

    Without keys, pyarrow looks for them where Amazon's own tools do. A bucket that is missing
    is made when something is first written into it; folders need not be made.
    """

    protocol = PROTOCOL
    root_marker = ""

    def __init__(
        self,
        endpoint: str = "",
        region: str = "",
        access_key: str = "",
        secret_key: str = "",
        **options: Any,
    ) -> None:
        from pyarrow.fs import S3FileSystem

        server = urlsplit(endpoint)
        client = S3FileSystem(
            access_key=access_key or None,
            secret_key=secret_key or None,
            region=region or (REGION if endpoint else None),
            endpoint_override=server.netloc or None,
            scheme=server.scheme or None,
            allow_bucket_creation=True,
            allow_delayed_open=True,
        )
        super().__init__(client, **options)
        self._buckets: set[str] = set()

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        if isinstance(path, list):
            return [cls._strip_protocol(each) for each in path]
        return str(path).removeprefix(f"{PROTOCOL}://").rstrip("/")

    @classmethod
    def _parent(cls, path: str) -> str:
        return cls._strip_protocol(path).rpartition("/")[0]

    def ls(self, path: str, detail: bool = False, **options: Any) -> list[Any]:
        """Return what lies directly in a folder, asking for nothing else if it is there."""
        from pyarrow.fs import FileSelector

        inside = FileSelector(self._strip_protocol(path), allow_not_found=True)
        with _asking(path):
            entries = [*map(self._make_entry, self.fs.get_file_info(inside))]
        entries = entries or [self.info(path)]
        return entries if detail else [each["name"] for each in entries]

    def find(
        self,
        path: str,
        maxdepth: int | None = None,
        withdirs: bool = False,
        detail: bool = False,
        **options: Any,
    ) -> Any:
        """Return the files below a folder, or what is known of each by its path, at one go."""
        if maxdepth is not None or withdirs:
            return super().find(path, maxdepth, withdirs, detail, **options)
        from pyarrow.fs import FileSelector

        below = FileSelector(self._strip_protocol(path), recursive=True, allow_not_found=True)
        with _asking(path):
            listed = [*map(self._make_entry, self.fs.get_file_info(below))]
        files = {each["name"]: each for each in listed if each["type"] == "file"}
        return dict(sorted(files.items())) if detail else sorted(files)

    def info(self, path: str, **options: Any) -> Any:
        """Return what is known of an object or folder; whether one is there is asked this way."""
        with _asking(path):
            return super().info(path, **options)

    def cp_file(self, path1: str, path2: str, **options: Any) -> None:
        """Copy an object within the store; its bytes do not come through here."""
        with _asking(path1):
            self.fs.copy_file(self._strip_protocol(path1), self._strip_protocol(path2))

    def mkdir(self, path: str, create_parents: bool = True, **options: Any) -> None:
        """See that the bucket of a folder is there."""
        self.makedirs(path, exist_ok=True)

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        """See that the bucket of a folder is there."""
        bucket = self._strip_protocol(path).partition("/")[0]
        if bucket not in self._buckets:
            with _asking(path):
                self.fs.create_dir(bucket, recursive=False)
            self._buckets.add(bucket)

    def _open(self, path: str, mode: str = "rb", *arguments: Any, **options: Any) -> Any:
        if mode == "wb":
            self.makedirs(path)
        with _asking(path):
            return super()._open(path, mode, *arguments, **options)


@contextmanager
def _asking(path: str) -> Iterator[None]:
    """Turn a failure of the store into one that is tried again; that nothing is there is none."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnansweredError(f"{path}: {error}") from error
