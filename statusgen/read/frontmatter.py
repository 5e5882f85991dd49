"""YAML as nodes that know their lines: a file's front matter, or a whole file."""

import re
from typing import Any

import yaml

from statusgen.model.entry import Incident, Maintenance
from statusgen.model.findings import Finding, Findings, Level, Place
from statusgen.model.page import Page
from statusgen.read.lookalikes import as_seen
from statusgen.read.source import Source

_BaseLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAUSIBLE = re.compile(r"\s|[-#?:{\[\]}\"'.]|[\w./-]+:(?:\s|$)|$")
_NOT_FRONT_MATTER = {"source", "place", "id_place", "alias_places", "summary", "updates"}
ENTRY_KEYS = {*Incident.__struct_fields__, *Maintenance.__struct_fields__} - _NOT_FRONT_MATTER
_PAGE_KEYS = {*Page.__dataclass_fields__, "components"}
_UNCLOSED = re.compile(r"quoted scalar|flow")
_UPDATE = re.compile(r"^## *\d{4}-\d", re.MULTILINE)
_COMMENT = re.compile(r"\s(#[^\s#].*)")
_DEEPEST = 50
_CUT = re.compile(r"(\s*(?:- +)?\w+: +)([^\s\"'\[{|>#](?:.*\S)?\s+(#.*))")
_OPENING = re.compile(r"(?:[ \t]*\n)*---[ \t]*$", re.MULTILINE)
_LIKE_END = re.compile(
    r"^( {0,8}(?:-{2,10}|-{0,10}[–—―−][-–—―−]{0,10}|[*_]{3,10}))[ \t]*$", re.MULTILINE
)
_OTHER_COMMENT = re.compile(r"//|<!--|/\*")
_LIKE_RULE = re.compile(r"[-–—―−_*]{1,10}")
_RULE = re.compile(r"^---[ \t]*$", re.MULTILINE)


