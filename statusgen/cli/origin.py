"""Where this installation of statusgen came from, as a pipeline can install it again.

An installation remembers the repository or the address it came from (PEP 610), unless that was an
index, which does not tell the file's hash either. Everything that a pipeline could not fetch, or
could not recognise, is packed into a wheel again.
"""

import base64
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

import click

from statusgen.pipeline import disk
from statusgen.pipeline.layout import THEMES
from statusgen.pipeline.site_files import package_folder

NAME = "statusgen"
_EXTRA = "previews"
_NOT_PACKED = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)[^;]*(?:;\s*(.*))?")
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Origin(NamedTuple):
    """Lines of a requirements file, and the wheels that they name."""

    requirements: tuple[str, ...]
    wheels: Mapping[str, bytes]


def find_origin() -> Origin:
    """What installs this statusgen and everything it needs, in the versions that are here."""
    try:
        ours = distribution(NAME)
    except PackageNotFoundError:
        raise click.ClickException(
            "statusgen is not installed, only present, so no pipeline could install it; "
            "install it with pip, and run this again"
        ) from None
    pins = dict(_needed(ours, _EXTRA))
    extra = f"[{_EXTRA}]" if "pillow" in pins else ""
    lines = tuple(pins[name] for name in sorted(pins))
    if address := public_address(_direct_url(ours)):
        return Origin((f"{NAME}{extra} @ {address}", *lines), {})
    wheel = f"{NAME}-{ours.version}-py3-none-any.whl"
    return Origin((f"./{wheel}{extra}", *lines), {wheel: pack_wheel(ours)})


def _direct_url(package: Distribution) -> dict[str, Any]:
    """What a package remembers of where it came from; nothing where that was an index."""
    content = disk.read_bytes(_info_folder(package) / "direct_url.json")
    found: dict[str, Any] = json.loads(content or b"{}")
    return found


def public_address(direct_url: Mapping[str, Any]) -> str:
    """What a `direct_url.json` names, if anybody can fetch just that; else "" (PEP 610)."""
    address = _address(direct_url)
    is_exact = "vcs_info" in direct_url or "#sha256=" in address
    return address if is_exact and str(direct_url["url"]).startswith("https://") else ""


def _address(direct_url: Mapping[str, Any]) -> str:
    """What a `direct_url.json` names, as pip takes it; "" where there is none."""
    url, vcs = direct_url.get("url", ""), direct_url.get("vcs_info")
    if vcs:
        folder = direct_url.get("subdirectory")
        part = f"#subdirectory={folder}" if folder else ""
        return f"{vcs['vcs']}+{url}@{vcs['commit_id']}{part}"
    sha256 = direct_url.get("archive_info", {}).get("hashes", {}).get("sha256")
    return f"{url}#sha256={sha256}" if sha256 else url


def install_command(extra: str) -> str:
    """What adds an extra to this installation; a bare name on an index may be anybody's."""
    try:
        ours = distribution(NAME)
    except PackageNotFoundError:  # a checkout that is only on the path
        return f'pip install "{package_folder("scaffolds").parent.parent}[{extra}]"'
    direct_url = _direct_url(ours)
    if "dir_info" in direct_url:
        option = "-e " if direct_url["dir_info"].get("editable") else ""
        folder = url2pathname(urlsplit(direct_url["url"]).path)
        return f'pip install {option}"{folder}[{extra}]"'
    address = _address(direct_url)
    version = f" @ {address}" if address else f"=={ours.version}"
    return f'pip install "{NAME}[{extra}]{version}"'


def _needed(package: Distribution, extra: str) -> Iterator[tuple[str, str]]:
    """Every installed package that one needs, directly or not, as a line with its version."""
    waiting, seen = [(package, extra)], set[str]()
    while waiting:
        package, extra = waiting.pop()
        for text in package.requires or ():
            match = _REQUIREMENT.match(text)
            assert match
            name, condition = re.sub(r"[-_.]+", "-", match[1]).lower(), match[2] or ""
            of_extra = re.search(r"\bextra *== *[\"']([^\"']*)", condition)
            if name in seen or (of_extra and of_extra[1] != extra):
                continue
            try:
                found = distribution(name)
            except PackageNotFoundError:
                continue  # not needed on this system
            seen.add(name)
            waiting.append((found, ""))
            yield name, f"{name}=={found.version}"


def _info_folder(package: Distribution) -> Path:
    """The folder of what is known about a package."""
    (file,) = (file for file in package.files or () if file.name == "METADATA")
    return Path(str(package.locate_file(file))).parent


def pack_wheel(package: Distribution) -> bytes:
    """The package as it is here as a wheel. The same files give the same bytes."""
    code, info = package_folder("scaffolds").parent, _info_folder(package)
    files = dict(_files(code, NAME)) | dict(_files(package_folder(THEMES), f"{NAME}/{THEMES}"))
    files |= {p: c for p, c in _files(info, info.name) if p.split("/")[1] not in _NOT_PACKED}
    record = [f"{path},{_digest(files[path])},{len(files[path])}" for path in sorted(files)]
    record.append(f"{info.name}/RECORD,,")
    files[f"{info.name}/RECORD"] = "".join(f"{line}\n" for line in record).encode()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as wheel:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.external_attr = 0o644 << 16
            wheel.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _files(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """The files of a folder, by their path in the wheel, without what Python compiled."""
    for path in folder.rglob("*"):
        content = disk.read_bytes(path)
        if content is not None and "__pycache__" not in path.parts:
            yield f"{name}/{path.relative_to(folder).as_posix()}", content


def _digest(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return f"sha256={digest.rstrip(b'=').decode()}"
