"""What the page says: every word from a catalogue, every number, date and list by its locale."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from lxml import etree

from output import Tree
from small_site import SmallSite, build_in_memory, entry, update
from statusgen.model.findings import Finding, FindingsError, Level
from statusgen.pipeline.load import load_site
from statusgen.render.language.words import Words, locale_of
from statusgen.render.pages import documents
from tiers import tiers
from web import CHECKOUT

LANGUAGES = ("af", "en")
KEYWORDS = {"t": None, "html": None, "mark": None, "nt": (1, 2)}
SOURCES = (("statusgen", [("**.py", "python")]), ("themes", [("**.html", "jinja2")]))
OPTIONS = {"**.html": {"extensions": "statusgen.render.templates.Once", "silent": "false"}}
AT = datetime(2026, 11, 21, 14, tzinfo=UTC)
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
Message = tuple[str, ...]
"""A message's English: one text, or its singular and its plural."""

OUTAGE = entry(
    "Kaartjies kan nie gekoop word nie",
    update("2026-11-21 15:10", "Update", "Byna reg.", "Next update: 18:00"),
    update("2026-11-21 11:00", "Identified", "Sertifikaat.", "Edited: 2026-11-21 11:20 Spelfout"),
    update("2026-11-21 10:00", "Investigating", "Ons soek.", "Next update: 10:30"),
    components="{web: major_outage}",
    action="Koop by die pier.",
    affected="Almal.",
)
DELAY = entry(
    "Bote is vertraag",
    update("2026-11-15 12:00", "Postmortem", "Wat ons geleer het."),
    update("2026-11-14 12:03", "Resolved", "Son.", "Components: app = operational"),
    update("2026-11-14 10:00", "Monitoring", "Dit lig.", "Next update: 2026-11-14 12:05"),
    update("2026-11-11 09:58", "Investigating", "Mis.", "Components: app = partial_outage"),
    components="[app]",
    affected="Almal.",
    cause="Mis.",
    data_loss="Niks.",
    make_good="[{offer: Geld terug, who: Almal, due: 2026-11-16, done: 2026-11-17}, "
    "{offer: Koffie, due: 2026-12-01}, {offer: Tee, done: 2026-11-17}]",
)
BRIEF = entry(
    "Kort",
    update("2026-10-02 09:00", "Resolved", "Verby."),
    components="{app: degraded_performance}",
    impact="none",
    started="2026-10-02 08:00",
    restored="2026-10-02 08:00",
)
SMALL = entry("Gering", update("2025-01-02 09:00", "Resolved", "Verby."), impact="minor")


def work(starts: str, ends: str, *updates: str) -> str:
    return entry("Nuwe pier", *updates, starts=starts, ends=ends, components="[app]")


PLANNED = update("2026-11-01 09:00", "Scheduled", "Ons bou.")
HAWE = SmallSite(
    components=(("web", "Winkel"), ("app", "Toep"), ("new", "Nuut")),
    more="language: af\ncontact: {label: Bel ons, url: 'https://hawe.example/'}\n"
    "source: https://git.example/{path}\n",
    files={
        "incidents/kaartjies.md": OUTAGE,
        "incidents/bote.md": DELAY.replace("title:", "aliases: [boot]\ntitle:"),
        "incidents/kort.md": BRIEF,
        "incidents/gering.md": SMALL,
        "incidents/weg.md": SMALL.replace("title: Gering", "title: Weg\nremoved: 2025-01-02 Nee."),
        "maintenance/weg-ook.md": work("2026-11-10 15:00", "2026-11-10 18:00").replace(
            "title:", "removed: 2026-11-21 Nee.\ntitle:"
        ),
        "incidents/konsep.md": SMALL.replace("title: Gering", "title: Konsep\ndraft: true"),
        "maintenance/later.md": work("2026-12-01 01:00", "2026-12-01 03:00", PLANNED),
        "maintenance/nou.md": work("2026-11-21 15:00", "2026-11-21 18:00", PLANNED),
        "maintenance/toets.md": work(
            "2026-11-20 15:00", "2026-11-23 18:00", update("2026-11-20 16:00", "Verifying", "Kyk.")
        ),
        "maintenance/af.md": work(
            "2026-11-12 15:00", "2026-11-12 18:00", update("2026-11-11 09:00", "Cancelled", "Nee.")
        ),
        "maintenance/klaar.md": work("2026-11-10 15:00", "2026-11-10 18:00", PLANNED),
    },
)
"""A site whose own words are all Afrikaans, with every state that there is."""


@cache
def messages() -> frozenset[Message]:
    """Every message that the code and the templates ask for."""
    found: set[Message] = set()
    for folder, methods in SOURCES:
        for row in extract_from_dir(CHECKOUT / folder, methods, OPTIONS, KEYWORDS):
            found.add(forms(row[2]))
    return frozenset(found)


def forms(text: str | list[str] | tuple[str, ...]) -> Message:
    return (text,) if isinstance(text, str) else tuple(text)


