"""What `site.yaml` says that was hardly meant: an address of something else, a name twice."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from statusgen.model.page import Group, Page
from statusgen.read.fields import Form
from statusgen.read.source import split_address

_NOWHERE = re.compile(r"localhost|127\.[\d.]+|::1|0\.0\.0\.0")
_FORGES = {"github.com": "github.io", "gitlab.com": "gitlab.io", "codeberg.org": "codeberg.page"}
"""The hosts of repositories, and those of the pages made from them."""
_IN_QUOTES = re.compile(r"[“”„«‘](.*)[“”«»’]")
_SOON = timedelta(days=31)


def doubt_page(page: Page, form: Form) -> None:
    """Warnings about the address, the name and the components of a page."""
    _doubt_address(page.url, form)
    if quoted := _IN_QUOTES.fullmatch(page.name):
        message, fix = "these quotes would be shown", f"write name: {quoted[1]}"
        form.warning_at("name", "shown-quotes", message, fix)
    _doubt_components(page.groups, form)


def _doubt_address(url: str, form: Form) -> None:
    parts = split_address(url)
    host, path = parts.hostname or "", parts.path.strip("/").split("/")
    message, fix = "", "write the address at which readers will see the page"
    if _NOWHERE.fullmatch(host):
        message = f"nobody but you can reach {host}"
    elif host and "." not in host:
        message = f"only computers of your own network can reach {host}"
    elif host.removeprefix("www.") in _FORGES:
        message = f"a repository is at this address of {host}, and the page is not"
        pages = _FORGES[host.removeprefix("www.")]
        fix += f", like https://{path[0] or 'me'}.{pages}/{'/'.join(path[1:2])}"
    if message:
        form.warning_at("url", "unlikely-url", message, fix)


def _doubt_components(groups: Iterable[Group], form: Form) -> None:
    shown = Counter((group.name, part.name) for group in groups for part in group.components)
    for (_, name), count in shown.items():
        if count > 1:
            message = f'{count} components beside each other are called "{name}"'
            fix = "give each a name that tells it from the other"
            form.warning_at("components", "repeated-name", message, fix)
    for part in (part for group in groups for part in group.components):
        if part.start and part.start > form.today + _SOON:
            message = f'"{part.id}" starts on {part.start}, which is long to come'
            form.warning_at("components", "unlikely-time", message, "look at its year")
