"""A site that is edited while it is shown: at each step it is what a build would make of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import Environment

from small_site import DELAY, HARBOUR, NOW, SmallSite, build_in_memory
from statusgen.pipeline.load import load_site
from statusgen.serve.live import LiveSite
from web import CHECKOUT

LATER = HARBOUR.having(**{"incidents/2026/boats.md": DELAY.replace("Fog", "Mist")})
TOLD = HARBOUR.having(
    **{"incidents/2026/boats.md": DELAY.replace("components", "affected: Everyone.\ncomponents")}
)
THEME = "themes/default"
KEYED = """{% extends "default/entry.html" %}
{% block foot %}{% once entry.href %}{{ entry.description }}{% endonce %}{% endblock %}
"""
PARTS = (CHECKOUT / THEME / "templates" / "parts.html").read_text("utf-8")
PARTS = PARTS.replace("<article ", "<article title=\"{{ t('Components') }}\" ")
STEPS: dict[str, SmallSite | dict[str, str]] = {
    "an entry": LATER,
    "a component": replace(LATER, components=(("web", "Ticket shop"), ("app", "App"))),
    "the page": replace(LATER, more='contact: {label: "Harbour office", url: "tel:123"}\n'),
    "the language": replace(LATER, more="language: af\n"),
    "an entry in it": replace(HARBOUR, more="language: af\n"),
    "a part made once": {f"{THEME}/templates/entry.html": KEYED},
    "what it tells": TOLD,
    "what others import": {f"{THEME}/templates/parts.html": PARTS},
    "a template": {f"{THEME}/templates/month.html": "{{ document.heading }}"},
    "the template again": {f"{THEME}/templates/month.html": "{{ document.title }}"},
    "the style": {f"{THEME}/static/extra.css": "body { color: maroon }"},
    "the words": {"locales/af.po": 'msgid "Resolved"\nmsgstr "Verby"\n'},
}


def live_at(root: Path) -> LiveSite:
    live = LiveSite(root, lambda: (NOW, None))
    assert live.reload(), live.findings
    return live


def test_after_each_change_it_is_what_a_build_would_write(tmp_path: Path) -> None:
    live = live_at(HARBOUR.write(tmp_path))
    for changed, step in STEPS.items():
        if isinstance(step, SmallSite):
            step.write(tmp_path)
        else:
            for path, text in step.items():
                (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / path).write_text(text, "utf-8")
        assert live.reload(), (changed, live.findings)
        whole = build_in_memory(load_site(tmp_path, NOW, drafts=True))
        different = [path for path, content in whole.items() if live.find(path) != content]
        assert different == [], changed


@pytest.mark.parametrize("more", ["", "language: af\n"])
def test_templates_are_not_compiled_again_where_only_texts_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    live = live_at(replace(HARBOUR, more=more).write(tmp_path))
    live.find("incidents/boats/index.html")

    def refuse(*_: object, **_more: object) -> None:
        raise AssertionError("a template is compiled")

    monkeypatch.setattr(Environment, "compile", refuse)
    replace(LATER, more=f"description: Ferries\n{more}").write(tmp_path)
    assert live.reload()
    assert b"Mist" in (live.find("incidents/boats/index.html") or b"")


def test_no_page_of_an_earlier_server_has_the_same_generation(tmp_path: Path) -> None:
    root = HARBOUR.write(tmp_path)
    assert live_at(root).generation != live_at(root).generation
