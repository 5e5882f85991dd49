"""The Nu HTML checker, the one behind validator.w3.org, on all of the demonstration site."""

import json
import subprocess
from pathlib import Path

from tiers import slow_tier
from web import node_file, program

SOON_DONE = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")
"""How Java runs a program that ends soon: the checker takes half the time."""


def complaints(folder: Path) -> list[str]:
    """Every error and warning about a document, style sheet or drawing in a folder.

    The files are named one by one: given a folder, the checker reads every file as HTML.
    """
    files = [str(file) for file in folder.rglob("*") if file.suffix in (".html", ".css", ".svg")]
    command = [program("java"), *SOON_DONE, "-jar", str(node_file("vnu-jar/build/dist/vnu.jar"))]
    command += ["--also-check-css", "--also-check-svg", "--skip-info-messages"]
    command += ["--format", "json", "--stdout", "--exit-zero-always", *sorted(files)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return [
        f"{message.get('url', '').rpartition(folder.name)[2]}:{message.get('lastLine', '')}: "
        f"{message['message']} {message.get('extract', '')!r}"
        for message in json.loads(run.stdout)["messages"]
    ]


@slow_tier
def test_the_checker_sees_mistakes_in_documents_styles_and_drawings(tmp_path: Path) -> None:
    head = '<!doctype html><html lang="en"><title>A page</title>'
    (tmp_path / "document.html").write_text(f"{head}<p><ul></p>")
    (tmp_path / "inline.html").write_text(f"{head}<style>p {{ colour: red }}</style><p>Text")
    (tmp_path / "sheet.css").write_text("p { colour: red }")
    (tmp_path / "badge.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><rct/></svg>')
    found = "\n".join(complaints(tmp_path))
    for name in ("document.html", "inline.html", "sheet.css", "badge.svg"):
        assert name in found


def test_the_checker_has_nothing_to_say_about_the_demonstration_site(demo_site: Path) -> None:
    assert (demo_site / "badge.svg").is_file()
    assert complaints(demo_site) == []
