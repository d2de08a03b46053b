"""Needs assessments and commissioning priorities for SEND, for any local area in England."""

__version__ = "0.1.0"
