"""What is copied to the site is of a kind that is published unasked, or is allowed by name."""

from collections.abc import Container, Iterable

from statusgen.checks.addresses import CONTENT
from statusgen.model.content import ParsedSite
from statusgen.model.findings import Findings
from statusgen.read.copied_files import is_allowed


def check_copied(
    parsed: ParsedSite, published: Container[str], linked: Iterable[str], findings: Findings
) -> None:
    """An error for each file that is refused; a warning where only a draft links to it.

    `linked` are the sources of files beside entries, and `published` those of published entries.
    """
    beside = {source.removeprefix(f"{CONTENT}/"): source for source in linked}
    for path in sorted({*parsed.static, *beside} & parsed.refused.keys()):
        if not is_allowed(path, parsed.page.allowed_files):
            refusal = parsed.refused[path]
            is_public = path in parsed.static or beside[path] in published
            findings.append(refusal if is_public else refusal.as_warning())
    for path in parsed.page.allowed_files:
        if not path.startswith("*.") and path not in parsed.static | parsed.beside:
            message, fix = f"there is no file {path} in content/", "look at its name and folder"
            findings.warning(parsed.page.place("allowed_files"), "missing-file", message, fix)
