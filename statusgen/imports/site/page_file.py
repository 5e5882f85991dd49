"""`site.yaml`: written where there is none, and given the components that it lacks, with ids."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import yaml

from statusgen.checks.placeholders import PLACEHOLDERS
from statusgen.imports.history import Losses, SourceComponent, SourcePage
from statusgen.imports.site.safe_text import strip_controls
from statusgen.model.findings import FindingsError
from statusgen.model.page import Page
from statusgen.pipeline.layout import PAGE
from statusgen.pipeline.load import parse_page_file
from statusgen.read.ids import free_name, slug
from statusgen.read.scalars import format_scalar
from statusgen.read.timestamps import load_zone
from statusgen.render.language.words import locale_of

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_STATUS = re.compile(r"(?<=\S)\s+status(?:\s+page)?$", re.IGNORECASE)  # our pages add the word
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(:\d+)?"
    r"(/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*/?"
)


def choose_ids(
    components: tuple[SourceComponent, ...], page: Page | None, before: Mapping[str, str]
) -> dict[str, str]:
    """An id for every component, by its key.

    One that was imported before keeps its id. Else a component of the page that has the same
    name is the same, and a new one gets an id of its name's words.
    """
    ids = {c.key: before[c.key] for c in components if c.key in before}
    groups = page.groups if page else ()
    on_page = [(group.name, component) for group in groups for component in group.components]
    taken = {id.lower() for id in (*before.values(), *(c.id for _, c in on_page))}
    by_name = {
        (group.casefold(), component.name.casefold()): component.id
        for group, component in on_page
        if component.id not in ids.values()
    }
    bases = Counter(_id_of(component.name) for component in components)
    for component in components:
        if component.key in ids:
            continue
        id = by_name.pop((component.group.casefold(), component.name.casefold()), None)
        if id is None:
            shared = bases[_id_of(component.name)] > 1 and component.group
            named = f"{component.group} {component.name}" if shared else component.name
            id = free_name(_id_of(named), taken)
            taken.add(id)
        ids[component.key] = id
    return ids


def _id_of(name: str) -> str:
    """A name as an id; `component` where it has nothing that can be in an address."""
    return slug(name)[:60].rstrip("-") or "component"


def format_page(page: SourcePage, ids: dict[str, str], losses: Losses) -> str:
    """A new `site.yaml`; what the source does not say, or says wrong, gets a default."""
    url = page.url.strip()
    if not _ADDRESS.fullmatch(url):
        placeholder = PLACEHOLDERS["url"]
        losses.note(PAGE, f"the page's address {url!r}", f"replace {placeholder} with yours")
        url = placeholder
    host = urlsplit(url).hostname or ""
    name = _STATUS.sub("", _line(page.name)) or host
    zone, language = page.time_zone or "UTC", page.language.replace("_", "-") or "en"
    if load_zone(zone) is None:
        losses.note(PAGE, f"the time zone {zone!r}", "no such zone is known; UTC is written")
        zone = "UTC"
    if locale_of(language, zone) is None:
        losses.note(PAGE, f"the language {language!r}", "it is not known; en is written")
        language = "en"
    lines = [f"name: {format_scalar(name)}", f"url: {url.rstrip('/')}/"]
    lines += ["", "# Feed readers know every update by this name. Never change it."]
    lines += [f"identity: {host}", "", f"time_zone: {zone}", f"language: {language}"]
    if description := _line(page.description):
        lines.append(f"description: {format_scalar(description)}")
    if page.components:
        lines += ["", "components:", *_listed(page.components, ids, "  ")]
    return "\n".join([*lines, ""])


def _line(text: str) -> str:
    return " ".join(strip_controls(text).text.split())


def _listed(
    components: Iterable[SourceComponent], ids: dict[str, str], indent: str
) -> Iterator[str]:
    """Components as lines of a list, those of a group together, in the place of its first one."""
    groups: dict[str, list[SourceComponent]] = {}
    for component in components:
        name = _line(component.group)
        groups.setdefault(name or f"\0{component.key}", []).append(component)
    for name, members in groups.items():
        inner = indent
        if not name.startswith("\0"):
            yield f"{indent}- group: {format_scalar(name)}"
            yield f"{indent}  components:"
            inner = f"{indent}    "
        yield from (f"{inner}- {_format_component(component, ids)}" for component in members)


def _format_component(component: SourceComponent, ids: dict[str, str]) -> str:
    """A component in braces, on one line."""
    id = ids[component.key]
    fields: dict[str, object] = {"id": id, "name": _line(component.name) or id}
    fields |= {"description": _line(component.description), "start": component.start}
    written = {name: value for name, value in fields.items() if value}
    dumped = yaml.safe_dump(
        written, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6
    )
    return str(dumped).strip()


def add_components(
    content: bytes, components: Sequence[SourceComponent], ids: dict[str, str], today: date
) -> bytes | None:
    """A `site.yaml` with components put in, every other byte as it was; None where none can be."""
    before, text = parse_page_file(content, today), content.decode("utf-8")
    mark, text = text[: len(text) - len(text.lstrip("\ufeff"))], text.lstrip("\ufeff")
    newline = "\r\n" if "\r\n" in text else "\n"
    for place, lines in sorted(_insertions(text, components, ids), reverse=True):
        gap = newline if place and text[place - 1] != "\n" else ""
        text = text[:place] + gap + "".join(line + newline for line in lines) + text[place:]
    after = f"{mark}{text}".encode()
    try:
        page = parse_page_file(after, today)
    except FindingsError:
        return None
    same = replace(page, groups=()) == replace(before, groups=())
    wanted = {c.id for c in before.components} | {ids[c.key] for c in components}
    return after if same and {c.id for c in page.components} == wanted else None


def _insertions(
    text: str, components: Sequence[SourceComponent], ids: dict[str, str]
) -> Iterator[tuple[int, list[str]]]:
    """Lines, and the place in the text before which they belong; what has none is left out."""
    root = yaml.compose(text, Loader=_LOADER)
    listed = dict(_pairs(root)).get("components")
    if listed is None or not listed.value:
        place = len(text) if listed is None else _line_end(text, listed.end_mark.index)
        head = ["", "components:"] if listed is None else []
        yield place, [*head, *_listed(components, ids, "  ")]
        return
    inner = {}
    for item in listed.value if isinstance(listed, yaml.SequenceNode) else ():
        group = dict(_pairs(item))
        if "group" in group and isinstance(group.get("components"), yaml.SequenceNode):
            inner[group["group"].value] = group["components"]
    by_list: dict[int, tuple[yaml.Node, list[SourceComponent]]] = {}
    for component in components:
        node = inner.get(_line(component.group), listed)
        bare = component._replace(group="") if node is not listed else component
        by_list.setdefault(id(node), (node, []))[1].append(bare)
    for node, members in by_list.values():
        if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
            indent = " " * node.start_mark.column
            yield _line_end(text, _last(node).end_mark.index), list(_listed(members, ids, indent))


def _pairs(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        yield str(key.value), value


def _last(node: yaml.Node) -> yaml.Node:
    """The innermost node with which a block ends; a block's own end is where the next begins."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return node


def _line_end(text: str, place: int) -> int:
    """The end of the line on which something ends, with any comment that follows it.

    For YAML, a text of several lines ends only where the next thing begins.
    """
    end = text.find("\n", len(text[:place].rstrip()))
    return len(text) if end < 0 else end + 1
