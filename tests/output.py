"""What tests look for in an output folder: links that lead nowhere, files that are half written."""

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

Tree = dict[str, bytes]
MANIFEST = ".statusgen-files"
_IN_HTML = re.compile(rb'\s(?:href|src|action|poster|data)="([^"]*)"')
_META = re.compile(rb'<meta (?:property="og:url"|http-equiv="refresh") content="([^"]*)"')
_NAMED = ("link", "loc", "url", "guid", "comments")
XML = (".atom", ".rss", ".xml", ".svg")


def read_tree(folder: Path) -> Tree:
    """Every file under a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() or path.is_symlink()
    }


def read_stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder under a folder, and itself, with its inode and time of change."""
    found = {}
    for path in (folder, *folder.rglob("*")):
        stat = path.lstat()
        found[path.relative_to(folder).as_posix()] = (stat.st_ino, stat.st_mtime_ns)
    return found


def differences(one: Tree, other: Tree) -> list[str]:
    """The paths at which two trees differ, each with how."""
    paths = sorted(one.keys() | other.keys())
    missing = [f"{path}: missing" for path in paths if path not in one]
    too_many = [f"{path}: too many" for path in paths if path not in other]
    both = one.keys() & other.keys()
    return missing + too_many + [f"{p}: differs" for p in paths if p in both and one[p] != other[p]]


def half_written(tree: Tree) -> list[str]:
    """The files that stop before their end."""
    return [path for path, content in tree.items() if not _is_whole(path, content)]


def _is_whole(path: str, content: bytes) -> bool:
    try:
        if path.endswith(XML):
            etree.fromstring(content)
        elif path.endswith(".json"):
            json.loads(content)
    except (etree.XMLSyntaxError, ValueError):
        return False
    ends = {".html": b"</html>", ".ics": b"END:VCALENDAR", ".txt": b"\n"}
    return content.rstrip(b"\r\n ").endswith(ends.get(Path(path).suffix, b"").strip())


def broken_links(tree: Tree, url: str) -> list[str]:
    """The links from any file to the site itself at which there is no file.

    `url` is the page's own address, with a slash at the end.
    """
    broken = []
    for path, content in tree.items():
        for link in _links(path, content):
            target = urljoin(url + path, link)
            if urlsplit(target).netloc != urlsplit(url).netloc:
                continue
            if f"{target}/" == url:  # as Statuspage's API writes a page's address
                target = url
            inside = unquote(urlsplit(target).path).removeprefix(urlsplit(url).path)
            if inside == "" or inside.endswith("/"):
                inside += "index.html"
            if not target.startswith(url) or inside not in tree:
                broken.append(f"{path} -> {link}")
    return broken


def _links(path: str, content: bytes) -> Iterable[str]:
    """The links of a file, as they stand in it."""
    if path.endswith(".html"):
        return _links_in_html(content)
    if path.endswith(XML):
        return _links_in_xml(content)
    if path.endswith(".json"):
        return [text for text in _strings(json.loads(content)) if re.match(r"https?://\S+$", text)]
    if path.endswith((".ics", ".txt")):
        unfolded = re.sub(rb"\r?\n[ \t]", b"", content).decode()
        return re.findall(r"(?m)^(?:URL(?:;[^:]*)?|Sitemap|Canonical):\s*(\S+)", unfolded)
    return ()


def _links_in_html(content: bytes) -> Iterator[str]:
    for found in _IN_HTML.findall(content):
        yield unescape(found.decode())
    for found in _META.findall(content):
        yield re.sub(r"^\d+; *url=", "", unescape(found.decode()))


def _links_in_xml(content: bytes) -> Iterator[str]:
    """Attributes and elements that hold an address, and the links of HTML inside the XML."""
    for element in etree.fromstring(content).iter(etree.Element):
        for name in ("href", "src", "url"):
            if value := element.get(name):
                yield value
        text, name = element.text or "", etree.QName(element).localname
        if name in _NAMED and "://" in text:
            yield text
        elif "<" in text:
            yield from _links_in_html(text.encode())


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
