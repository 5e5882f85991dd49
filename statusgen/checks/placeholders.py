"""What `statusgen init` writes for a page that nobody has described yet must not be published."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from statusgen.model.content import ParsedSite
from statusgen.model.findings import Finding, Findings, FindingsError, Level, Place
from statusgen.model.page import Page

PLACEHOLDER = "placeholder"
PLACEHOLDERS = {
    "name": "Example",
    "url": "https://status.example.com/",
    "identity": "status.example.com",
    "incident": "Some orders were not confirmed (an example)",
    "maintenance": "A faster database (an example)",
}
"""The page's settings and the titles of the entries that a new site begins with."""
_TITLES = (PLACEHOLDERS["incident"], PLACEHOLDERS["maintenance"])
_RESERVED = re.compile(r"(.+\.)?example\.(com|net|org)", re.IGNORECASE)
"""Names that can belong to nobody (RFC 2606)."""


def check_placeholders(parsed: ParsedSite, findings: Findings) -> None:
    """A warning for each setting and each entry that is still as `statusgen init` wrote it."""
    for key, message, fix in _settings(parsed.page):
        findings.warning(parsed.page.place(key), PLACEHOLDER, message, fix)
    for entry in parsed.by_source.values():
        if entry.title in _TITLES and not entry.draft:
            message = "this is an example, and readers would take it for real"
            fix = "delete the file, or write an entry and a title of your own"
            findings.warning(Place(entry.source), PLACEHOLDER, message, fix)


def refuse_placeholders(findings: tuple[Finding, ...]) -> None:
    """Raises FindingsError, with the placeholders as errors, where there are any."""
    if any(finding.code == PLACEHOLDER for finding in findings):
        raise FindingsError(
            f._replace(level=Level.ERROR) if f.code == PLACEHOLDER else f for f in findings
        )


def _settings(page: Page) -> Iterator[tuple[str, str, str]]:
    """Each setting that is a placeholder, the reason and the fix."""
    if page.name.strip().casefold() == PLACEHOLDERS["name"].casefold():
        yield "name", f'the page is called "{page.name}"', "write whose page it is"
    if _RESERVED.fullmatch(urlsplit(page.url).hostname or ""):
        fix = "write the address at which visitors will find the page"
        yield "url", f"{page.url} is the address of an example", fix
    if _RESERVED.fullmatch(page.identity):
        fix = "write a domain name of yours, and never change it once the page is published"
        yield "identity", f'the identity "{page.identity}" is that of an example', fix
