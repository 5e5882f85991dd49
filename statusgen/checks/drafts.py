"""An entry that is called a draft, and is published all the same."""

import re

from statusgen.model.content import ParsedSite
from statusgen.model.findings import Findings, Place

_CALLED_DRAFT = re.compile(r"(?:^|/)(?:_?drafts?/|_?drafts?[-_.])|^\[draft\]", re.IGNORECASE)


def check_drafts(parsed: ParsedSite, findings: Findings) -> None:
    """A warning for each entry whose folder, file or title says draft, and whose keys do not."""
    for record in parsed.records:
        entry = record.entry
        if not entry.draft and any(map(_CALLED_DRAFT.search, (entry.source, entry.title))):
            message = "this is called a draft, and is published"
            fix = "add a line draft: true at its top, or give it another name"
            findings.warning(Place(entry.source), "published-draft", message, fix)
