"""How Jinja makes code of templates: what is safe stays as it is, words are looked up once."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.meta import find_referenced_templates, find_undeclared_variables

from statusgen.render.escaping import escape_text


class _Generator(CodeGenerator):
    """Writes what Jinja's own does, in code that takes less time.

    Where a later Jinja does not ask these methods, its own code takes their place.
    """

    def _output_child_to_const(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> str:
        """A message without values never changes, so it becomes part of the template's text."""
        match node:
            case nodes.Call(node=nodes.Name(name="t"), args=[nodes.Const(value=told)], kwargs=[]):
                symbols, words = frame.symbols, self.environment.globals["t"]
                is_own = symbols.find_load(symbols.ref("t")) != ("resolve", "t")
                if callable(words) and not is_own:
                    return str(words(told))
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.escape(")
        else:
            super()._output_child_pre(node, frame, finalize)

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


class Templates(jinja2.Environment):
    """Jinja's environment, with code that takes less time."""

    code_generator_class = _Generator
    escape = staticmethod(escape_text)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dict: each document copies it, which takes far longer of Jinja's chain of two."""
        return {**self.globals, **(d or {})}
