"""What a good site has beside its documents: sitemap, robots, and the headers of its host."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from statusgen.model.instants import format_instant
from statusgen.render.renderer import Renderer

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class SitemapValue:
    """Addresses, each with the time of its last change where that is known.

    `parts` tells an index of sitemaps from a sitemap of documents.
    """

    addresses: tuple[tuple[str, datetime | None], ...]
    parts: bool = False


def render_sitemap(renderer: Renderer, value: SitemapValue) -> bytes:
    """A sitemap, or an index of sitemaps (sitemaps.org, protocol 0.9)."""
    outer, inner = ("sitemapindex", "sitemap") if value.parts else ("urlset", "url")
    root = etree.Element(f"{{{_SITEMAP}}}{outer}", nsmap={None: _SITEMAP})
    for address, changed in value.addresses:
        item = etree.SubElement(root, f"{{{_SITEMAP}}}{inner}")
        etree.SubElement(item, f"{{{_SITEMAP}}}loc").text = renderer.addresses.full(address)
        if changed:
            etree.SubElement(item, f"{{{_SITEMAP}}}lastmod").text = format_instant(changed)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def render_robots(renderer: Renderer, _: None) -> bytes:
    """Everybody may read everything."""
    return f"User-agent: *\nAllow: /\nSitemap: {renderer.addresses.full('sitemap.xml')}\n".encode()


def render_headers(renderer: Renderer, _: None) -> bytes:
    """`_headers`, as static hosts read it: a path on one line, its headers indented below."""
    path = renderer.addresses.path
    everywhere = [
        f"Content-Security-Policy: {renderer.theme.policy}; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "Permissions-Policy: interest-cohort=()",
        "Cache-Control: public, max-age=30, stale-while-revalidate=60, stale-if-error=86400",
    ]
    shared = ["Access-Control-Allow-Origin: *"]
    rules: list[tuple[str, Iterable[str]]] = [(path("*"), everywhere)]
    for pattern, kind in (
        ("feed.rss", "application/rss+xml; charset=utf-8"),
        ("feed.atom", "application/atom+xml; charset=utf-8"),
        ("feed/*", "application/atom+xml; charset=utf-8"),
        ("components/*/feed.rss", "application/rss+xml; charset=utf-8"),
        ("components/*/feed.atom", "application/atom+xml; charset=utf-8"),
    ):
        rules.append((path(pattern), [f"Content-Type: {kind}", *shared]))
    lines = (f"{where}\n" + "".join(f"  {line}\n" for line in headers) for where, headers in rules)
    return "\n".join(lines).encode()
