"""What areas share is worked out once in a process, and is what each would work out alone."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import scipy.stats

from sendneeds.analysis.comparators import summarise_rows, summarise_values
from sendneeds.analysis.intervals import compute_poisson
from sendneeds.analysis.student import find_quantile, find_tail
from sendneeds.errors import DeclarationError
from sendneeds.project import Project
from sendneeds.report.area_evidence import gather_evidence
from sendneeds.report.assessment import assess
from sendneeds.report.national import load_national, summarise_type
from sendneeds.report.pressures import list_pressures
from sendneeds.report.warm import warm_area, warm_national


def test_rows_together_are_what_each_is_alone(project: Project) -> None:
    grid = load_national(project).grid
    values = grid.matrix[::5, :151]
    alone = [summarise_values(row[~np.isnan(row)]) if (~np.isnan(row)).any() else None for row in values]
    assert summarise_rows(values) == alone
    few = summarise_rows(values, 100)
    assert few == [item if item and item.k >= 100 else None for item in alone]
    assert None in few


@pytest.mark.parametrize("slug", ["sutton", "isles-of-scilly", "cumberland"])
def test_findings_are_the_rows_of_the_observations(project: Project, slug: str) -> None:
    evidence = gather_evidence(slug, "2025", project)
    held = evidence.national.observations
    mine = held[held["area_code"] == evidence.area.area_code]
    rows = {(row["indicator"], row["period"]): row for row in mine.to_dict("records")}
    beside = held[held["area_code"].isin([area.area_code for area in evidence.neighbours])]
    for series in evidence.series.values():
        finding = series.latest
        row = rows.get((finding.entry.id, finding.period.code))
        if row:
            assert (finding.value is None) == np.isnan(row["value"])
            assert finding.value in {None, row["value"]}
            assert finding.release == row["release"]
        if finding.neighbours:
            alike = beside[(beside["indicator"] == finding.entry.id) & (beside["period"] == finding.period.code)]
            values = alike["value"].dropna().to_numpy(dtype=float)
            assert (finding.neighbours.k, finding.neighbours.low) == (len(values), values.min())
            assert finding.neighbours.mean == pytest.approx(values.mean(), rel=1e-12)


def test_quantiles_are_those_of_the_library_to_the_last_bit() -> None:
    t = np.linspace(0, 40, 401)
    for freedom in range(1, 152):
        assert np.array_equal(find_tail(t, freedom), scipy.stats.t.sf(t, freedom))
        for share in (0.9, 0.95, 0.975, 0.995):
            assert find_quantile(share, freedom) == scipy.stats.t.ppf(share, freedom)
    for events in range(1, 10):
        low, high = compute_poisson(events)
        assert low == scipy.stats.chi2.ppf((1 - 0.95) / 2, 2 * events) / 2
        assert high == scipy.stats.chi2.ppf(1 - (1 - 0.95) / 2, 2 * (events + 1)) / 2


def test_a_warm_process_has_done_what_all_areas_share(project: Project) -> None:
    with pytest.raises(DeclarationError, match="1066"):
        warm_national(project, "1066")
    national = warm_national(project, "2025")
    assert {"grid", "boards", "inspections", "quality"} <= set(vars(national))
    before = summarise_type.cache_info().misses
    warm_area("leeds", "2025", project)
    evidence = gather_evidence("leeds", "2025", project)
    assert evidence is gather_evidence("Leeds", "2025", project)
    assert assess(evidence) is assess(evidence)
    assert summarise_type.cache_info().misses == before


def test_a_process_keeps_few_areas(project: Project) -> None:
    for slug in ("leeds", "sutton", "dorset", "somerset"):
        warm_area(slug, "2025", project)
    assert assess.cache_info().currsize <= 2
    assert list_pressures.cache_info().currsize <= 2


def test_reports_import_no_library_that_they_hardly_use() -> None:
    heavy = "{'scipy.stats', 'seaborn', 'ruamel.yaml', 'statsmodels', 'scipy.optimize'}"
    code = f"import sys, sendneeds.report; print(sorted({heavy} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
