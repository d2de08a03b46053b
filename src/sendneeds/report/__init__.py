"""What a notebook talks to."""

from sendneeds.report.appendices import Appendices, open_appendices
from sendneeds.report.area_report import AreaReport, open_area
from sendneeds.report.benchmark import BenchmarkReport, open_benchmark

__all__ = ["Appendices", "AreaReport", "BenchmarkReport", "open_appendices", "open_area", "open_benchmark"]
