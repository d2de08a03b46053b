"""What a notebook talks to."""

from sendneeds.report.area_report import AreaReport, open_area
from sendneeds.report.benchmark import BenchmarkReport, open_benchmark

__all__ = ["AreaReport", "BenchmarkReport", "open_area", "open_benchmark"]
