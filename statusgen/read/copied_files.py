"""Files that are published as they are: which of them may be, by name and by content.

Nothing that a browser runs or a host obeys is published unless `allowed_files` in `site.yaml` names
it. What a file is, its first bytes say (as in the MIME Sniffing Standard), not its name alone.
"""

import re
from collections.abc import Collection, Iterator

from statusgen.model.findings import Finding, Level, Place
from statusgen.read.fields import Form

_FIRST_BYTES = {
    suffix: re.compile(pattern, re.DOTALL)
    for suffixes, pattern in (
        ("png", rb"\x89PNG\r\n\x1a\n"),
        ("jpg jpeg jfif", rb"\xff\xd8\xff"),
        ("gif", rb"GIF8[79]a"),
        ("webp", rb"RIFF....WEBP"),
        ("tif tiff", rb"II\*\0|MM\0\*"),
        ("ico", rb"\0\0\x01\0"),
        ("avif heic heif mp4 m4v m4a mov", rb"....(?:ftyp|moov|mdat|wide|free|skip)"),
        ("webm mkv", rb"\x1a\x45\xdf\xa3"),
        ("ogg ogv oga opus", rb"OggS"),
        ("mp3", rb"ID3|\xff[\xe2-\xfb]"),
        ("wav", rb"RIFF....WAVE"),
        ("pdf", rb"%PDF-"),
        ("woff", rb"wOFF"),
        ("woff2", rb"wOF2"),
        ("ttf", rb"\0\x01\0\0|true"),
        ("otf", rb"OTTO"),
        ("zip", rb"PK(?:\x03\x04|\x05\x06)"),
        ("gz tgz", rb"\x1f\x8b"),
        ("bz2", rb"BZh"),
        ("xz", rb"\xfd7zXZ\0"),
        ("zst", rb"\x28\xb5\x2f\xfd"),
        ("7z", rb"7z\xbc\xaf\x27\x1c"),
        ("tar", rb".{257}ustar"),
    )
    for suffix in suffixes.split()
}
_TEXTS = re.compile(r"te?xt|md|[ct]sv|log|(?:geo)?json|webmanifest|vtt|srt|ics|asc|pem|ya?ml")
_FOR_HOSTS = ("static/CNAME", "static/.nojekyll", "static/.domains")
"""Names without an ending that static hosts ask for."""
_WELL_KNOWN = "static/.well-known/"
_ACTIVE = re.compile(
    r"[sx]?html?|xht|mht(?:ml)?|hta|htc|xml|xslt?|rdf|[cm]?js|wasm|css|svgz|swf|jar"
    r"|ph(?:p\d?|tml)|aspx?|jspx?|cgi|p[ly]|rb|sh|bat|cmd|exe|msi|ps1|vbs|scr|com|lnk|url|desktop"
    r"|webloc"
)
"""Endings of what a browser, a server or a desktop runs, or may take for such."""
_OBEYED = re.compile(
    r"\.ht\w+|web\.config|_(?:routes\.json|worker\.js)|netlify\.toml"
    r"|(?:vercel|now|firebase|render|staticwebapp\.config)\.(?:json|yaml)|\.user\.ini",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|\?xml|\?php|html|head|body|script|svg|iframe|title|style)",
    re.IGNORECASE,
)


def find_refusal(path: str, content: bytes) -> Iterator[Finding]:
    """An error for a file that is not published unasked. `path` is from `content/`."""
    for line, message, fix in _refusals(path, content):
        yield Finding(Level.ERROR, Place(f"content/{path}", line), "refused-file", message, fix)


def _refusals(path: str, content: bytes) -> Iterator[tuple[int, str, str]]:
    name, suffix = path.rpartition("/")[2], _suffix(path)
    fix = f'delete it, or write allowed_files: ["{path}"] in site.yaml if it must be published'
    if _OBEYED.fullmatch(name):
        yield 1, "a host obeys a file of this name", fix
    elif suffix == "svg":
        from statusgen.read.svg import find_active_part  # noqa: PLC0415 - slow to load, and rare

        if found := find_active_part(content):
            yield found[0], f"this SVG {found[1]}", fix.replace("delete it", "take that out")
    elif _ACTIVE.fullmatch(suffix):
        yield 1, f"a file that ends in .{suffix} can run where it is opened", fix
    elif suffix in _FIRST_BYTES:
        if not _FIRST_BYTES[suffix].match(content):
            fix = "save it again in the kind that its name says, or rename it"
            yield 1, f"this is not what .{suffix} at its end says", fix
    elif _TEXTS.fullmatch(suffix) or path in _FOR_HOSTS or path.startswith(_WELL_KNOWN):
        if b"\0" in content or _MARKUP.match(content):
            yield 1, "this is no plain text, whatever its name says", fix
    elif suffix:
        fix += f', or allowed_files: ["*.{suffix}"] for all of this kind'
        yield 1, f"a file that ends in .{suffix} is not published unasked", fix
    else:
        yield 1, "a file without an ending is not published unasked", fix


def is_allowed(path: str, allowed: Collection[str]) -> bool:
    """Whether `allowed_files` names a file, or the ending of its name."""
    return path in allowed or f"*.{_suffix(path)}" in allowed


def parse_allowed_files(form: Form) -> tuple[str, ...]:
    """The setting: paths from `content/`, and endings like `*.docx`, never of what can run."""
    allowed = []
    for node in form.items("allowed_files"):
        text = form.scalar(node, "a file") or ""
        if text.startswith("*.") and (text == "*.svg" or _ACTIVE.fullmatch(_suffix(text))):
            message = f"{text} can run where it is opened"
            form.error(node, "bad-file", message, "name each file, like static/report.html")
        elif not (text.startswith("*.") or "/" in text) or "*" in text[1:]:
            message = f'"{text}" is neither a file nor an ending'
            form.error(node, "bad-file", message, "write it like static/report.html or *.docx")
        else:
            allowed.append(text)
    return tuple(allowed)


def _suffix(path: str) -> str:
    stem, _, suffix = path.rpartition("/")[2].rpartition(".")
    return suffix.lower() if stem else ""
