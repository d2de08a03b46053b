"""The environment of every process that runs a notebook: the same wherever and by whomever it is started."""

from __future__ import annotations

FIXED_ENVIRONMENT = {
    # pyarrow, where a notebook loads it, starts no thread of its own in a process that may fork.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "SOURCE_DATE_EPOCH": "1735689600",
    "TZ": "UTC",
}
