"""A site's own theme: what it overrides, what it inherits, and where its mistakes are."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from small_site import HARBOUR
from statusgen.model.findings import FindingsError
from statusgen.pipeline.load import load_site
from statusgen.render.accent import accent_pair, contrast, parse_colour
from statusgen.render.logo import inline_svg
from web import CHECKOUT

NOW = datetime.fromisoformat("2026-11-21T22:00+08:00")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def front_page(root: Path, **files: str) -> str:
    """The front page of a small site with these files in its theme."""
    HARBOUR.write(root)
    for name, text in files.items():
        file = root / "themes/default" / name.replace("__", "/").replace("_dot_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    site = load_site(root, NOW)
    return next(site.produce(o) for o in site.outputs if o.path == "index.html").decode()


def test_a_site_overrides_one_template_and_inherits_the_rest(tmp_path: Path) -> None:
    own = '{% extends "default/front.html" %}{% block foot %}Mind the gap.{% endblock %}'
    page = front_page(tmp_path, templates__front_dot_html=own)
    assert "Mind the gap." in page
    assert '<h2 id="components">' in page


def parts_with(shown: str) -> str:
    """The shipped parts, where a state's word is something else."""
    shipped = (CHECKOUT / "themes/default/templates/parts.html").read_text("utf-8")
    assert "{{ view.word }}" in shipped
    return shipped.replace("{{ view.word }}", shown)


def test_parts_of_a_site_know_what_all_documents_share(tmp_path: Path) -> None:
    own = parts_with('{{ language }}: {{ t("Components") }} {{ options.accent }}|')
    assert "en: Components #1f4fd8|" in front_page(tmp_path, templates__parts_dot_html=own)


def test_parts_of_a_site_know_of_a_document_only_what_they_are_given(tmp_path: Path) -> None:
    told = r"themes/default/templates/parts.html:14:1: error: .* 'document' is undefined"
    with pytest.raises(FindingsError, match=told):
        front_page(tmp_path, templates__parts_dot_html=parts_with("{{ document.type }}"))


def test_a_template_may_have_a_t_of_its_own(tmp_path: Path) -> None:
    own = '{% macro t(word) %}<b>{{ word }}</b>{% endmacro %}{{ t("History & more") }}'
    page = front_page(tmp_path, templates__front_dot_html=own)
    assert page == "<b>History &amp; more</b>"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{{ options.it }}|{{ options.it | safe }}", '&lt;b&gt; &amp; &#34;|<b> & "'),
        ("{% macro m(x) %}{{ x }}<i>{% endmacro %}{{ m(options.it) }}", "&lt;b&gt; &amp; &#34;<i>"),
        ("{% set s %}{{ options.it }}{% endset %}{{ s ~ 7 }}", "&lt;b&gt; &amp; &#34;7"),
        ("{{ [options.it, '<' | safe] | join('&') }}", "&lt;b&gt; &amp; &#34;&amp;<"),
        ("{% filter upper %}{{ options.it }}{% endfilter %}", "&LT;B&GT; &AMP; &#34;"),
        ("{% autoescape false %}{{ options.it }}{% endautoescape %}", '<b> & "'),
        ("{{ 7 }}|{{ none }}|{{ front.current | length }}", "7|None|1"),
    ],
)
def test_all_that_is_not_html_is_escaped_once(tmp_path: Path, template: str, told: str) -> None:
    options = """[options]\nit = '<b> & "'"""
    page = front_page(tmp_path, theme_dot_toml=options, templates__front_dot_html=template)
    assert page == told


def test_a_site_adds_what_differs_to_parts_that_are_made_once(tmp_path: Path) -> None:
    own = """{% extends "default/base.html" %}{% block header %}{{ super() }}
<i>{{ document.heading }}</i>{% once %}{{ document.heading }}{% endonce %}
{% once document.type %}<b>{{ document.type }}</b>{% endonce %}{% endblock %}"""
    HARBOUR.write(tmp_path)
    (tmp_path / "themes/default/templates").mkdir(parents=True)
    (tmp_path / "themes/default/templates/base.html").write_text(own, "utf-8")
    site = load_site(tmp_path, NOW)
    pages = {o.path: site.produce(o).decode() for o in site.outputs if o.path.endswith("html")}
    incident = pages["incidents/tickets/index.html"]
    assert {"<b>website</b>"} == set(re.findall("<b>.*?</b>", pages["404.html"]))
    assert "<b>article</b>" in incident
    assert "<i>There is nothing here</i>" in pages["404.html"]
    first = set(re.findall("</i>(.*?)<b>", "".join(pages.values()), re.DOTALL))
    assert len(first) == 1, first
    assert incident.count('class="skip"') == 1


def test_a_few_rules_of_a_site_come_after_the_inherited_style(tmp_path: Path) -> None:
    page = front_page(tmp_path, static__extra_dot_css="h1 { color: maroon; }")
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert style.index(".lead {") < style.index("h1 { color: maroon; }")


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("\n{{ nothing }}", "themes/default/templates/front.html:2:1: error: the template fails"),
        ("{% if %}", "themes/default/templates/front.html:1:1: error: the template fails"),
        ("\n{% once %}\n{{ nothing }}{% endonce %}", "front.html:3:1: error"),
        ("\n\n{{ front.nothing }}", "themes/default/templates/front.html:3:1: error"),
        ('{% include "no.html" %}', "there is no template no.html"),
        ('{% extends "front.html" %}', "it extends or includes itself"),
    ],
)
def test_a_template_that_fails_says_where(tmp_path: Path, template: str, told: str) -> None:
    with pytest.raises(FindingsError, match=re.escape(told)) as failed:
        front_page(tmp_path, templates__front_dot_html=template)
    assert failed.value.findings[0].code == "theme"


@pytest.mark.parametrize("colour", ["#1f4fd8", "#fff", "#000000", "#ffee00", "#808080"])
def test_an_accent_can_be_read_on_light_and_on_dark_paper(colour: str) -> None:
    for accent, papers in zip(
        accent_pair(colour), (("#fbfaf8", "#ffffff"), ("#121316", "#1a1c20")), strict=True
    ):
        for paper in papers:
            one, other = parse_colour(accent), parse_colour(paper)
            assert one
            assert other
            assert contrast(one, other) >= 4.5


def test_a_readable_accent_stays_as_it_is() -> None:
    assert accent_pair("#1f4fd8")[0] == "#1f4fd8"


def test_a_small_drawing_becomes_part_of_the_page() -> None:
    drawn = inline_svg(SVG.format('<circle cx="4" cy="4" r="4"/>').encode())
    assert drawn
    assert 'class="logo"' in drawn
    assert 'aria-hidden="true"' in drawn


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path onload="alert(1)" d="M0 0"/>',
        '<a href="https://x.example/"><path d="M0 0"/></a>',
        '<image href="https://x.example/a.png"/>',
        '<path style="fill:url(https://x.example/)" d="M0 0"/>',
        '<path fill="url(https://x.example/)" d="M0 0"/>',
        "<foreignObject/>",
        "<path d='M0 0'>",
        f'<path d="{"M0 0" * 1000}"/>',
    ],
)
def test_a_drawing_that_is_more_than_shapes_stays_a_file(inside: str) -> None:
    assert inline_svg(SVG.format(inside).encode()) is None
