"""What is wrong with a feed, by the standards that its readers follow.

Atom is RFC 4287: its own grammar, in data/atom.rng, and what a grammar cannot say. RSS is the RSS
2.0 specification with the RSS Advisory Board's Best Practices Profile. Both are held to two rules
of this project as well: no two items share a date, since some readers drop one of them, and the
HTML of an item has no relative address, since readers disagree about what it is relative to.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

Element = Any
GRAMMAR = Path(__file__).resolve().parent / "data" / "atom.rng"
ATOM = "{http://www.w3.org/2005/Atom}"
ALTERNATE = (None, "alternate", "http://www.iana.org/assignments/relation/alternate")

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_WEB = re.compile(r"https?://[\w.~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)
_RFC_822 = re.compile(
    r"((?P<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d\d? "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(:\d\d)? "
    r"([+-]\d{4}|UT|GMT|[ECMP][SD]T)"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_ENTITY = re.compile(r"&(#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z]\w*);", re.ASCII)


def _root(content: bytes) -> Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _repeated(what: str, values: Iterable[Hashable]) -> Iterator[str]:
    for value, times in Counter(values).items():
        if value is not None and times > 1:
            yield f"{what} is there {times} times: {value}"


def _relative_addresses(place: str, html: str) -> Iterator[str]:
    """The addresses in an item's HTML that mean nothing outside the site."""
    if not html.strip():
        return
    for node in lxml_html.document_fromstring(f"<div>{html}</div>").iter(etree.Element):
        for name in ("href", "src"):
            address = node.get(name)
            if address is not None and not _IRI.match(address):
                yield f"{place}: {name}={address!r} is relative"


# Atom


def atom_flaws(content: bytes) -> list[str]:
    """What is wrong with an Atom feed, by RFC 4287 and this project's two rules."""
    try:
        feed = _root(content)
    except etree.XMLSyntaxError as error:
        return [f"not well formed: {error}"]
    entries = feed.findall(ATOM + "entry")
    flaws = [*_grammar_flaws(feed), *_id_flaws(feed, entries), *_atom_date_flaws(feed, entries)]
    for element in (feed, *entries):
        flaws += _atom_link_flaws(element)
    for entry in entries:
        flaws += _entry_flaws(entry, bool(feed.findall(ATOM + "author")))
    return flaws


@cache
def _grammar() -> Element:
    return etree.RelaxNG(etree.parse(GRAMMAR))


def _grammar_flaws(feed: Element) -> Iterator[str]:
    """One flaw at most: what libxml2 says of a place after the first hangs on it."""
    if feed.tag != ATOM + "feed":
        yield f"not the grammar of Atom: the document is <{feed.tag}>"
    elif not _grammar().validate(feed):
        found = [f"{error.path or '?'}: {error.message}" for error in _grammar().error_log]
        yield f"not the grammar of Atom: {'; '.join(found)}"


def _name(element: Element) -> str:
    return element.findtext(ATOM + "id") or str(etree.QName(element).localname)


def _id_flaws(feed: Element, entries: list[Element]) -> Iterator[str]:
    """Section 4.2.6."""
    ids = [element.findtext(ATOM + "id") or "" for element in (feed, *entries)]
    yield from (f"the id {name!r} is no absolute IRI" for name in ids if not _IRI.fullmatch(name))
    yield from _repeated("an id", ids)


def _atom_date_flaws(feed: Element, entries: list[Element]) -> Iterator[str]:
    """Section 3.3: a date has a zone, which the grammar does not ask for."""
    for element in feed.iter(ATOM + "updated", ATOM + "published"):
        if not _RFC_3339.fullmatch(element.text or ""):
            yield f"{_name(element.getparent())}: {element.text!r} is no date of RFC 3339"
    for kind in ("updated", "published"):
        texts = [entry.findtext(ATOM + kind) for entry in entries]
        yield from _repeated(f"the date {kind}", map(_atom_instant, texts))