@cache
def catalogue(language: str) -> Catalog:
    file = CHECKOUT / "statusgen" / "locales" / f"{language}.po"
    with file.open("rb") as content:
        return read_po(content, locale=language, abort_invalid=True)


@cache
def pairs(language: str) -> dict[Message, Message]:
    return {forms(m.id): forms(m.string or "") for m in catalogue(language) if m.id}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def pieces(text: str) -> set[str]:
    """The words of a message between its placeholders, where they are long enough to tell."""
    parts = (part.strip(" :,.·–()") for part, *_ in Formatter().parse(text))
    return {part for part in parts if re.search(r"\w{4}", part)}


def afrikaans(root: Path, page: SmallSite = HAWE) -> Tree:
    """Every output of a site in South Africa, and the placeholder that a build begins with."""
    file = page.write(root) / "content" / "site.yaml"
    file.write_text(file.read_text().replace("Asia/Singapore", "Africa/Johannesburg"))
    site = load_site(root, AT, drafts=True)
    first = documents.render_placeholder(site.renderer, None)
    return {**build_in_memory(site), "placeholder.html": first}


def said(path: str, content: bytes) -> str:
    """All that a person may see or hear of an output: text, labels, titles, linked data."""
    if path == "embed.js":
        told = content.decode().rpartition("})(")[2].removesuffix(");\n")
        return "\n".join(json.loads(told).values()) if told.startswith("{") else ""
    if not path.endswith((".html", ".rss", ".atom", ".svg")):
        return ""
    root = etree.HTML(content) if path.endswith(".html") else etree.fromstring(content)
    return re.sub(r"\S*/\S+", "", "\n".join(_said(root)))  # no addresses


