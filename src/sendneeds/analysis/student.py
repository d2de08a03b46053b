"""Student's t distribution by its special functions, so that no process has to import the rest of `scipy.stats`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit


def find_quantile(share: float, freedom: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the t below which `share` of the distribution lies, for each number of degrees of freedom."""
    return np.asarray(stdtrit(np.asarray(freedom, dtype=float), share), dtype=float)


def find_tail(t: npt.ArrayLike, freedom: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the share of the distribution above each t."""
    return np.asarray(stdtr(np.asarray(freedom, dtype=float), -np.asarray(t, dtype=float)), dtype=float)
