"""What `statusgen init` writes for a page that nobody has described yet must not be published."""

import re
from urllib.parse import urlsplit

from babel.lists import format_list

from statusgen.model.content import ParsedSite
from statusgen.model.findings import Finding, Findings, FindingsError, Level, Place

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


def is_example_domain(name: str) -> bool:
    """Whether a domain name can belong to nobody (RFC 2606)."""
    return bool(_RESERVED.fullmatch(name))


def check_placeholders(parsed: ParsedSite, findings: Findings) -> None:
    """A warning that names the settings that are still placeholders, and one for the entries."""
    page = parsed.page
    is_placeholder = {
        "name": page.name.strip().casefold() == PLACEHOLDERS["name"].casefold(),
        "url": is_example_domain(urlsplit(page.url).hostname or ""),
        "identity": is_example_domain(page.identity),
    }
    if keys := [key for key, found in is_placeholder.items() if found]:
        message = f"the page still has example values for {format_list(keys, locale='en_GB')}"
        fix = "write your own before you publish"
        findings.warning(page.place(keys[0]), PLACEHOLDER, message, fix)
    entries = [entry for entry in parsed.by_source.values() if not (entry.draft or entry.removed)]
    if paths := sorted(entry.source for entry in entries if entry.title in _TITLES):
        message = f"readers would take the example entries for real: {', '.join(paths)}"
        fix = "delete each file, or replace its title and text with your own"
        findings.warning(Place(paths[0]), PLACEHOLDER, message, fix)


def refuse_placeholders(findings: tuple[Finding, ...]) -> None:
    """Raises FindingsError, with the placeholders as errors, where there are any."""
    if any(finding.code == PLACEHOLDER for finding in findings):
        raise FindingsError(
            f._replace(level=Level.ERROR) if f.code == PLACEHOLDER else f for f in findings
        )
