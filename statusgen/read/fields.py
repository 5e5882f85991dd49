"""Typed values from YAML nodes; whatever does not fit becomes a finding at its place."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from functools import cache, partial
from itertools import takewhile
from typing import TypeVar

import yaml

from statusgen.model.findings import Findings, Place
from statusgen.read.frontmatter import parse_yaml, quote
from statusgen.read.scalars import indexes_in_scalar
from statusgen.read.source import Source, find_control
from statusgen.read.suggest import suggest_word
from statusgen.read.timestamps import BadTime

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)


class Form:
    """A YAML mapping being read key by key; `today` is the day in examples.

    Call `close` at the end: it reports the keys that nobody asked for, and those that are missing.
    """

    def __init__(
        self, node: yaml.MappingNode, source: Source, today: date, findings: Findings
    ) -> None:
        self.source, self.findings = source, findings
        self._node, self.today = node, today
        self._asked: dict[str, None] = {}
        self._missing: set[str] = set()
        self._values: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not name:
                self.error(key, "yaml", "a key must be a plain word", "write key: value")
            elif name in self._values:
                first = self.place(self._values[name][0]).line
                self.error(key, "repeated-key", f'"{name}" is given twice', f"see line {first}")
            else:
                self._values[name] = (key, value)

    def place(self, node: yaml.Node | None = None) -> Place:
        mark = (node or self._node).start_mark
        return Place(self.source.path, self.source.line + mark.line, mark.column + 1)

    def error(self, node: yaml.Node | None, code: str, message: str, fix: str = "") -> None:
        self.findings.error(self.place(node), code, message, fix)

    def error_at(self, name: str, code: str, message: str, fix: str) -> None:
        """An error at the value of a key."""
        self.findings.error(self.place_of(name), code, message, fix)

    def warning_at(self, name: str, code: str, message: str, fix: str) -> None:
        """A warning at the value of a key."""
        self.findings.warning(self.place_of(name), code, message, fix)

    def bad_value(self, name: str, text: str, fix: str) -> None:
        self.error_at(name, "bad-value", f'"{name}" is "{text}"', fix)

    def place_of(self, name: str) -> Place:
        """The place of a key's value; that of the mapping where the key is left out."""
        return self.place(self._values[name][1] if name in self._values else None)

    def place_of_key(self, name: str) -> Place:
        return self.place(self._values[name][0])

    def locator(self, name: str) -> Callable[[int], Place]:
        """Gives the place of an offset in a scalar's text; that of the scalar if it is unknown."""
        node = self._values[name][1]
        assert isinstance(node, yaml.ScalarNode)
        indexes = cache(partial(indexes_in_scalar, self.source.text, node))

        def locate(offset: int) -> Place:
            found = indexes()[offset : offset + 1]
            return self.source.place(found[0]) if found else self.place(node)

        return locate

    def has(self, name: str) -> bool:
        """Whether there is a key, with or without a value."""
        return name in self._values

    def node(self, name: str) -> yaml.Node | None:
        """The value of a key, None where it is left out or blank."""
        self._asked[name] = None
        if name not in self._values:
            return None
        node = self._values[name][1]
        if isinstance(node, yaml.ScalarNode) and not node.value.strip() and not node.style:
            self._loses_words(node)
            return None
        return node

    def text(self, name: str, required: bool = False, sentence: bool = False) -> str | None:
        """A scalar's text, without blanks around it; no comment may cut a `sentence`."""
        node = self.node(name)
        text = None if node is None else self.scalar(node, f'"{name}"', sentence=sentence)
        if required and (node is None or text == ""):
            if name in self._values and not self._has_error(self.place_of(name).line):
                message, fix = f'"{name}" is blank', f'write it after "{name}:"'
                self.error(self._values[name][0], "missing-key", message, fix)
            elif name not in self._values:
                self._missing.add(name)
        return text

    def _has_error(self, line: int) -> bool:
        return any(error.place.line == line for error in self.findings.errors)

    def scalar(
        self, node: yaml.Node, what: str, fix: str = "put it in quotes", sentence: bool = False
    ) -> str | None:
        """The text of a node that must be a scalar."""
        if not isinstance(node, yaml.ScalarNode):
            if sentence and isinstance(node, yaml.CollectionNode) and not node.flow_style:
                fix = "write a | after the colon above"
                if not node.start_mark.column:
                    fix += ", and two blanks before each line below it"
            self.error(node, "not-text", f"{what} must be a text", fix)
            return None
        if control := find_control(node.value):
            message = f"{what} holds a control character ({control[1]})"
            self.error(node, "control-character", message, "take it out")
            return None
        return None if self._loses_words(node, sentence) else str(node.value).strip()

    def _loses_words(self, node: yaml.ScalarNode, sentence: bool = False) -> bool:
        """Whether YAML drops words: as an unintended comment (`#3`) or tag (`!now`).

        A `# 3` is a comment on purpose, except after a sentence.
        """
        first = self.source.text[node.start_mark.index :].partition("\n")[0]
        rest = self.source.text[node.end_mark.index :].partition("\n")[0].strip()
        if first[:1] in {"!", "&"}:
            word, mark = first.split()[0], first[0]
            reason = f"YAML takes a word that begins with {mark} for a tag"
        elif not node.style and rest.startswith("#") and (sentence or rest[1:2].strip("# ")):
            word, reason = rest, "YAML takes a # after a blank for a comment"
        else:
            return False
        message = f'"{word}" would be lost: {reason}'
        end = self.source.text.find("\n", node.end_mark.index)
        lines = self.source.text[node.start_mark.index : end].split("\n")
        text = " ".join(map(str.strip, lines)) if node.value else rest
        fix = f"put the whole text in quotes: {quote(text)}"
        if node.value and len(lines) > 1:
            begin = self.source.text[: node.start_mark.index].rpartition("\n")[2].lstrip()
            fix = f"write these {len(lines)} lines as one: {begin}{quote(text)}"
        if rest.startswith("# "):
            fix += "; or put the comment on a line of its own"
        after = self.source.text.find(rest, node.end_mark.index) if not node.value else -1
        place = self.place(node) if after < 0 else self.source.place(after)
        self.findings.error(place, "lost-words", message, fix)
        return True

    def read(self, name: str, parse: Callable[[str], T], required: bool = False) -> T | None:
        """A scalar through a parser that may raise BadTime."""
        text = self.text(name, required)
        if not text:
            return None
        try:
            return parse(text)
        except BadTime as error:
            self.error_at(name, error.code, str(error), error.fix(self.today))
            return None

    def choice(self, name: str, kinds: type[Choice]) -> Choice | None:
        """One of a few words."""
        text = self.text(name)
        return None if text is None else self.parse_choice(text, self.place_of(name), name, kinds)

    def parse_choice(
        self, text: str, place: Place, what: str, kinds: type[Choice]
    ) -> Choice | None:
        try:
            return kinds(text.lower().replace(" ", "_").replace("-", "_"))
        except ValueError:
            message, known = f'unknown {what} "{text}"', {str(kind): kind for kind in kinds}
            message = message if text else f"this {what} is blank"
            self.findings.error(place, f"unknown-{what}", message, suggest_word(text, known))
            return None

    def flag(self, name: str) -> bool:
        """`true` or `false`, as people write them; false where left out."""
        text = (self.text(name) or "false").lower()
        if text not in {"true", "yes", "on", "false", "no", "off"}:
            self.bad_value(name, text, "write true or false")
        return text in {"true", "yes", "on"}

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        """A whole number within bounds."""
        text = self.text(name)
        if text is None:
            return default
        if not (
            text.isascii() and text.isdigit() and len(text) < 10 and lowest <= int(text) <= highest
        ):
            self.bad_value(name, text, f"write a whole number from {lowest} to {highest}")
            return default
        return int(text)

    def items(self, name: str) -> list[yaml.Node]:
        """The items of a list."""
        node = self.node(name)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            message = f'"{name}" must be a list'
            self.error(node, "not-a-list", message, "write each item on its own line after a -")
            return []
        return list(node.value)

    def forms(self, name: str) -> Iterator["Form"]:
        """The items of a list of mappings."""
        for node in self.items(name):
            if isinstance(node, yaml.MappingNode):
                yield Form(node, self.source, self.today, self.findings)
            else:
                message = f'each item of "{name}" must be keys and values'
                self.error(node, "bad-value", message, "write - key: value")

    def form(self, name: str) -> "Form | None":
        """A mapping inside this one."""
        node = self.node(name)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.error(node, "bad-value", f'"{name}" must be keys and values', "write key: value")
            return None
        return Form(node, self.source, self.today, self.findings)

    @property
    def pairs(self) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Every key with its node and its value's; all of them count as asked for."""
        self._asked |= dict.fromkeys(self._values)
        return ((name, key, value) for name, (key, value) in self._values.items())

    def close(self, explain: Callable[[str], str] = lambda _: "") -> None:
        """Report the keys that are not known, and those that are missing and not among them.

        `explain` gives the fix for some of them.
        """
        for name, (key, _) in self._values.items():
            if name not in self._asked:
                fix = self._explain_comma(name) or explain(name) or suggest_word(name, self._asked)
                meant = re.fullmatch(r'did you mean "(.*)"\?', fix)
                if meant and meant[1] in self._missing:
                    self._missing.discard(meant[1])
                elif meant and meant[1] in self._values:
                    first = self.place(self._values[meant[1]][0]).line
                    fix = f'"{meant[1]}" is on line {first} already; take this one out'
                self.error(key, "unknown-key", f'unknown key "{name}"', fix)
        for name in self._missing:
            self.error(None, "missing-key", f'there is no "{name}"', f"add a line {name}: ...")

    def _explain_comma(self, name: str) -> str:
        """How to write a text of which a comma inside braces has made keys; those are asked for."""
        names = list(self._values) if self._node.flow_style else [name]
        first = names.index(name)
        rest = list(takewhile(self._is_bare, names[first:]))
        value = self._values[names[first - 1]][1]
        if not (first and rest and isinstance(value, yaml.ScalarNode)):
            return ""
        self._asked |= dict.fromkeys(rest)
        text = quote(", ".join([value.value, *rest]))
        return f"put the whole text in quotes: {names[first - 1]}: {text}"

    def _is_bare(self, name: str) -> bool:
        """Whether a key is not known, and has no value."""
        value = self._values[name][1]
        is_blank = isinstance(value, yaml.ScalarNode) and not value.value
        return is_blank and name not in self._asked


def parse_form(source: Source, today: date, findings: Findings) -> Form | None:
    """The mapping that a YAML text is; None, and an error, where it is none."""
    node = parse_yaml(source, findings)
    return None if node is None else Form(node, source, today, findings)
