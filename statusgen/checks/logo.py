"""The logo that the theme's options name must be there."""

from collections.abc import Collection

from statusgen.model.findings import Findings
from statusgen.model.page import Page
from statusgen.read.suggest import suggest_word


def check_logo(page: Page, static: Collection[str], findings: Findings) -> None:
    """An error where there is no such file; `static` are paths of files, like `static/me.svg`."""
    logo = dict(page.theme_options).get("logo")
    if isinstance(logo, str) and logo and f"static/{logo}" not in static:
        names = [path.removeprefix("static/") for path in static]
        message = f"there is no file {logo} in static/"
        fix = suggest_word(logo, names, "put it into content/static/")
        findings.error(page.place("theme.logo"), "missing-file", message, fix)
