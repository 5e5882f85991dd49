from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from golden import REGENERATE
from small_site import KEY
from web import CHECKOUT, build, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pytest_xdist_auto_num_workers() -> int | None:
    """One process where golden files are written: several cases are in one file."""
    return 0 if REGENERATE else None


@pytest.fixture(scope="session", autouse=True)
def _own_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Builds of the command, too, seal what they keep with the tests' key."""
    state = tmp_path_factory.mktemp("state")
    os.environ["XDG_STATE_HOME"] = str(state)
    (state / "statusgen").mkdir()
    (state / "statusgen/cache-key").write_bytes(KEY)


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration site of this checkout, built once for all tests; they only read it."""
    return build(CHECKOUT, tmp_path_factory.mktemp("demo") / "public")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started