def _atom_instant(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


def _atom_link_flaws(element: Element) -> Iterator[str]:
    """Sections 4.1.1 and 4.1.2: alternate links differ in what they lead to."""
    links = element.findall(ATOM + "link")
    if sum(link.get("rel") == "self" for link in links) > 1:
        yield f"{_name(element)}: more than one link to itself"
    kinds = [(e.get("type"), e.get("hreflang")) for e in links if e.get("rel") in ALTERNATE]
    yield from _repeated(f"{_name(element)}: an alternate link of one kind", kinds)


def _entry_flaws(entry: Element, signed: bool) -> Iterator[str]:
    """Sections 4.1.1, 4.1.2 and 4.1.3; `signed` says that the feed has an author."""
    own = entry.findall(ATOM + "author") + entry.findall(f"{ATOM}source/{ATOM}author")
    if not signed and not own:
        yield f"{_name(entry)}: neither the entry nor the feed has an author"
    content = entry.find(ATOM + "content")
    alternates = [e for e in entry.findall(ATOM + "link") if e.get("rel") in ALTERNATE]
    if content is None and not alternates:
        yield f"{_name(entry)}: neither content nor an alternate link"
    if content is not None and content.get("src") and entry.find(ATOM + "summary") is None:
        yield f"{_name(entry)}: content elsewhere, and no summary"
    for text in entry.iterchildren(ATOM + "content", ATOM + "summary"):
        if text.get("type") == "html":
            yield from _relative_addresses(_name(entry), text.text or "")


# RSS

# Each element with children: those that it must have, that it may have, and that may come often.
_CHILDREN = {
    "rss": ("channel", "", ""),
    "channel": (
        "title link description",
        "language copyright managingEditor webMaster pubDate lastBuildDate generator docs cloud ttl"
        " image rating textInput skipHours skipDays",
        "category item",
    ),
    "item": ("link guid", "title description author comments enclosure pubDate source", "category"),
    "image": ("url title link", "width height description", ""),
    "textInput": ("title description name link", "", ""),
    "skipHours": ("", "", "hour"),
    "skipDays": ("", "", "day"),
}
_ATTRIBUTES = {
    "cloud": "domain port path registerProcedure protocol",
    "enclosure": "url length type",
    "source": "url",
}


def rss_flaws(content: bytes) -> list[str]:
    """What is wrong with an RSS feed, by RSS 2.0, its Best Practices Profile and this project."""
    try:
        root = _root(content)
    except etree.XMLSyntaxError as error:
        return [f"not well formed: {error}"]
    if root.tag != "rss" or root.get("version") != "2.0":
        return [f"not RSS 2.0: the document is <{root.tag} version={root.get('version')!r}>"]
    flaws: list[str] = []
    for element in root.iter(etree.Element):
        if not element.tag.startswith("{"):
            flaws += _child_flaws(element)
            flaws += _text_flaws(element)
    items = list(root.iter("item"))
    for channel in root.iter("channel"):
        flaws += _rss_link_flaws(channel)
    for item in items:
        flaws += _item_flaws(item)
    flaws += _repeated("a guid", (item.findtext("guid") for item in items))
    instants = [_rss_instant(item.findtext("pubDate") or "") for item in items]
    return flaws + list(_repeated("the date pubDate", instants))


def _place(element: Element) -> str:
    return str(element.getroottree().getpath(element))


def _child_flaws(element: Element) -> Iterator[str]:
    """What an element of RSS lacks, and what it has and should not have, or not so often."""
    required, optional, often = map(str.split, _CHILDREN.get(element.tag, ("", "", "")))
    found = [str(node.tag) for node in element.iterchildren(etree.Element)]
    for tag in required:
        if tag not in found:
            yield f"{_place(element)}: no <{tag}>"
    for tag, times in Counter(found).items():
        if tag.startswith("{") and element.tag in _CHILDREN:
            continue
        if tag not in (*required, *optional, *often):
            yield f"{_place(element)}: <{tag}> is no element there"
        elif times > 1 and tag not in often:
            yield f"{_place(element)}: <{tag}> is there {times} times"
    for name in _ATTRIBUTES.get(element.tag, "").split():
        if not element.get(name):
            yield f"{_place(element)}: no {name}"


def _rss_instant(text: str) -> datetime | None:
    """An RFC 822 date as the profile wants it: four digits of a year, the right day of the week."""
    match = _RFC_822.fullmatch(text)
    try:
        instant = parsedate_to_datetime(text) if match else None
    except ValueError:
        return None
    if match and instant and match["weekday"] not in (None, f"{instant:%a}"):
        return None
    return instant


def _is_plain(text: str) -> bool:
    """Whether a title is plain text; an entity in it is markup that was escaped twice."""
    return bool(text.strip()) and not _ENTITY.search(text)


_TEXTS: dict[str, tuple[str, Callable[[str], object]]] = {
    "title": ("plain text", _is_plain),
    "category": ("category", str.strip),
    "guid": ("guid", str.strip),
    "pubDate": ("date of RFC 822", _rss_instant),
    "lastBuildDate": ("date of RFC 822", _rss_instant),
    "language": ("language tag", _LANGUAGE.fullmatch),
    "ttl": ("whole number", re.compile("[0-9]+").fullmatch),
    **dict.fromkeys(("link", "url", "docs", "comments"), ("absolute URL", _WEB.fullmatch)),
    **dict.fromkeys(
        ("managingEditor", "webMaster", "author"),
        ("email address", re.compile(r"[^\s@]+@[^\s@]+( \(.+\))?").fullmatch),
    ),
}


def _text_flaws(element: Element) -> Iterator[str]:
    if element.tag in _TEXTS:
        what, is_right = _TEXTS[element.tag]
        if not is_right(element.text or ""):
            yield f"{_place(element)}: {element.text!r} is no {what}"


def _rss_link_flaws(channel: Element) -> Iterator[str]:
    """The profile's one thing from Atom: a feed says where it is itself."""
    links = channel.findall(ATOM + "link")
    for link in links:
        if not _WEB.fullmatch(link.get("href", "")):
            yield f"{_place(channel)}: an atom:link to {link.get('href')!r}"
    own = [link for link in links if link.get("rel") == "self"]
    if len(own) != 1:
        yield f"{_place(channel)}: {len(own)} times atom:link with rel=self"
    for link in own:
        if link.get("type") not in (None, "application/rss+xml"):
            yield f"{_place(channel)}: atom:link says that it is {link.get('type')}"


def _item_flaws(item: Element) -> Iterator[str]:
    title, description = item.findtext("title") or "", item.findtext("description") or ""
    if not title.strip() and not description.strip():
        yield f"{_place(item)}: neither title nor description"
    yield from _relative_addresses(_place(item), description)
    for guid in item.findall("guid"):
        permanent = guid.get("isPermaLink", "true")
        if permanent not in ("true", "false"):
            yield f"{_place(item)}: isPermaLink={permanent!r}"
        elif permanent == "true" and not _WEB.fullmatch(guid.text or ""):
            yield f"{_place(item)}: the guid {guid.text!r} is no permanent URL"
