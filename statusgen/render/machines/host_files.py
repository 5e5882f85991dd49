"""Files for crawlers and hosts: sitemaps, `robots.txt`, `security.txt` and `_headers`."""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import urljoin

from statusgen.model.addresses import Route, Use, file_address
from statusgen.model.instants import format_instant
from statusgen.render.renderer import Renderer

_EVERYWHERE = (
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: no-referrer",
    "Permissions-Policy: interest-cohort=()",
    "Cache-Control: public, max-age=30, stale-while-revalidate=60, stale-if-error=86400",
)
_SHARED = "Access-Control-Allow-Origin: *"
_EMBEDDED = "Cross-Origin-Resource-Policy: cross-origin"
_UNFRAMED = "Content-Security-Policy: frame-ancestors 'none'"
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IN_SITEMAPS = f"{{{_SITEMAPS}}}"

DatedAddress = tuple[str, datetime | None]
"""An address and when it last changed, None if that is not known."""


class SitemapValue(NamedTuple):
    """The addresses of documents, or, in an index, of sitemaps."""

    addresses: tuple[DatedAddress, ...]
    is_index: bool = False


def render_sitemap(renderer: Renderer, value: SitemapValue) -> bytes:
    """A sitemap, or an index of sitemaps (sitemaps.org, protocol 0.9)."""
    from lxml import etree  # noqa: PLC0415 - slow to load; most builds write few sitemaps

    outer, inner = ("sitemapindex", "sitemap") if value.is_index else ("urlset", "url")
    root = etree.Element(_IN_SITEMAPS + outer, nsmap={None: _SITEMAPS})
    for address, changed in value.addresses:
        item = etree.SubElement(root, _IN_SITEMAPS + inner)
        etree.SubElement(item, _IN_SITEMAPS + "loc").text = renderer.url(address)
        if changed is not None:
            etree.SubElement(item, _IN_SITEMAPS + "lastmod").text = format_instant(changed)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def render_robots(renderer: Renderer, _: None) -> bytes:
    """`robots.txt` (RFC 9309): crawlers may read everything, and where the sitemap is."""
    sitemap = renderer.url(Route.SITEMAP.address())
    return f"User-agent: *\nAllow: /\nSitemap: {sitemap}\n".encode()


def render_security(renderer: Renderer, _: None) -> bytes:
    """`security.txt` (RFC 9116): where to report a vulnerability."""
    security = renderer.page.security
    assert security is not None
    canonical = urljoin(renderer.page.url, f"/{Route.SECURITY.address()}")
    fields = (
        ("Contact", security.contact),
        ("Expires", format_instant(security.expires)),
        ("Encryption", security.encryption),
        ("Acknowledgments", security.acknowledgments),
        ("Preferred-Languages", security.preferred_languages),
        ("Canonical", canonical if canonical.startswith("https:") else ""),
        ("Policy", security.policy),
        ("Hiring", security.hiring),
    )
    return "".join(f"{name}: {value}\n" for name, value in fields if value).encode()


def render_headers(renderer: Renderer, _: None) -> bytes:
    """`_headers`, as static hosts read it: a path on one line, its headers indented below.

    Where several rules set the same header, hosts join the values with a comma. That is right for
    policies, which then all apply; no other header is set by more than one rule for a path.
    """
    policy = f"Content-Security-Policy: {renderer.theme.policy()}"
    rules: dict[str, tuple[str, ...]] = {"*": (policy, *_EVERYWHERE)}
    for route in Route:
        if lines := _headers_for(route):
            rules |= dict.fromkeys((file_address(route.rule), route.rule), lines)
    blocks = (
        f"{renderer.path(pattern)}\n" + "".join(f"  {line}\n" for line in lines)
        for pattern, lines in rules.items()
    )
    return "\n".join(blocks).encode()


def _headers_for(route: Route) -> tuple[str, ...]:
    """The headers of a kind of file. Hosts know the content type of HTML, but not every other."""
    if not route.rule:
        return ()
    if route.is_document:
        return () if Use.EMBED in route.use else (_UNFRAMED,)
    lines = [f"Content-Type: {route.content_type}"]
    lines += [_SHARED] if Use.READ in route.use else []
    lines += [_EMBEDDED] if Use.EMBED in route.use else []
    return tuple(lines)
