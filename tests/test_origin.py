"""Where a pipeline gets statusgen from: from where this installation came, and nowhere else."""

import json
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from statusgen.cli import origin
from statusgen.cli.main import main
from statusgen.cli.origin import find_origin, install_command, pack_wheel, public_address
from tiers import in_tiers
from web import CHECKOUT

COMMIT, SHA256 = "0" * 40, "1" * 64


@pytest.mark.parametrize(
    ("direct_url", "address"),
    [
        (
            {
                "url": "https://forge.example/me/statusgen.git",
                "vcs_info": {"vcs": "git", "requested_revision": "main", "commit_id": COMMIT},
            },
            f"git+https://forge.example/me/statusgen.git@{COMMIT}",
        ),
        (
            {
                "url": "https://forge.example/me/tools",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT},
                "subdirectory": "statusgen",
            },
            f"git+https://forge.example/me/tools@{COMMIT}#subdirectory=statusgen",
        ),
        (
            {
                "url": "https://forge.example/me/statusgen.zip",
                "archive_info": {"hash": f"sha256={SHA256}", "hashes": {"sha256": SHA256}},
            },
            f"https://forge.example/me/statusgen.zip#sha256={SHA256}",
        ),
        ({"url": "https://forge.example/me/statusgen.zip", "archive_info": {}}, ""),
        ({"url": "file:///statusgen", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///statusgen", "dir_info": {}}, ""),
        ({"url": "file:///me.whl", "archive_info": {"hashes": {"sha256": SHA256}}}, ""),
        ({"url": "file:///me", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, ""),
        ({"url": "ssh://git@forge/me", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, ""),
        ({}, ""),
    ],
)
def test_only_what_anybody_can_fetch_and_recognise_is_fetched(
    direct_url: dict[str, object], address: str
) -> None:
    assert public_address(direct_url) == address


def test_everything_that_is_needed_is_asked_for_in_the_version_that_is_here() -> None:
    wanted = {line.partition("==")[0]: line for line in find_origin().requirements[1:]}
    assert {"babel", "click", "lxml", "markdown-it-py", "mdurl", "pillow"} <= wanted.keys()
    assert not {"pytest", "statusgen", "beautifulsoup4"} & wanted.keys()
    for name, line in wanted.items():
        assert line == f"{name}=={distribution(name).version}"


@pytest.mark.parametrize("forge", in_tiers([], ["github"]))
def test_a_wheel_that_is_carried_along_is_the_statusgen_that_is_here(
    forge: str, tmp_path: Path
) -> None:
    done = CliRunner().invoke(main, ["init", str(tmp_path), "--ci", forge])
    assert done.exit_code == 0, done.output
    (wheel,) = tmp_path.glob("*.whl")
    first = (tmp_path / "statusgen-requirements.txt").read_text("utf-8").splitlines()[2]
    assert first == f"./{wheel.name}[previews]"
    assert wheel.read_bytes() == pack_wheel(distribution("statusgen"))
    venv.create(tmp_path / "alone", with_pip=True)
    python = str(tmp_path / "alone/bin/python")
    pip = [python, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", str(wheel)]
    subprocess.run(pip, check=True, timeout=120)
    (home,) = (tmp_path / "alone/lib").glob("*/site-packages")
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    (home / "others.pth").write_text(packages)  # what it needs, from the environment of the tests
    command = [str(tmp_path / "alone/bin/statusgen"), "build", "--site", str(tmp_path)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert " files written, 0 unchanged" in built.stdout, built.stderr
    code = "import statusgen; print(statusgen.__file__)"
    how: dict[str, Any] = {"cwd": tmp_path, "capture_output": True, "text": True}
    where = subprocess.run([python, "-c", code], check=True, **how)
    assert Path(where.stdout.strip()).is_relative_to(home)


def test_a_wheel_lists_every_file_and_tells_nothing_of_this_machine() -> None:
    with zipfile.ZipFile(BytesIO(pack_wheel(distribution("statusgen")))) as wheel:
        names = wheel.namelist()
        record = wheel.read(next(name for name in names if name.endswith("/RECORD"))).decode()
    assert sorted(line.split(",")[0] for line in record.splitlines()) == sorted(names)
    assert not any(name.endswith((".pyc", "direct_url.json", "INSTALLER")) for name in names)
    assert {"statusgen/themes/default/theme.toml", "statusgen/cli/init.py"} <= set(names)


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(origin, "distribution", missing)


@pytest.mark.usefixtures("not_installed")
def test_an_extra_of_a_checkout_is_installed_from_there() -> None:
    assert install_command("import") == f'pip install "{CHECKOUT}[import]"'


@pytest.mark.usefixtures("not_installed")
def test_a_statusgen_that_is_not_installed_says_what_to_do(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["init", str(tmp_path), "--ci", "github"])
    assert done.exit_code == 1
    assert "install it with pip, and run this again" in done.output
    assert list(tmp_path.iterdir()) == []


FROM_GIT = {"url": "https://forge.example/me", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}


@pytest.fixture
def direct_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that says where this statusgen came from, which is not there yet."""
    monkeypatch.setattr(origin, "_info_folder", lambda _: tmp_path)
    return tmp_path / "direct_url.json"


@pytest.mark.parametrize(
    ("origin", "command"),
    [
        (FROM_GIT, f'"statusgen[import] @ git+https://forge.example/me@{COMMIT}"'),
        (
            {**FROM_GIT, "url": "ssh://git@forge.example/me"},
            f'"statusgen[import] @ git+ssh://git@forge.example/me@{COMMIT}"',
        ),
        (
            {"url": "file:///a%20b/s.whl", "archive_info": {"hashes": {"sha256": SHA256}}},
            f'"statusgen[import] @ file:///a%20b/s.whl#sha256={SHA256}"',
        ),
        ({"url": "file:///a%20b", "dir_info": {}}, '"/a b[import]"'),
        ({"url": "file:///a", "dir_info": {"editable": True}}, '-e "/a[import]"'),
        ({}, f'"statusgen[import]=={distribution("statusgen").version}"'),
    ],
)
def test_an_extra_is_added_from_where_this_installation_came(
    origin: dict[str, Any], command: str, direct_url: Path
) -> None:
    direct_url.write_text(json.dumps(origin))
    assert install_command("import") == f"pip install {command}"


def test_an_installation_from_an_address_is_installed_from_there_again(direct_url: Path) -> None:
    ours = distribution("statusgen")
    direct_url.write_text(json.dumps(FROM_GIT))
    found = find_origin()
    assert found.wheels == {}
    assert found.requirements[0] == f"statusgen[previews] @ git+https://forge.example/me@{COMMIT}"
    assert ours.version not in found.requirements[0]
