"""Every feed is a valid document of its kind, whatever people write; and the checks would see."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from feed_rules import atom_flaws, rss_flaws
from output import Tree, read_tree
from published import publish
from small_site import HARBOUR, SmallSite, build_in_memory, entry, update
from texts import quoted

RULES = {".atom": atom_flaws, ".rss": rss_flaws}
NAMES = [
    'a <b>"&]]>',
    "</title><script>alert(1)</script><!--",
    "<![CDATA[x]]> {{ 7 * 7 }} ${7*7} \\ % '",
    "🚢 Fähren & Söhne 👩🏽‍🚀",
    "حالة العبّارات",
    "מעבורות \u202eהנמל\u202c – 港口",
]


def flaws(tree: Tree, suffix: str) -> list[str]:
    """All that is wrong with the feeds of one kind."""
    feeds = {path: content for path, content in tree.items() if path.endswith(suffix)}
    assert len(feeds) > 1, f"the site has few files with {suffix}"
    return [f"{path}: {flaw}" for path in feeds for flaw in RULES[suffix](feeds[path])]


def harbour_called(name: str) -> SmallSite:
    """The harbour, where everything that has a name has this one, and much is told at once."""
    told = [
        update("2026-11-20 10:00", "Update", f"{name} [it](/history/)", f"Edited: {edit} {name}")
        for edit in ("2026-11-20 12:00", "2026-11-20 12:00", "2026-11-20 10:00:03")
    ]
    components = tuple((id, quoted(name)) for id in ("web", "app", "idle"))
    named = replace(HARBOUR, components=components, more=f"description: {quoted(name)}\n")
    files: dict[str, str | bytes | None] = {
        f"incidents/{number}.md": entry(quoted(name), text, components="[web, app]")
        for number, text in enumerate(told)
    }
    page = named.page.replace("name: Harbour Ferries", f"name: {quoted(name)}")
    return named.with_files({**files, "site.yaml": page})


@pytest.mark.parametrize("suffix", RULES)
def test_every_feed_of_the_demonstration_site_is_valid(demo_site: Path, suffix: str) -> None:
    assert flaws(read_tree(demo_site), suffix) == []


@pytest.mark.parametrize("suffix", RULES)
@pytest.mark.parametrize("name", NAMES)
def test_no_name_makes_a_feed_invalid(tmp_path: Path, name: str, suffix: str) -> None:
    tree = build_in_memory(harbour_called(name).load(tmp_path))
    assert flaws(tree, suffix) == []


@pytest.mark.parametrize("suffix", RULES)
def test_a_page_that_has_told_nothing_has_valid_feeds(tmp_path: Path, suffix: str) -> None:
    assert flaws(build_in_memory(SmallSite().load(tmp_path)), suffix) == []


def test_titles_in_rss_have_their_special_signs_as_numbers() -> None:
    told = entry(quoted("R&D: a<b &lt; c"), update("2026-11-20 10:00", "Update", "a & b"))
    tree = publish("", {"incidents/a.md": told}, "2026-11-21T00:00Z")
    for path in ("feed.rss", "history.rss"):
        assert b"R&#x26;D: a&#x3C;b &#x26;lt; c</title>" in tree[path], path
        assert b"a &amp;amp; b" in tree[path], path  # HTML, which is escaped once more
        (item,) = etree.fromstring(tree[path]).iter("item")
        assert (item.findtext("title") or "").endswith("R&D: a<b &lt; c")


@pytest.mark.parametrize("suffix", RULES)
def test_a_feed_says_what_each_of_its_links_leads_to(demo_site: Path, suffix: str) -> None:
    kinds = {"self": f"application/{suffix[1:]}+xml", "alternate": "text/html"}
    for path, content in read_tree(demo_site).items():
        if path.endswith(suffix):
            for link in etree.fromstring(content).iter("{*}link"):
                if "rel" in link.attrib:
                    expected = kinds.get(link.get("rel") or "", "application/atom+xml")
                    assert link.get("type") == expected, (path, link.attrib)


ATOM = """\
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="urn:x" xml:lang="en">
<id>tag:a.example,2026:feed</id><title>Boats</title><updated>2026-11-20T10:00:00Z</updated>
<author><name>Harbour</name></author>
<link rel="self" href="https://a.example/feed.atom"/><link href="https://a.example/"/>
<entry><id>tag:a.example,2026:1</id><title>One</title><updated>2026-11-20T10:00:00Z</updated>
<published>2026-11-20T09:00:00Z</published><link href="https://a.example/1"/>
<content type="html">&lt;a href="https://a.example/"&gt;one&lt;/a&gt;</content></entry>
<entry><id>tag:a.example,2026:2</id><title>Two</title><updated>2026-11-20T08:00:00Z</updated>
<published>2026-11-20T07:00:00Z</published><link href="https://a.example/2"/>
<content>two</content></entry>
</feed>
"""
GRAMMAR = "not the grammar of Atom"
DIV = 'div xmlns="http://www.w3.org/1999/xhtml"'
TWO = "<content>two</content>"
LINK_TWO = '<link href="https://a.example/2"/>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("<author>", '<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/><author>'),
        ("<author>", '<x:a b="c">d<x:e f="g" x:h="i">j</x:e>k</x:a><x:l/><author>'),
        ("<author>", '<link rel="prev-archive" href="a"/><author>'),
        ("<author>", '<link rel="https://a.example/rel" href="a" hreflang="zh-Hant"/><author>'),
        ("<author>", '<link href="a" type="application/json"/><author>'),
        (TWO, f'<content type="xhtml"><{DIV} class="a" id="b"><p>c<br/>d</p>e</div></content>'),
        (TWO, '<content type="image/svg+xml"><svg xmlns="urn:s" a="b"><g/></svg></content>'),
        (TWO, '<content type="image/png" src="https://a.example/a.png"/><summary>a</summary>'),
        (TWO, "<source><title>a</title><link rel='self' href='b'/></source>"),
        (LINK_TWO, ""),
        ("2026-11-20T07:00:00Z", "2026-11-20T15:00:00.25+08:00"),
    ],
)
def test_what_atom_allows_is_no_flaw(old: str, new: str) -> None:
    assert old in ATOM
    assert atom_flaws(ATOM.replace(old, new, 1).encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "flaw"),
    [
        ("</feed>", "", "not well formed"),
        (ATOM, "<rss/>", GRAMMAR),
        ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", GRAMMAR),
        ("<id>tag:a.example,2026:feed</id>", "", GRAMMAR),
        ("<title>Boats</title>", "<title>Boats</title><title>Ships</title>", GRAMMAR),
        ("<title>Two</title>", "", GRAMMAR),
        ("<title>Two</title>", "<title>Two</title><title>2</title>", GRAMMAR),
        ("<title>Two</title>", "<title>Two <b/></title>", GRAMMAR),
        ("<title>Two</title>", '<title type="xhtml">Two</title>', GRAMMAR),
        ("<title>Two</title>", "<title>Two</title><pubDate/>", GRAMMAR),
        ("<author>", "<summary>a</summary><author>", GRAMMAR),
        ("<author>", "some text<author>", GRAMMAR),
        ("<author>", "<category/><author>", GRAMMAR),
        ("<author>", '<link rel="related"/><author>', GRAMMAR),
        ("<author>", '<link rel="related" href="a" type="html"/><author>', GRAMMAR),
        ("<name>Harbour</name>", "<uri>https://a.example/</uri>", GRAMMAR),
        ("<name>Harbour</name>", "<name>Harbour</name><email>nobody</email>", GRAMMAR),
        ("2026-11-20T07:00:00Z", "20 November 2026", GRAMMAR),
        ("2026-11-20T07:00:00Z", "2026-02-30T07:00:00Z", GRAMMAR),
        ("2026-11-20T07:00:00Z", "2026-11-20T07:00:00", "is no date of RFC 3339"),
        ('xml:lang="en"', 'xml:lang="zh_Hant"', GRAMMAR),
        ('xml:lang="en"', 'version="1.0"', GRAMMAR),
        (TWO, '<content src="https://a.example/a">two</content>', GRAMMAR),
        (TWO, '<content type="markdown">two</content>', GRAMMAR),
        (TWO, f'<content type="xhtml">two <{DIV}/></content>', GRAMMAR),
        (TWO, f'<content type="xhtml"><{DIV}><x:a/></div></content>', GRAMMAR),
        (TWO, f'<content type="html"><{DIV}/></content>', GRAMMAR),
        (TWO, TWO + TWO, GRAMMAR),
        (TWO, '<content src="https://a.example/a"/>', "content elsewhere, and no summary"),
        (TWO, '<content type="html">&lt;img src="a.png"&gt;</content>', "src='a.png' is relative"),
        (LINK_TWO + "\n" + TWO, "", "neither content nor an alternate link"),
        (LINK_TWO, LINK_TWO + LINK_TWO, "an alternate link of one kind is there 2 times"),
        ("<author>", '<link rel="self" href="a"/><author>', "more than one link to itself"),
        ("<author><name>Harbour</name></author>", "", "nor the feed has an author"),
        ("tag:a.example,2026:2", "tag:a.example,2026:1", "an id is there 2 times"),
        ("tag:a.example,2026:2", "tag:a.example,2026:feed", "an id is there 2 times"),
        ("tag:a.example,2026:2", "incidents/2", "is no absolute IRI"),
        ("2026-11-20T07:00:00Z", "2026-11-20T17:00:00+08:00", "published is there 2 times"),
        ("2026-11-20T08:00:00Z", "2026-11-20T10:00:00+00:00", "updated is there 2 times"),
    ],
)
def test_what_atom_forbids_is_a_flaw(old: str, new: str, flaw: str) -> None:
    assert old in ATOM
    found = atom_flaws(ATOM.replace(old, new, 1).encode())
    assert any(flaw in line for line in found), found


RSS = """\
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Boats</title>
<link>https://a.example/</link><description>About boats</description><language>en</language>
<atom:link rel="self" href="https://a.example/feed.rss" type="application/rss+xml"/>
<docs>https://www.rssboard.org/rss-specification</docs><ttl>60</ttl>
<item><title>One &lt; two &amp; three</title><link>https://a.example/1</link>
<guid>https://a.example/1</guid><pubDate>Fri, 20 Nov 2026 09:00:00 +0000</pubDate>
<category>Boats</category>
<description>&lt;a href="https://a.example/"&gt;one&lt;/a&gt;</description></item>
<item><title>Two</title><link>https://a.example/2</link><guid isPermaLink="false">tag:2</guid>
<pubDate>Fri, 20 Nov 2026 07:00:00 GMT</pubDate><category>Boats</category>
<category>Piers</category></item>
</channel></rss>
"""
LATE = "Fri, 20 Nov 2026 07:00:00 GMT"
OWN = '<atom:link rel="self" href="https://a.example/feed.rss" type="application/rss+xml"/>'
IMAGE = "<image><url>https://a.example/a.png</url><title>Boats</title></image>"
WHOLE_IMAGE = IMAGE.replace("</image>", "<link>https://a.example/</link></image>")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        (' type="application/rss+xml"', ""),
        (OWN, OWN + '<atom:link rel="prev-archive" href="https://a.example/a.atom"/>'),
        ("<title>Two</title>", "<description>Two</description>"),
        (LATE, "20 Nov 2026 07:00 GMT"),
        ("<language>en", "<language>zh-Hant-TW"),
        ("<ttl>", f"{WHOLE_IMAGE}<skipHours><hour>1</hour></skipHours><ttl>"),
    ],
)
def test_what_rss_allows_is_no_flaw(old: str, new: str) -> None:
    assert old in RSS
    assert rss_flaws(RSS.replace(old, new, 1).encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "flaw"),
    [
        ("</channel></rss>", "", "not well formed"),
        ('version="2.0"', 'version="0.91"', "not RSS 2.0"),
        (RSS, "<feed/>", "not RSS 2.0"),
        ("</channel>", "</channel><channel/>", "<channel> is there 2 times"),
        ("<title>Boats</title>", "", "/rss/channel: no <title>"),
        ("<title>Boats</title>", "<title>Boats</title><title>Ships</title>", "<title> is there 2"),
        ("<link>https://a.example/</link>", "", "/rss/channel: no <link>"),
        ("<description>About boats</description>", "", "/rss/channel: no <description>"),
        ("<ttl>", "<subtitle>a</subtitle><ttl>", "<subtitle> is no element there"),
        ("<ttl>", f"{IMAGE}<ttl>", "/rss/channel/image: no <link>"),
        ("<title>Two</title>", "<title>Two</title><content>a</content>", "<content> is no element"),
        ("<title>Two</title>", "<title>Two <b/></title>", "<b> is no element there"),
        ("<title>Two</title>", '<title>Two</title><enclosure url="a"/>', "enclosure: no length"),
        ("<title>Two</title>", "", "neither title nor description"),
        ("<title>Two</title>", "<title>One &amp;lt; two</title>", "is no plain text"),
        ("<title>Two</title>", "<title>One&amp;#8217;s</title>", "is no plain text"),
        ("<link>https://a.example/2</link>", "", "/rss/channel/item[2]: no <link>"),
        ("<link>https://a.example/2</link>", "<link>/2</link>", "'/2' is no absolute URL"),
        ('<guid isPermaLink="false">tag:2</guid>', "", "/rss/channel/item[2]: no <guid>"),
        (' isPermaLink="false"', "", "the guid 'tag:2' is no permanent URL"),
        ('"false"', '"no"', "isPermaLink='no'"),
        (">tag:2<", ">https://a.example/1<", "a guid is there 2 times"),
        (LATE, "Fri, 20 Nov 2026 17:00:00 +0800", "the date pubDate is there 2 times"),
        (LATE, "Fri, 20 Nov 26 07:00:00 GMT", "is no date of RFC 822"),
        (LATE, "Mon, 20 Nov 2026 07:00:00 GMT", "is no date of RFC 822"),
        (LATE, "Fri, 20 Nov 2026 07:00:00", "is no date of RFC 822"),
        (LATE, "Fri, 20 Nov 2026 27:00:00 GMT", "is no date of RFC 822"),
        (LATE, "2026-11-20T07:00:00Z", "is no date of RFC 822"),
        ("<ttl>", "<lastBuildDate>today</lastBuildDate><ttl>", "is no date of RFC 822"),
        ("<language>en", "<language>zh_Hant", "is no language tag"),
        ("<ttl>60", "<ttl>an hour", "is no whole number"),
        ("<docs>https:", "<docs>", "is no absolute URL"),
        ("<ttl>", "<webMaster>Bob</webMaster><ttl>", "is no email address"),
        ("<category>Piers", "<category> ", "is no category"),
        (OWN, "", "0 times atom:link with rel=self"),
        (OWN, OWN + OWN, "2 times atom:link with rel=self"),
        ("https://a.example/feed.rss", "feed.rss", "an atom:link to 'feed.rss'"),
        ("application/rss+xml", "text/xml", "atom:link says that it is text/xml"),
        ('"https://a.example/"&gt;', '"../2/"&gt;', "href='../2/' is relative"),
        ('"https://a.example/"&gt;', '"//a.example/"&gt;', "href='//a.example/' is relative"),
    ],
)
def test_what_rss_forbids_is_a_flaw(old: str, new: str, flaw: str) -> None:
    assert old in RSS
    found = rss_flaws(RSS.replace(old, new, 1).encode())
    assert any(flaw in line for line in found), found
