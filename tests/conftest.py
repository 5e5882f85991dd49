from pathlib import Path

import pytest

from web import CHECKOUT, build


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration site of this checkout, built once for all tests; they only read it."""
    return build(CHECKOUT, tmp_path_factory.mktemp("demo") / "public")
