"""Jinja's environment, with less to do for each document."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from types import CodeType, FunctionType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.meta import find_referenced_templates, find_undeclared_variables
from jinja2.parser import Parser

from statusgen.render.escaping import escape_text


class _Generator(CodeGenerator):
    def visit_Import(self, node: nodes.Import, frame: Frame) -> None:
        """A template that asks for nothing of a document's is made once, not for each of them."""
        if isinstance(node.template, nodes.Const) and self._stands_alone(node.template.value):
            node.with_context = False
        super().visit_Import(node, frame)

    def _stands_alone(self, name: str) -> bool:
        """Whether a template needs only what the environment has; broken ones fail later."""
        environment, loader = self.environment, self.environment.loader
        try:
            source, file, _ = loader.get_source(environment, name) if loader else ("", "", None)
            parsed = environment.parse(source, name, file)
        except jinja2.TemplateError:
            return False
        others = any(find_referenced_templates(parsed))
        return not others and find_undeclared_variables(parsed) <= environment.globals.keys()


class Once(Extension):
    """`{% once %}…{% endonce %}`: a part that is the same in all documents, made for the first.

    `{% once key %}` is made once for each key.
    """

    def __init__(self, environment: jinja2.Environment) -> None:
        super().__init__(environment)
        self.tags = {"once"}
        self.made: dict[tuple[str, object], str] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        """As `if key in made`, since what is there is asked for far more often than it is made."""
        line, none = next(parser.stream).lineno, nodes.Const(None)
        value = none if parser.stream.current.test("block_end") else parser.parse_expression()
        body = parser.parse_statements(("name:endonce",), drop_needle=True)
        key = nodes.Tuple([nodes.Const(f"{parser.filename}:{line}"), value], "load")
        made = self.attr("made")
        there = nodes.Compare(key, [nodes.Operand("in", made)])
        show = nodes.Output([nodes.Getitem(made, key, "load")])
        make = nodes.CallBlock(self.call_method("make", [key]), [], [], body)
        return nodes.If(there, [show], [], [make]).set_lineno(line)

    def make(self, key: tuple[str, object], caller: Callable[[], str]) -> str:
        """A part that is not there yet."""
        self.made[key] = caller()
        return self.made[key]


class _Template(jinja2.Template):
    """A template whose code looks first whether what it puts out needs escapes: most does not."""

    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> jinja2.Template:
        template = super().from_code(environment, code, globals, uptodate)
        assert isinstance(template.root_render_func, FunctionType)
        template.root_render_func.__globals__["escape"] = escape_text
        return template


class Templates(jinja2.Environment):
    """Templates that import each other, and are rendered many thousand times."""

    code_generator_class = _Generator
    template_class = _Template

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dict: each document copies it, which takes far longer of Jinja's chain of two."""
        return {**self.globals, **(d or {})}
