"""What a notebook talks to."""

from sendneeds.report.area_report import AreaReport, open_area

__all__ = ["AreaReport", "open_area"]