def _said(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        name, text = etree.QName(element).localname, element.text or ""
        if name == "script" and element.get("type"):
            yield json.dumps(json.loads(text), ensure_ascii=False)
        elif name not in {"script", "style"}:
            yield html.unescape(re.sub(r"<[^>]*>", " ", text)) if "</p>" in text else text
        yield element.tail or ""
        for attribute, value in element.attrib.items():
            if attribute in {"aria-label", "title", "alt", "content"} or "data-" in attribute:
                yield value


def in_language(tag: str) -> SmallSite:
    return replace(HAWE, more=f"language: {tag}\n")


def problems(page: SmallSite, root: Path) -> tuple[Finding, ...]:
    with pytest.raises(FindingsError) as caught:
        page.load(root)
    return caught.value.findings


def with_catalogue(root: Path, name: str, text: str | bytes) -> None:
    file = root / "locales" / f"{name}.po"
    file.parent.mkdir()
    file.write_bytes(text.encode() if isinstance(text, str) else text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_exactly_the_messages_of_the_product(language: str) -> None:
    assert len(messages()) > 50
    assert sorted(messages() - pairs(language).keys()) == [], "missing"
    assert sorted(pairs(language).keys() - messages()) == [], "no longer asked for"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_whole(language: str) -> None:
    assert not catalogue(language).obsolete
    assert [m.id for m in catalogue(language) if m.id and m.fuzzy] == []
    for source, target in pairs(language).items():
        assert all(text.strip() for text in target), source
        assert len(target) == (1 if len(source) == 1 else catalogue(language).num_plurals)
        for text in target:
            assert fields(text) == fields(source[-1]), source


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_names_no_person_date_or_path_and_is_in_order(language: str) -> None:
    file = CHECKOUT / "statusgen" / "locales" / f"{language}.po"
    text = file.read_text("utf-8")
    assert not re.search(r"(?m)^#:|Date:|Translator:|@", text)
    assert list(pairs(language)) == sorted(pairs(language))


def test_the_english_catalogue_says_what_the_messages_say() -> None:
    assert all(source == target for source, target in pairs("en").items())


FOR_PROGRAMS = ("api/", "history.atom", "history.rss", "metrics")
"""What programs look for certain words in, which are English everywhere."""


def test_an_afrikaans_site_says_no_english_word(tmp_path: Path) -> None:
    ours = {p for target in pairs("af").values() for text in target for p in pieces(text)}
    english = {p for source in pairs("af") for text in source for p in pieces(text)}
    english = {p for p in english if not any(p.lower() in own.lower() for own in ours)}
    assert len(english) > 60
    word = re.compile("|".join(rf"(?<!\w){re.escape(p)}(?!\w)" for p in sorted(english)), re.I)
    for path, content in afrikaans(tmp_path).items():
        if not path.startswith(FOR_PROGRAMS):
            assert word.findall(said(path, content)) == [], path


def test_an_afrikaans_site_says_every_word_of_the_catalogue(tmp_path: Path) -> None:
    calm = afrikaans(tmp_path, replace(HAWE, files={}))
    busy = afrikaans(tmp_path)
    outputs = (*calm.items(), *busy.items())
    whole = "\n".join(said(path, content) for path, content in outputs)
    told = whole.lower()
    unused = {p for t in pairs("af").values() for p in pieces(t[-1]) if p.lower() not in told}
    assert unused == set()


def test_afrikaans_numbers_times_and_lists_are_written_as_cldr_has_them(tmp_path: Path) -> None:
    tree = afrikaans(tmp_path)
    delay = said("x.html", tree["incidents/bote/index.html"])
    assert "3 dae, 2 uur" in delay
    assert "14 November 2026, 12:03 SAST" in delay
    assert re.search(r"\d\d,\d\d%", said("x.html", tree["components/app/index.html"]))


@tiers("step", quick=5, slow=1)
def test_durations_name_every_unit_in_every_language(step: int) -> None:
    for name in locale_identifiers()[::step]:
        words = Words(name, Locale.parse(name), ZoneInfo("UTC"))
        told = words.duration(timedelta(days=3, hours=5))
        assert "duration" not in told, name
        assert told.count(words.number(5)) <= 1, name


def test_percentages_keep_their_decimals_in_every_language() -> None:
    for name in locale_identifiers():
        told = Words(name, Locale.parse(name), ZoneInfo("UTC")).percent(Decimal("99.81"))
        assert re.search("99.81", told), (name, told)


def test_days_with_little_room_name_their_month_in_every_language() -> None:
    for name in ("ar", "fa", "ko", "ur", "km"):
        told = Words(name, Locale.parse(name), ZoneInfo("UTC")).short_day(date(2026, 11, 3))
        assert "M11" not in told, name


@pytest.mark.parametrize("tag", ["en", "pt-BR", "zh-Hant", "ar", "he", "ur"])
def test_a_document_names_its_language_and_direction(tag: str, tmp_path: Path) -> None:
    front = build_in_memory(in_language(tag).load(tmp_path, AT))["index.html"]
    direction = "rtl" if tag in {"ar", "he", "ur"} else "ltr"
    assert f'<html lang="{tag}" dir="{direction}">' in front.decode()


def test_a_sites_own_catalogue_wins_and_what_it_lacks_stays_english(tmp_path: Path) -> None:
    with_catalogue(tmp_path, "de", f'{HEADER}msgid "Components"\nmsgstr "Unsere Dienste"\n')
    front = build_in_memory(in_language("de").load(tmp_path, AT))["index.html"]
    assert ">Unsere Dienste</h2>" in front.decode()
    assert ">Subscribe</a>" in front.decode()


def test_a_sites_own_catalogue_can_go_back_to_english(tmp_path: Path) -> None:
    with_catalogue(tmp_path, "af", f'{HEADER}msgid "Uptime"\nmsgstr "Uptime"\n')
    assert b"<h2>Uptime</h2>" in afrikaans(tmp_path)["components/app/index.html"]


BROKEN: dict[str, str | bytes] = {
    "no catalogue": "this is no catalogue\n",
    "not UTF-8": HEADER.encode() + 'msgid "Update"\nmsgstr "Überblick"\n'.encode("latin-1"),
    "an unknown encoding": HEADER.replace("utf-8", "utf-99") + 'msgid "Day"\nmsgstr "Tag"\n',
    "a rule that is none": f'{HEADER.strip()}\n"Plural-Forms: nplurals=2; plural=rm -rf;\\n"\n',
    "a strange placeholder": f'{HEADER}msgid "Since {{time}}"\nmsgstr "Seit {{zeit}}"\n',
    "a loose brace": f'{HEADER}msgid "Since {{time}}"\nmsgstr "Seit {{time"\n',
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_catalogue_is_a_problem_that_names_its_file(how: str, tmp_path: Path) -> None:
    with_catalogue(tmp_path, "de", BROKEN[how])
    (problem,) = problems(in_language("de"), tmp_path)
    assert (problem.code, problem.place.path) == ("catalogue", "locales/de.po")


def test_an_unknown_language_is_a_problem_with_a_hint(tmp_path: Path) -> None:
    (problem,) = problems(in_language("gibberish"), tmp_path)
    assert problem.code == "unknown-language"
    assert "en, af or pt-BR" in problem.fix


@pytest.mark.parametrize("tag", ["ca-valencia", "de-1901", "in_progress"])
def test_a_language_with_a_variant_is_that_language(tag: str) -> None:
    locale = locale_of(tag, "Europe/Madrid")
    assert locale is not None
    assert locale.language in ("ca", "de", "id")


@pytest.mark.parametrize("tag", ["en", "en-GB", "af", "af-NA"])
def test_a_language_with_a_translation_is_no_problem(tag: str, tmp_path: Path) -> None:
    assert in_language(tag).load(tmp_path).findings == ()


def test_a_language_without_a_translation_is_a_warning_until_the_site_has_one(
    tmp_path: Path,
) -> None:
    (finding,) = in_language("pt-BR").load(tmp_path).findings
    assert (finding.level, finding.place.path) == (Level.WARNING, "content/site.yaml")
    with_catalogue(tmp_path, "pt", 'msgid "History"\nmsgstr "Hist\u00f3rico"\n')
    assert in_language("pt-BR").load(tmp_path).findings == ()
