import os
from pathlib import Path

import pytest

from web import CHECKOUT, build

# The copy of feedparser inside `reader` asks for a module that nothing installs any more
# (feedparser itself gave it up in 6.0.13), so `reader` is told to use the installed one.
os.environ.setdefault("READER_NO_VENDORED_FEEDPARSER", "1")


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration site of this checkout, built once for all tests; they only read it."""
    return build(CHECKOUT, tmp_path_factory.mktemp("demo") / "public")
