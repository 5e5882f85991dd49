"""Which id each of a source's components has on our page."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

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
    groups = page.groups if page else ()
    on_page = [(group.name, component) for group in groups for component in group.components]
    taken = {id.lower() for id in (*before.values(), *(c.id for _, c in on_page))}
    used = set(ids.values())
    by_name = {
        (group.casefold(), component.name.casefold()): component.id
        for group, component in on_page
        if component.id not in used
    }
    slugs = Counter(slug(component.name) for component in components)
    for component in components:
        if component.key in ids:
            continue
        id = by_name.pop((component.group.casefold(), component.name.casefold()), None)
        if id is None:
            shared = slugs[slug(component.name)] > 1 and component.group
            base = slug(f"{component.group} {component.name}" if shared else component.name)
            number, id = 1, base
            while id in taken:
                number += 1
                id = f"{base}-{number}"
            taken.add(id)
        ids[component.key] = id
    return ids


def slug(text: str) -> str:
    """A text's words as an id; `component` where it has none that can be in an address."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "component"
