"""Steps before anything is handed in: the demo county, and a blank workbook for each school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.layouts import Layout, Stamp
from tasks.model import BUREAU
from tasks.steps.findings import rulebook
from tasks.steps.intake import folders
from tasks.steps.intake.blanks import blank_form
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import COUNTY_LIST, ROSTER, welcome
from tasks.steps.wording import problem, workbook_wording
from tasks.store import open_store

if TYPE_CHECKING:
    from tasks.demo.county import DemoCounty


def write_blanks(county: str, folder: Path) -> list[Path]:
    """Write for each school and the bureau the forms they owe or may file; return the files.

    `county` is `edition/county`; the files lie under the name of each intake folder. A form
    that only comes filled in is left out.
    Raises `JunhengError` while no roster was accepted.
    """
    season = open_season(open_store(), county)
    if season is None:
        raise problem("no_roster", county=county)
    folders = {school: name for name, school in season.folders.items()}
    written = []
    for school, form in welcome(season):
        if season.calendar["forms"][form].get("prefilled"):
            continue
        layout = catalogue.layouts(season.edition)[form]
        path = folder / folders[school] / f"{layout.file_name}_{folders[school]}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(blank_form(season, school, form))
        written.append(path)
    return written


def write_blank_roster(county: str, county_name: str, folder: Path) -> Path:
    """Write the roster workbook that opens the season `edition/county`; return the file."""
    return _write_opening(ROSTER, county, county_name, folder)


def write_blank_county_list(province: str, name: str, folder: Path) -> Path:
    """Write the list of counties that opens the province `edition/code`; return the file."""
    own = rulebook.template("province")["cover"]
    return _write_opening(COUNTY_LIST, province, name, folder, own)


def _write_opening(
    form: str, county: str, county_name: str, folder: Path, cover: Mapping[str, Any] | None = None
) -> Path:
    """Write the workbook that opens a folder; `cover` is what its first sheet says otherwise."""
    from tasks.intake.blank import write_workbook

    edition, code = county.split("/")
    layout, words = catalogue.layouts(edition)[form], workbook_wording()
    path = folder / f"{layout.file_name}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    stamp = Stamp(form, edition, code, county_name, code)
    guidance = rulebook.field_guidance(edition).get(form, {})
    path.write_bytes(
        write_workbook(
            layout,
            stamp,
            catalogue.code_lists(),
            wording={**words, "cover": {**words["cover"], **(cover or {})}},
            guidance=guidance,
            prefill={"school_year": catalogue.season(edition)["school_year"]},
        )
    )
    return path


@dataclass(frozen=True)
class DemoWritten:
    """The files of the demo county that were written, and what is to be said about it."""

    files: tuple[Path, ...]
    sentences: tuple[str, ...]


def write_demo(folder: Path, *, late: bool = False, **size: Any) -> DemoWritten:
    """Put the demo county into an intake folder.

    `late` adds only what comes late. `size` is that of `demo_county`: `schools`, `pupils`,
    `seed`, `clean`; None stands for the recipe's. Raises `JunhengError` if it is too small.
    """
    try:
        county = _demo_county({name: value for name, value in size.items() if value is not None})
    except ValueError as error:
        raise problem("demo_too_small") from error
    written = []
    for path, content in (county.late_files if late else county.files)(_write_demo_workbook):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.append(target)
    about = _about_late(written) if late else _about_demo(county, written, folder)
    return DemoWritten(tuple(written), tuple(about))


def _about_demo(county: DemoCounty, written: list[Path], folder: Path) -> list[str]:
    """Return what the demo county is, and the mistakes that were left in it on purpose."""
    words = _recipe()["wording"]
    size = {"schools": len(county.roster), "pupils": county.pupils, "files": len(written)}
    sentences = [words["invented"], words["written"].format(folder=folder, **size)]
    if not county.mistakes:
        return [*sentences, words["clean"]]
    sentences.append(words["with_mistakes"])
    bureau = _recipe()["county"]["bureau_folder"]
    for mistake in county.mistakes.values():
        school = bureau if mistake.school == BUREAU else mistake.school
        sentences.append(words["mistake"].format(school=school, about=mistake.about))
    return sentences


def _about_late(written: list[Path]) -> list[str]:
    words = _recipe()["wording"]
    schools = words["join"].join(each.parent.name for each in written)
    return [words["late_written"].format(school=schools, files=len(written))] if written else []


def demo_moment() -> str:
    """Return the moment, within its season, that the demo county is received at."""
    return str(_recipe()["moment"])


def intake_is_empty() -> bool:
    """Tell whether nothing has ever been put into the intake folders."""
    return folders.is_empty()


def _recipe() -> Any:
    return catalogue.read_yaml(catalogue.ROOT / "data" / "demo" / "recipe.yml")


def _demo_county(size: Mapping[str, Any]) -> DemoCounty:
    from tasks.demo.county import demo_county

    recipe = _recipe()
    edition = recipe["edition"]
    tables = ("scores", "bmi", "weights", "items")
    return demo_county(
        recipe,
        catalogue.layouts(edition),
        catalogue.code_lists(),
        catalogue.season(edition),
        {name: rulebook.standard_rows(f"{rulebook.FITNESS}/{name}") for name in tables},
        levels_of=_fitness_levels,
        **size,
    )


def _fitness_levels(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the level of the total score of each fitness row, nothing where it has none."""
    import pandas as pd

    from tasks.indicators.fitness.scores import score
    from tasks.staging.run_times import seconds_of

    fields = catalogue.layouts(_recipe()["edition"])["fitness_return"].by_table["fitness"].fields
    times = [field.name for field in fields if field.type == "run_time"]
    numbers = [*times, *(field.name for field in fields if field.type == "decimal")]
    typed = [
        {**row, **{name: seconds_of(row[name]) for name in times if row.get(name)}} for row in rows
    ]
    pupils = pd.DataFrame(typed).reindex(columns=["grade", "sex", "exemption", *numbers])
    pupils[numbers] = pupils[numbers].astype("Float64")
    levels: list[str] = score(pupils, rulebook.fitness_standard())["level"].fillna("").tolist()
    return levels


def _write_demo_workbook(layout: Layout, stamp: Stamp, values: Any, prefill: Any) -> bytes:
    from tasks.intake.blank import write_workbook

    return write_workbook(
        layout,
        stamp,
        catalogue.code_lists(),
        wording=workbook_wording(),
        values=values,
        guidance=rulebook.field_guidance(layout.edition).get(layout.form, {}),
        prefill=prefill,
    )
