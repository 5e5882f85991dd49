"""A theme: templates, a style sheet and scripts, and the options that a site may set."""

import contextlib
import hashlib
import re
import tomllib
import traceback
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import jinja2
import markupsafe
from jinja2.bccache import Bucket

from statusgen.model.digest import digest_of
from statusgen.model.findings import Finding, Findings, FindingsError, Level, Place
from statusgen.model.page import Page
from statusgen.read.suggest import suggest_word
from statusgen.render.accent import accent_pair, parse_colour
from statusgen.render.language.words import Words
from statusgen.render.templates import Once, QuickTemplate

INHERITED = "default"
"""The theme that all others inherit from; templates can name its own as `default/…`."""

FONT = "preview.ttf"
"""A theme's own font for pictures, TrueType or OpenType."""

Option = str | dict[str, str]


@dataclass(frozen=True)
class ThemeFile:
    """A file of a theme: its path, for messages, and its text."""

    path: str
    text: str


@dataclass(frozen=True)
class FontFile:
    """A font: its path, for messages, its bytes, and whether it is the site's own."""

    path: str
    content: bytes
    own: bool


def _parse_defaults(files: Mapping[str, ThemeFile], findings: Findings) -> dict[str, Option]:
    """The options in a theme's own `theme.toml`, and those that it inherits."""
    options: dict[str, Option] = {}
    for name in (f"{INHERITED}/theme.toml", "theme.toml"):
        file = files.get(name)
        if file is None:
            continue
        try:
            table = tomllib.loads(file.text).get("options", {})
            if isinstance(table, dict):
                options |= table
            else:
                fix = "write [options] on a line of its own, and name = value below"
                findings.error(Place(file.path), "theme", "options is not a table", fix)
        except tomllib.TOMLDecodeError as error:
            reason, _, where = str(error).partition(" (at ")
            numbers = [int(number) for number in re.findall(r"\d+", where)] or [1, 1]
            fix = "look at the quotes and brackets on this line"
            findings.error(Place(file.path, *numbers), "theme", f"this is not TOML: {reason}", fix)
    return options


def parse_options(
    files: Mapping[str, ThemeFile], page: Page, findings: Findings
) -> dict[str, Option]:
    """The theme's options as the site sets them, else their defaults.

    Reports options that the theme does not have, values of the wrong kind, and unknown colours.
    """
    options = _parse_defaults(files, findings)
    for key, value in page.theme_options:
        place = page.place(f"theme.{key}")
        if key not in options:
            fix = suggest_word(key, ["name", *options])
            findings.error(place, "unknown-key", f'the theme has no option "{key}"', fix)
        elif isinstance(options[key], dict) is not isinstance(value, tuple):
            several = isinstance(options[key], dict)
            wanted = "names with values" if several else "one text"
            fix = f"write {key}: {{name: value}}" if several else f"write {key}: ..."
            findings.error(place, "bad-value", f'the option "{key}" must be {wanted}', fix)
        else:
            options[key] = dict(value) if isinstance(value, tuple) else value
    accent = options.get("accent")
    if isinstance(accent, str) and accent and parse_colour(accent) is None:
        fix = 'write it like "#1f4fd8", in quotes'
        place = page.place("theme.accent")
        findings.error(place, "bad-colour", f'the accent "{accent}" is not a colour', fix)
    return options


@dataclass(frozen=True)
class CompiledTemplates(jinja2.BytecodeCache):
    """The code of templates, by Jinja's keys."""

    codes: dict[str, bytes] = field(default_factory=dict)

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self.codes.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key] = bucket.bytecode_to_string()