class _UntypedLoader(_BaseLoader):  # type: ignore[misc]  # chosen when it runs
    """Leaves every scalar a text, and takes no time to look for its type."""

    def resolve(self, *_: object) -> str:
        return ""

    def descend_resolver(self, *_: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def split_front_matter(source: Source, findings: Findings) -> tuple[Source, Source] | None:
    """Cut a file at its two `---` lines: its YAML, and its body."""
    if not source.text.strip():
        fix = 'statusgen new incident "What is broken" writes one to start from'
        findings.error(Place(source.path), "empty-file", "the file is empty", fix)
        return None
    opening = _OPENING.match(source.text)
    if not opening:
        _explain_beginning(source, findings)
        return None
    closing = _RULE.search(source.text, opening.end())
    if not closing:
        if not _explain_end(source, opening.end(), len(source.text), findings):
            message, fix = "the front matter has no end", "put a line --- after it"
            findings.error(Place(source.path), "unclosed-front-matter", message, fix)
        return None
    head = _part(source, opening.end() + 1, closing.start())
    if update := _UPDATE.search(head.text):
        end = opening.end() + 1 + update.start()
        if not _explain_end(source, opening.end(), end, findings):
            message, fix = "an update stands inside the front matter", "put a line --- above it"
            findings.error(head.place(update.start()), "unclosed-front-matter", message, fix)
        return None
    return head, _part(source, closing.end() + 1, len(source.text))


def _explain_end(source: Source, start: int, end: int, findings: Findings) -> bool:
    """An error where a line between two offsets was meant as the end of the front matter."""
    like = _LIKE_END.search(source.text, start, end)
    if like:
        message, fix = f'the front matter ends with "{like[1]}"', "write three hyphens: ---"
        if like[1].startswith(" "):
            fix = "write three hyphens at the beginning of the line: ---"
        findings.error(source.place(like.start(1)), "unclosed-front-matter", message, fix)
    return bool(like)


def _part(source: Source, start: int, end: int) -> Source:
    """A part of a file, right after the end of a line."""
    line = source.text.count("\n", 0, start - 1) + 2
    return Source(source.path, source.text[start:end], line)


def _explain_beginning(source: Source, findings: Findings) -> None:
    first = source.text.lstrip().partition("\n")[0].strip()
    if _LIKE_RULE.fullmatch(first):
        place = Place(source.path, source.text[: source.text.index(first)].count("\n") + 1)
        message, fix = f'the front matter begins with "{first}"', "write three hyphens: ---"
        if first == "---":
            message = 'blanks stand before the "---" that the front matter begins with'
            fix = "take them away, on this line and on those below it"
        findings.error(place, "no-front-matter", message, fix)
    else:
        fix = "start the file with a line ---, then title: and the rest, then another line ---"
        findings.error(Place(source.path), "no-front-matter", "there is no front matter", fix)


def parse_yaml(source: Source, findings: Findings) -> yaml.MappingNode | None:
    """The mapping that a YAML text is; None, and an error, where it is none."""
    fix = "write one key: value on each line"
    try:
        if _is_too_deep(source.text):
            message, fix = "this YAML is nested too deep", "take out brackets"
            findings.error(source.place(), "yaml", message, fix)
            return None
        node = yaml.compose(source.text, Loader=_UntypedLoader)
    except yaml.MarkedYAMLError as error:
        findings.append(_explain_error(error, source))
        return None
    except yaml.YAMLError as error:
        findings.error(source.place(), "yaml", f"this is not YAML: {error}", fix)
        return None
    if isinstance(node, yaml.MappingNode):
        return node
    if node is None:
        start = yaml.Mark(source.path, 0, 0, 0, None, 0)
        return yaml.MappingNode("tag:yaml.org,2002:map", [], start, start)
    findings.error(source.place(), "yaml", "this is not a list of keys and values", fix)
    return None


def _is_too_deep(text: str) -> bool:
    """Whether a YAML text is nested so deep that parsing it would exhaust the stack."""
    if max(map(text.count, "[{-?")) <= _DEEPEST:
        return False
    depth = 0
    for event in yaml.parse(text, Loader=_UntypedLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return True
    return False


def _explain_error(error: yaml.MarkedYAMLError, source: Source) -> Finding:
    mark, context = error.problem_mark or error.context_mark, error.context_mark
    if mark and context and context.line < mark.line and _UNCLOSED.search(error.context or ""):
        mark = context
    row, column = (mark.line, mark.column) if mark else (0, 0)
    lines = source.text.split("\n")
    row = min(row, len(lines) - 1)
    for number, written in enumerate(lines[: row + 1]):
        if not _PLAUSIBLE.match(written):
            return _explain_line(written, Place(source.path, source.line + number))
        if (cut := _COMMENT.search(written)) and _opens_brackets(written[: cut.start()]):
            message = f'"{cut[1]}" is lost: YAML takes a # after a blank for a comment'
            place = Place(source.path, source.line + number, cut.start(1) + 1)
            word = cut[1].split()[0].rstrip("},]")
            return Finding(Level.ERROR, place, "lost-words", message, f'write "{word}" in quotes')
    place = Place(source.path, source.line + row, column + 1)
    reason = (error.problem or error.context or "it cannot be read").strip()
    if "\t" in lines[row][: column + 1] and lines[row][: column + 1].strip(" \t") == "":
        return Finding(Level.ERROR, place, "tab", "a tab stands where spaces belong", "use spaces")
    if row and (cut := _CUT.fullmatch(lines[row - 1])) and lines[row][:1].isspace():
        message = f'"{cut[3]}" would be lost: YAML takes a # after a blank for a comment'
        above = Place(source.path, place.line - 1, cut.start(2) + 1)
        text = quote(f"{cut[2]} {lines[row].strip()}")
        fix = f"write these 2 lines as one: {cut[1].lstrip()}{text}"
        return Finding(Level.ERROR, above, "lost-words", message, fix)
    message, fix = f"this is not YAML: {reason}", ""
    if row and "mapping values" in reason and column == lines[row].find(":"):
        fix = _suggest_indent(lines[row], lines[row - 1])
    fix = fix or _suggest_fix(reason, lines[row])
    return Finding(Level.ERROR, place, "yaml", message, fix)


def quote(text: str) -> str:
    """A text between double quotes, as YAML has it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _suggest_indent(written: str, above: str) -> str:
    """How to write a key that stands too far to the right, below a line with a value."""
    key, begin = written.partition(":")[0].strip(), re.match(r"( *(?:- +)?)(\w+): *(.*)", above)
    if not begin:
        return ""
    indent, other, value = begin.groups()
    if other == "group" and key.startswith("- "):
        return f'above it, put a line "{" " * len(indent)}components:"'
    if not indent and other in ENTRY_KEYS and key not in ENTRY_KEYS:
        return f"write these 2 lines as one: {other}: {quote(f'{value} {written.strip()}')}"
    return (
        f"put exactly {len(indent)} blanks before {key}"
        if indent
        else f"take away the blanks before {key}"
    )


def _opens_brackets(text: str) -> bool:
    """Whether brackets are still open at the end of a text."""
    return any(text.count(first) > text.count(last) for first, last in ("{}", "[]"))


def _explain_line(written: str, place: Place) -> Finding:
    """Why a line is no key: it lacks the colon, or belongs to the line above."""
    seen = as_seen(written).lstrip("*`")
    if begun := _OTHER_COMMENT.match(seen):
        fix = f"write # {seen[begun.end() :].strip(' -*/>')}"
        return Finding(Level.ERROR, place, "yaml", "a comment begins with # here", fix)
    word = re.split(r"[\s:;=*`]", seen, maxsplit=1)[0]
    if word in (ENTRY_KEYS if place.path.endswith(".md") else _PAGE_KEYS):
        rest = seen[len(word) :].lstrip(":;= *`").removeprefix("- ") or "..."
        message = f'"{word}" has no colon with a blank after it'
        return Finding(Level.ERROR, place, "yaml", message, f"write {word}: {rest}")
    message = "this line is no key with a colon"
    fix = "begin it with two blanks if it belongs to the one above"
    return Finding(Level.ERROR, place, "yaml", message, fix)


def _suggest_quotes(key: str, value: str) -> str:
    """How to write a value with a colon, or one that begins with a sign of YAML's."""
    if key == "components" and re.search(r"\w", value):
        brackets = "{}" if ":" in value else "[]"
        return f"write components: {brackets[0]}{value.removeprefix('- ')}{brackets[1]}"
    if key == "url" and (link := re.search(r"\]\((\S{1,300})\)$", value)):
        return f"write url: {link[1]}"
    return f"put the text in quotes, like {key}: {quote(value)}"


def _suggest_fix(reason: str, row: str) -> str:
    key, _, value = row.partition(": ")
    value = value.strip()
    after_brackets = re.match(r"\[[^\]]*\] *[^\s#,]|\{[^}]*\} *[^\s#,]", value)
    if (
        "](" in value
        or after_brackets
        or "mapping values" in reason
        or value.startswith(("- ", *"@`%*&!|>"))
    ):
        return _suggest_quotes(key.strip(), value) if value else ""
    if "escape" in reason:
        return "inside double quotes write \\\\ for a backslash, or use single quotes"
    if value.startswith(('"', "'")):
        return f"check whether the closing {value[0]} is missing, or one stands inside the text"
    if value.startswith(("[", "{")):
        return "check whether a closing bracket or a comma is missing"
    return "look at the indentation, colons and quotes on this line and the one above"
