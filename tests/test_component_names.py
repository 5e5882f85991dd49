"""Components of the same name are told apart wherever a reader does not see their groups."""

from lxml import etree

from output import Tree
from published import publish, read_html, texts
from small_site import entry, update

SETTINGS = """\
components:
  - {id: api, name: API}
  - group: Shop
    components: [{id: shop-api, name: API}, {id: cart, name: Cart}]
  - group: Bank
    components: [{id: eu, name: Cards}, {id: us, name: Cards}]
"""
ALL = {
    "api": "API",
    "shop-api": "API (Shop)",
    "cart": "Cart",
    "eu": "Cards (eu)",
    "us": "Cards (us)",
}


def tree() -> Tree:
    changes = f"Components: {', '.join(f'{id} = partial_outage' for id in ALL)}"
    told = update("2026-11-20 09:00", "Investigating", "Fog.", changes)
    planned = update("2026-11-20 09:00", "Scheduled", "We build.")
    components = f"[{', '.join(ALL)}]"
    window = {"starts": "2026-12-01 01:00", "ends": "2026-12-01 02:00"}
    files = {
        "incidents/a.md": entry("Fog", told, components=components),
        "maintenance/b.md": entry("Work", planned, components=components, **window),
    }
    return publish(SETTINGS, files, "2026-11-21T00:00Z")


def test_links_to_components_have_names_of_their_own() -> None:
    built = tree()
    links = read_html(built, "index.html").xpath("//h3/a[contains(@href, '/components/')]")
    spoken = {str(link.get("aria-label") or link.text) for link in links}
    assert spoken == set(ALL.values())
    assert all(link.text in (link.get("aria-label") or link.text) for link in links)
    names = texts(built, "incidents/a/index.html", "//li[@class='row']/h3")
    assert names == list(ALL.values())


def test_the_document_and_the_feeds_of_a_component_have_its_full_name() -> None:
    built = tree()
    for id, name in ALL.items():
        path = f"components/{id}"
        assert texts(built, f"{path}/index.html", "//h1") == [name]
        for kind in ("rss", "atom"):
            feed = etree.fromstring(built[f"{path}/feed.{kind}"])
            assert feed.findtext(".//{*}title") == f"{name} · Harbour Ferries status"


def test_feeds_calendars_and_changes_name_each_component_once() -> None:
    built = tree()
    item = next(etree.fromstring(built["feed.rss"]).iter("item"))
    assert [category.text for category in item.iter("category")] == list(ALL.values())
    event = built["maintenance.ics"].decode().replace("\r\n ", "")
    assert f"CATEGORIES:{','.join(ALL.values())}\r\n" in event
    (changes,) = texts(built, "incidents/a/index.html", "//li/p[contains(., 'Partial')]")
    assert changes == " · ".join(f"{name}: Partial outage" for name in ALL.values())
