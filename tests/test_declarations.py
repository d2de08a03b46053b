"""The declarations under `params/`: complete, unique, consistent, and refused with file, line and key when broken."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sendneeds.declare.declaration import check_declaration
from sendneeds.declare.indicator import Direction, Indicator, Unit
from sendneeds.declare.registry import Registry, check_area_names, load_registry
from sendneeds.declare.source import DerivedSource, TableSource
from sendneeds.declare.yaml_file import load_yaml
from sendneeds.errors import DeclarationError
from sendneeds.evidence.geography import load_areas
from sendneeds.project import Project

CORE = re.findall(
    r"\w+",
    """
pop_0_25 sen_ehc_pct sen_support_pct ehc_rate_0_25 cla_ehc_pct ehc_plans_total ehc_growth_5y_pct ehc_new_plans
ehc_requests ehc_requests_refused_pct ehc_assess_no_plan_pct ehc_age16_25_pct review_decision_4wk_pct ehc_20wk_ex_pct
ehc_over_1yr_pct request_6wk_pct need_asd_pct need_semh_pct need_slcn_pct need_mld_pct need_sld_pct need_spld_pct
place_mainstream_pct place_unit_pct place_state_special_pct place_inmss_pct place_fe_pct place_ehe_pct
residential_per_1000 susp_rate_ehc susp_rate_support perm_excl_rate_ehc perm_excl_rate_support absence_ehc_pct
absence_support_pct persistent_absence_ehc_pct severe_absence_ehc_pct susp_primary_pct gld_ehc_pct gld_support_pct
ks2_rwm_ehc_pct ks2_rwm_support_pct a8_ehc a8_support l2em_19_ehc_pct neet_nk_ehc_pct et_1617_sen_pct
ks4_sustained_ehc_pct supported_internships_per_1000 high_needs_block_gbp sen_weekly_unit_cost dsg_balance_pct
tribunal_appeal_rate_pct mediation_per_100_refusals personal_budget_pct slt_wait_18wk_pct ot_wait_18wk_pct
dmo_or_dco_in_post
""",
)
EXTRA = re.findall(
    r"\w+",
    """
