"""A document among the entries that none of them links to was probably meant as an entry."""

from collections.abc import Container
from pathlib import PurePosixPath

from statusgen.checks.addresses import CONTENT
from statusgen.model.content import ParsedSite
from statusgen.model.findings import Findings, Place

_TEXTS = frozenset(("", ".m", ".md", ".mdx", ".text", ".txt", ".rst", ".adoc", ".org"))
"""What becomes an entry when it is renamed; the others have to be opened and copied."""
_DOCUMENTS = _TEXTS | {".doc", ".docx", ".eml", ".gdoc", ".htm", ".html", ".odt", ".pages", ".rtf"}
_DOCUMENTS |= {".yaml", ".yml"}


def check_documents(parsed: ParsedSite, linked: Container[str], findings: Findings) -> None:
    """A warning for each document that is not `linked`, the sources of files that are copied."""
    for path in sorted(parsed.beside):
        source = PurePosixPath(CONTENT, path)
        plain = PurePosixPath(source.name.rstrip(" .").removesuffix(".download"))
        suffix = plain.suffix.lower()
        if suffix not in _DOCUMENTS or str(source) in linked:
            continue
        name = plain.stem if plain.stem.endswith(".md") else f"{plain.stem}.md"
        fix = "link to it from an entry, or move it out of content/"
        if str(source.with_name(name)) not in parsed.by_source:
            fix = f"put its text into {name}, in a plain text editor"
            if suffix in _TEXTS:
                fix = f"rename it to {name}"
        message = "this document is not published: an entry's file ends in .md"
        findings.warning(Place(str(source)), "not-markdown", message, fix)
