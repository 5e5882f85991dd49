"""`security.txt` must not expire unnoticed: nobody may trust one that has (RFC 9116, 2.5.5)."""

from datetime import datetime, timedelta

from statusgen.model.findings import Findings
from statusgen.model.page import Page

EXPIRES = "security-expires"
_NOTICE = timedelta(days=31)
_LONGEST = timedelta(days=364)


def check_security(page: Page, at: datetime, findings: Findings) -> None:
    """A warning from a month before the day on which it expires."""
    if page.security is None or page.security.expires > at + _NOTICE:
        return
    verb = "expired" if page.security.expires <= at else "expires"
    message = f"security.txt {verb} on {page.security.expires:%Y-%m-%d}"
    fix = f"write a later day in site.yaml, like expires: {at + _LONGEST:%Y-%m-%d}"
    findings.warning(page.place("security.expires"), EXPIRES, message, fix)