sen_total_pct sen_ehc_primary_pct sen_ehc_secondary_pct sen_mainstream_pct cin_ehc_pct ehc_plans_2010_2022 ehc_ceased
ehc_20wk_all_pct noplan_16wk_pct need_pmld_pct need_pd_pct need_hi_pct need_vi_pct place_special_pct place_ap_pct
place_state_special_pct_2010_2022 newplans_la_mainstream_pct susp_rate_nosen absence_nosen_pct
persistent_absence_support_pct perm_excl_special_pct phonics_support_pct ks2_rwm_ehc_counts_pct neet_nk_support_pct
inmss_spend_per_head personal_budget_pct_2014_2022 paed_wait_18wk_pct
""",
)
EARLIER = [
    "ehc_requests_2016_2021",
    "ehc_20wk_ex_pct_2014_2021",
    *(
        f"place_{kind}_pct_2010_2022"
        for kind in ("mainstream_la", "mainstream_academy", "unit", "special_la", "special_academy", "inmss", "fe")
    ),
]
# No agreed good direction: decisions not to assess, disputes, places outside state schools and colleges, spend,
# personal budgets.
CONTESTED = {
    "ehc_requests_refused_pct",
    "tribunal_appeal_rate_pct",
    "mediation_per_100_refusals",
    "place_inmss_pct",
    "place_inmss_pct_2010_2022",
    "place_mainstream_independent_pct",
    "place_ehe_pct",
    "place_elsewhere_pct",
    "place_other_la_pct",
    "place_other_parents_pct",
    "residential_per_1000",
    "sen_weekly_unit_cost",
    "inmss_spend_per_head",
    "personal_budget_pct",
    "personal_budget_pct_2014_2022",
}
LONGEST_SHORT = 45
BANNED = re.compile(
    r"\b(better|worse|worst|best|must act|significant\w*|alarming|crisis|failing|refused)\b", re.IGNORECASE
)
RATES = {Unit.PERCENT, Unit.PER_100, Unit.PER_1000, Unit.PERCENT_CHANGE}


def _list_keys(path: Path) -> list[str]:
    values = load_yaml(path).values
    assert isinstance(values, dict)
    return list(values)


@pytest.fixture(scope="module")
def registry(project: Project) -> Registry:
    return load_registry(project)


def _say(indicator: Indicator) -> list[str]:
    """Return every text of an indicator that a reader may see."""
    texts = [indicator.label, indicator.short, indicator.description, indicator.why_it_matters, *indicator.noun]
    texts += [*indicator.caveats, indicator.ages, indicator.of or "-"]
    texts += [item.label for item in indicator.breaks] + [item.label for item in indicator.marks]
    return [*texts, *((indicator.duty.name, indicator.duty.law) if indicator.duty else ())]


def test_every_promised_indicator_is_declared(registry: Registry) -> None:
    assert len(CORE) == 58
    assert len(EXTRA) == 27
    missing = {*CORE, *EXTRA, *EARLIER} - set(registry.indicators)
    assert not missing
    core = {key for key, entry in registry.indicators.items() if entry.indicator.core}
    assert core == set(CORE)


def test_ids_are_used_once_and_are_plain(project: Project, registry: Registry) -> None:
    keys = [key for path in sorted(project.indicators.glob("*.yml")) for key in _list_keys(path)]
    assert len(keys) == len(set(keys)) == len(registry.indicators)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in keys)


def test_texts_are_complete_and_sober(registry: Registry) -> None:
    for key, entry in registry.indicators.items():
        indicator = entry.indicator
        assert len(indicator.short) <= LONGEST_SHORT, key
        for text in _say(indicator):
            assert text.strip(), key
            assert not BANNED.search(text), f"{key}: {text}"
        for text in (indicator.description, indicator.why_it_matters, *indicator.caveats):
            assert text.endswith("."), f"{key}: {text}"
        assert indicator.of or indicator.unit not in RATES, key


def test_labels_are_told_apart(registry: Registry) -> None:
    for field in ("label", "short"):
        texts = [getattr(entry.indicator, field) for entry in registry.indicators.values()]
        assert sorted(texts) == sorted(set(texts))


def test_contested_indicators_are_those_of_the_methods(registry: Registry) -> None:
    contested = {key for key, entry in registry.indicators.items() if entry.indicator.direction is Direction.CONTESTED}
    assert contested == CONTESTED


def test_legal_limits_name_their_law(registry: Registry) -> None:
    duties = {key: entry.indicator.duty for key, entry in registry.indicators.items() if entry.indicator.duty}
    assert {"ehc_20wk_ex_pct", "request_6wk_pct", "noplan_16wk_pct", "review_decision_4wk_pct"} <= set(duties)
    for key, duty in duties.items():
        assert duty is not None
        assert re.search(r"\b(19|20)\d\d\b", duty.law), key
        assert registry.indicators[key].indicator.direction is Direction.HIGH


def test_series_across_the_new_return_have_their_break(registry: Registry) -> None:
    for key, before in (("ehc_plans_total", "202223"), ("ehc_requests", "2022"), ("tribunal_appeal_rate_pct", "2022")):
        breaks = registry.indicators[key].indicator.breaks
        assert [(item.before, item.kind) for item in breaks] == [(before, "collection")], key
    assert [item.kind for item in registry.indicators["gld_ehc_pct"].indicator.breaks] == ["definition"]


def test_rates_by_sen_claim_no_england_value(registry: Registry) -> None:
    for key, entry in registry.indicators.items():
        source = entry.indicator.source
        if isinstance(source, TableSource) and {"exclusions_2026", "absence_2026"} & set(source.release):
            assert not entry.indicator.england, key


def test_parts_of_derived_indicators_share_a_base(registry: Registry) -> None:
    for key, entry in registry.indicators.items():
        source = entry.indicator.source
        if isinstance(source, DerivedSource):
            bases = {registry.indicators[other].indicator.counted_by for other in source.of}
            assert len(bases) == 1, f"{key} joins figures by residence with figures by school"


def test_local_files_and_footnotes_name_real_areas(project: Project, registry: Registry) -> None:
    assert set(registry.local_areas) >= {"sutton", "somerset", "sunderland", "nottinghamshire"}
    assert not check_area_names(registry, [area.slug for area in load_areas(project)])
    for slug in ("sutton", "somerset", "sunderland", "nottinghamshire"):
        local = registry.local_areas[slug]
        assert local.is_draft
        assert local.council
        assert local.integrated_care_board
        assert all(theme.source and theme.date for theme in local.families)


def test_footnotes_of_the_2025_release_reach_their_areas(registry: Registry) -> None:
    note = registry.footnotes["ehc_plans_2025.all_exceptions_2024"]
    assert set(note.areas) == {"dorset", "city-of-london"}
    assert "ehc_20wk_ex_pct" in note.indicators
    assert set(registry.footnotes["ehc_plans_2025.reviews_not_returned"].areas) == {"blackpool", "reading"}


@pytest.fixture
def copied(project: Project, tmp_path: Path) -> Project:
    """Return a copy of the declarations that a test may break."""
    shutil.copytree(project.root / "params", tmp_path / "params")
    (tmp_path / "data").mkdir()
    shutil.copy(project.sources_lock, tmp_path / "data")
    return Project(tmp_path)


def _break(project: Project, file: str, old: str, new: str) -> tuple[int, str]:
    """Replace the first `old`; return its line and all that the registry then complains about."""
    path = project.indicators / file
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_registry(project)
    assert caught.value.exit_code == 2
    return line, str(caught.value)


def test_an_unknown_key_is_named_with_its_file_line_and_nearest_key(copied: Project) -> None:
    line, words = _break(copied, "timeliness.yml", "  direction: high", "  directon: high")
    assert f"timeliness.yml, line {line}" in words
    assert "'directon'" in words
    assert "nearest: 'direction'" in words
    assert "the key 'direction'" in words, "the missing key is a problem of its own"


def test_an_unknown_key_deep_in_a_source_is_named(copied: Project) -> None:
    line, words = _break(copied, "plans.yml", "      columns: ehcplans", "      colums: ehcplans")
    assert f"plans.yml, line {line}" in words
    assert "nearest: 'columns'" in words


def test_an_unknown_release_is_named_with_the_nearest(copied: Project) -> None:
    _, words = _break(copied, "population.yml", "release: lait_2026_04", "release: lait_2026_4")
    assert "the release 'lait_2026_4'" in words
    assert "nearest: 'lait_2026_04'" in words


def test_an_impossible_period_is_named(copied: Project) -> None:
    _, words = _break(copied, "plans.yml", 'before: "202223"', 'before: "soon"')
    assert "the period 'soon'" in words


def test_a_key_written_twice_is_named(copied: Project) -> None:
    line, words = _break(copied, "needs.yml", "  unit: percent", "  unit: percent\n  unit: count")
    assert f"needs.yml, line {line + 1}" in words
    assert "'unit' again" in words


def test_all_problems_are_reported_at_once(copied: Project) -> None:
    (copied.editions / "2025.yml").write_text('as_at: "2025-12-31"\nneighbors: "2025"\n', encoding="utf-8")
    (copied.areas / "sutton.yml").write_text("councill: Sutton\n", encoding="utf-8")
    _, words = _break(copied, "needs.yml", "  unit: percent", "  unit: percentage")
    assert all(file in words for file in ("2025.yml", "sutton.yml", "needs.yml"))


def test_declarations_are_read_once_while_they_stay_as_they_are(copied: Project) -> None:
    first = load_registry(copied)
    assert load_registry(copied) is first
    path = copied.editions / "2025.yml"
    path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    again = load_registry(copied)
    assert again is not first
    assert again == first
    (copied.areas / "leeds.yml").write_text("council: Leeds City Council\n", encoding="utf-8")
    assert "leeds" in load_registry(copied).local_areas


def test_each_file_can_be_read_on_its_own(project: Project) -> None:
    for path in sorted(project.indicators.glob("*.yml")):
        yaml_file = load_yaml(path)
        assert not yaml_file.problems
        for key in _list_keys(path):
            _, problems = check_declaration(yaml_file, (key,), Indicator)
            assert not problems
