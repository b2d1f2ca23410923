"""numpy's reductions as they are behind ``np.sum`` and the like.

Those take longer to find them than these take for few elements. Unlike there, ``axis`` is 0 unless
it is given; None means all.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Fold = Callable[..., Any]

added: Fold = np.add.reduce
multiplied: Fold = np.multiply.reduce
all_true: Fold = np.logical_and.reduce
any_true: Fold = np.logical_or.reduce
