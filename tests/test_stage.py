"""Rendering in several processes: the same bytes, the same mistakes."""

from pathlib import Path

import pytest

from output import read_tree
from small_site import HARBOUR, SmallSite, entry, update
from statusgen.model.findings import FindingsError
from statusgen.pipeline.stage import MANY, try_outputs
from statusgen.pipeline.write import write_site


def large() -> SmallSite:
    """A site with so many entries that several processes render it."""
    told = update("2026-03-01 10:00", "Investigating", "Fog.")
    files: dict[str, str | bytes | None] = {
        f"incidents/fog-{number}.md": entry(f"Fog {number}", told, impact="none")
        for number in range(MANY)
    }
    return HARBOUR.with_files(files)


def write(small: SmallSite, folder: Path, workers: int) -> dict[str, bytes]:
    write_site(small.load(folder), folder / "public", lambda _done, _whole: None, workers)
    return read_tree(folder / "public")


def test_one_process_and_three_write_the_same_bytes(tmp_path: Path) -> None:
    one, three = (write(large(), tmp_path / str(workers), workers) for workers in (1, 3))
    assert len(one) > MANY
    assert one == three


def test_a_template_that_fails_in_another_process_is_a_problem_here(tmp_path: Path) -> None:
    template = tmp_path / "themes/default/templates/entry.html"
    template.parent.mkdir(parents=True)
    template.write_text("\n{{ nothing }}")
    with pytest.raises(FindingsError, match=r"templates/entry\.html:2:1: error") as failed:
        write(large(), tmp_path, 3)
    assert len(failed.value.findings) == 1
    assert not (tmp_path / "public").exists()


@pytest.mark.parametrize("workers", [1, 3])
def test_a_check_finds_what_fails_in_any_document(tmp_path: Path, workers: int) -> None:
    for name in ("entry", "month"):
        template = tmp_path / f"themes/default/templates/{name}.html"
        template.parent.mkdir(parents=True, exist_ok=True)
        template.write_text("\n{{ nothing }}")
    with pytest.raises(FindingsError) as failed:
        try_outputs(large().load(tmp_path), workers, lambda _done, _whole: None)
    places = [str(problem.place) for problem in failed.value.findings]
    folder = "themes/default/templates"
    assert places == [f"{folder}/entry.html:2:1", f"{folder}/month.html:2:1"]
