"""Which id each of a source's components has on our page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Mapping

from statusgen.imports.history import SourceComponent
from statusgen.model.page import Page


def choose_ids(
    components: tuple[SourceComponent, ...], page: Page | None, before: Mapping[str, str]
) -> dict[str, str]:
    """An id for every component, by its key.

    One that was imported before keeps its id. Else a component of the page that has the same
    name is the same, and a new one gets an id of its name's words.
    """
    ids = {c.key: before[c.key] for c in components if c.key in before}
    there_already = [component.id for component in page.components] if page else []
    taken = {id.lower() for id in (*before.values(), *there_already)}
    there = _by_name(page, set(ids.values()))
    slugs = Counter(slug(component.name) for component in components)
    for component in components:
        if component.key in ids:
            continue
        found = there.pop((component.group.casefold(), component.name.casefold()), None)
        if found is None:
            words = component.name
            if slugs[slug(component.name)] > 1 and component.group:
                words = f"{component.group} {component.name}"
            found = _free(slug(words), taken)
            taken.add(found)
        ids[component.key] = found
    return ids


def slug(text: str) -> str:
    """A text's words as an id; `component` where it has none that can be in an address."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "component"


def _by_name(page: Page | None, used: Container[str]) -> dict[tuple[str, str], str]:
    """The page's components by their group's and their own name."""
    if page is None:
        return {}
    return {
        (group.name.casefold(), component.name.casefold()): component.id
        for group in page.groups
        for component in group.components
        if component.id not in used
    }


def _free(id: str, taken: Container[str]) -> str:
    number, found = 1, id
    while found in taken:
        number += 1
        found = f"{id}-{number}"
    return found
