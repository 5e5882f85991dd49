"""What is copied to the site is of a kind that is published unasked, or is allowed by name."""

from collections.abc import Container, Set

from statusgen.checks.addresses import CONTENT
from statusgen.model.content import ParsedSite
from statusgen.model.findings import Findings
from statusgen.read.copied_files import is_allowed


def check_copied(
    parsed: ParsedSite, published: Set[str], linked: Container[str], findings: Findings
) -> None:
    """An error for each refused file that has none; a warning where only a draft links to it.

    `linked` are the sources of files beside entries, and `published` those of published entries.
    """
    reported = {error.place.path for error in findings.errors}
    public = {*published, *(f"{CONTENT}/{path}" for path in parsed.static)}
    for refusal in parsed.refused:
        source = refusal.place.path
        if is_allowed(source.removeprefix(f"{CONTENT}/"), parsed.page.allowed_files):
            continue
        if source not in reported and (source in public or source in linked):
            findings.append(refusal if source in public else refusal.as_warning())
    for path in parsed.page.allowed_files:
        if not path.startswith("*.") and path not in parsed.static | parsed.beside:
            message, fix = f"there is no file {path} in content/", "look at its name and folder"
            findings.warning(parsed.page.place("allowed_files"), "missing-file", message, fix)
