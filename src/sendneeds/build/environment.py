"""The environment of every process that runs a notebook: the same wherever and by whomever it is started."""

from __future__ import annotations

FIXED_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "SOURCE_DATE_EPOCH": "1735689600",
    "TZ": "UTC",
}
