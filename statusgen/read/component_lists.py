"""Components that are written in a way that is not read, such as `(web, app)` or `web = down`."""

import re
from collections.abc import Callable, Collection

import yaml

from statusgen.model.terms import Status
from statusgen.read.suggest import SYNONYMS

_BETWEEN = (re.compile(r"[,;/&•*、，；]|\band\b"), re.compile(r"\s"))
_BEFORE_STATUS = re.compile(r"[:=(–—]| -? ?")
_AROUND = " ()[]{}<>\"'-"
_LONGEST = 200
_ALL = ("all", "everything", "*")

_Find = Callable[[str], str | None]


def suggest_components(
    node: yaml.Node | None, ids: Collection[str], find: _Find
) -> tuple[str, str]:
    """What is written and what is meant, `[web, app]` or `{web: major_outage}`.

    Both are blank where it can be read, or where that is not clear. `find` gives the id of a
    component that is called by its name.
    """
    written = _written(node)
    is_list = not isinstance(node, yaml.MappingNode)
    if not written or (is_list and all(name in ids or find(name.strip()) for name in written)):
        return "", ""
    text = ", ".join(written).strip(_AROUND)
    if text.lower() in _ALL:
        return text, f"[{', '.join(ids)}]"
    for between in _BETWEEN:
        pieces = [piece.strip(_AROUND) for piece in between.split(text)]
        pairs = dict(_parse_piece(piece, find) for piece in pieces if piece)
        if not pairs or None in pairs:
            continue
        if all(pairs.values()):
            return ", ".join(written), f"{{{', '.join(f'{id}: {s}' for id, s in pairs.items())}}}"
        if not any(pairs.values()):
            return ", ".join(written), f"[{', '.join(map(str, pairs))}]"
    return "", ""


def _written(node: yaml.Node | None) -> list[str]:
    """The texts of a scalar or a list, and of a mapping in braces that has no values."""
    if isinstance(node, yaml.ScalarNode):
        return [str(node.value)]
    if isinstance(node, yaml.SequenceNode):
        return [text for item in node.value for text in _written_item(item)]
    if isinstance(node, yaml.MappingNode) and node.flow_style:
        is_list = not any(value.value for _, value in node.value)
        return [str(key.value) for key, _ in node.value] if is_list else []
    return []


def _written_item(item: yaml.Node) -> list[str]:
    if isinstance(item, yaml.MappingNode):
        return [f"{key.value}: {value.value}" for key, value in item.value]
    return _written(item)


def _parse_piece(piece: str, find: _Find) -> tuple[str | None, Status | None]:
    """The id and, if any, the status that a piece names; no id where either is unknown."""
    if id := find(piece):
        return id, None
    for match in _BEFORE_STATUS.finditer(piece[:_LONGEST]):
        status = parse_status(piece[match.end() :])
        id = find(piece[: match.start()].strip(_AROUND))
        if id and status:
            return id, status
    return None, None


def parse_status(text: str) -> Status | None:
    """The status that some words mean, if any."""
    word = re.sub(r"[\s-]", "_", text.strip(_AROUND).lower())
    status = SYNONYMS.get(word, word)
    return Status(status) if status in set(Status) else None
