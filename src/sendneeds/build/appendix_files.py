"""What goes with the appendices: the figures of their areas as workbook and CSV, and what each column holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sendneeds.build.cell_text import write_csv
from sendneeds.build.data_files import DICTIONARY, name_data
from sendneeds.build.data_sheets import describe_edition_front, list_edition_sheets
from sendneeds.build.workbook import write_workbook
from sendneeds.report.area_evidence import National
from sendneeds.report.benchmark_evidence import gather_many
from sendneeds.report.data_rows import tabulate_data, tabulate_dictionary


def write_appendix_data(staging: Path, national: National, edition_name: str, slugs: Sequence[str]) -> tuple[str, ...]:
    """Write the workbook, the CSV file and its data dictionary for some areas. Returns the names of the files."""
    gathered = gather_many(slugs, edition_name, national.project)
    edition, areas = national.registry.find_edition(edition_name), [item.area for item in gathered]
    name = name_data(edition_name)
    front = describe_edition_front(edition_name, edition, areas)
    write_workbook(staging / f"{name}.xlsx", front, list_edition_sheets(national, edition, areas), edition.as_at)
    write_csv(staging / f"{name}.csv", pd.concat([tabulate_data(item) for item in gathered], ignore_index=True))
    write_csv(staging / DICTIONARY, tabulate_dictionary())
    return f"{name}.xlsx", f"{name}.csv", DICTIONARY