@dataclass(frozen=True)
class Theme:
    """A theme ready to render.

    `files` are by their path inside the theme; where a site overrides one, it is the site's. The
    default theme's own are under `default/` as well.
    """

    files: Mapping[str, ThemeFile]
    options: Mapping[str, Option]
    words: Words
    uptime_days: int
    _compiled: CompiledTemplates = field(
        default_factory=CompiledTemplates, repr=False, compare=False
    )

    @cached_property
    def style(self) -> str:
        """The style sheets without comments, and what options add to them."""
        light, dark = accent_pair(str(self.options.get("accent") or "#1f4fd8"))
        rules = f":root{{--days:{self.uptime_days};--accent:{light}}}"
        rules += f"@media(prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}"
        extra = self.files.get("static/extra.css")
        sheets = [self.files["static/style.css"].text, extra.text if extra else ""]
        return _compact("\n".join(sheets)) + rules

    @cached_property
    def script(self) -> str:
        return self.files["static/script.js"].text.strip()

    @cached_property
    def embed_script(self) -> str:
        """The function that draws a banner on other sites, as a JavaScript expression."""
        return self.files["static/embed.js"].text.strip().rstrip(";")

    def policy(self, data: str = "") -> str:
        """The Content-Security-Policy that allows exactly this style and script.

        `data` is the text of a data block in a `script` element. Browsers would not need it here,
        since they do not run it, but HTML checkers do.
        """
        style, script = self._sources
        more = f" {policy_source(data)}" if data else ""
        return (
            f"default-src 'none'; style-src {style}; script-src {script}{more}; "
            # Lighthouse reads robots.txt from inside the page; nothing else connects anywhere.
            "img-src 'self' data:; media-src 'self'; connect-src 'self'; "
            "base-uri 'none'; form-action 'none'"
        )

    @cached_property
    def _sources(self) -> tuple[str, str]:
        return policy_source(self.style), policy_source(self.script)

    @cached_property
    def digest(self) -> str:
        """Changes when anything in the theme does."""
        parts = sorted((name, file.text) for name, file in self.files.items())
        return digest_of(repr((parts, sorted(self.options.items()))))

    @cached_property
    def _environment(self) -> jinja2.Environment:
        environment = jinja2.Environment(
            extensions=(Once,),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            loader=jinja2.FunctionLoader(self._load),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=self._compiled,
        )
        environment.template_class = QuickTemplate
        environment.globals |= {
            "t": self.words.html,
            "nt": lambda *a, **k: markupsafe.escape(self.words.nt(*a, **k)),
            "options": self.options,
            "style": markupsafe.Markup(self.style),
            "script": markupsafe.Markup(self.script),
            "language": self.words.language,
            "direction": self.words.direction,
        }
        return environment

    def _load(self, name: str) -> tuple[str, str, Any] | None:
        theme, slash, rest = name.partition("/")
        shipped = theme == INHERITED and slash
        file = self.files.get(f"{theme}/templates/{rest}" if shipped else f"templates/{name}")
        return (file.text, file.path, lambda: True) if file else None

    def compile(self) -> dict[str, bytes]:
        """The code of all templates without errors; the others raise theirs when rendered."""
        for path in self.files:
            folder, _, name = path.partition("/")
            if folder == "templates":
                with contextlib.suppress(jinja2.TemplateError):
                    self._environment.get_template(name)
        return self._compiled.codes

    def resume(self, before: Self) -> None:
        """Use what an earlier theme compiled, if its files were the same."""
        if before.files == self.files:
            self.add_compiled(before._compiled.codes)

    def add_compiled(self, codes: dict[str, bytes] | None) -> None:
        """Use what the same theme compiled in another process, if it did."""
        self._compiled.codes.update(codes or {})

    def render(self, template: str, **values: object) -> bytes:
        """A document. Raises FindingsError with the template's file and line if that fails."""
        try:
            text = self._environment.get_template(template).render(**values)
        except Exception as error:
            raise FindingsError([self._explain(error, template)]) from error
        return text.encode()

    def _explain(self, error: Exception, template: str) -> Finding:
        """The finding for whatever a template raised, at the innermost line of a template."""
        paths = {file.path for file in self.files.values()}
        frames = [
            Place(frame.filename, frame.lineno or 1)
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename in paths
        ]
        file = self.files.get(f"templates/{template}")
        place = frames[-1] if frames else Place(file.path if file else template)
        if isinstance(error, jinja2.TemplateSyntaxError):
            place = Place(error.filename or error.name or template, error.lineno)
        message = str(error) or type(error).__name__
        if isinstance(error, jinja2.TemplateNotFound):
            message = f"there is no template {error.name}"
        if isinstance(error, RecursionError):
            message = "it extends or includes itself; default/... names the one it overrides"
        message = f"the template fails: {message}"
        return Finding(Level.ERROR, place, "theme", message, "fix the template")


_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s*\n\s*")


def _compact(css: str) -> str:
    """A style sheet without comments, indentation and empty lines."""
    return _BLANKS.sub("\n", _COMMENTS.sub("", css)).strip()


def policy_source(text: str) -> str:
    """The source that allows an inline text in a Content-Security-Policy (level 3)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
