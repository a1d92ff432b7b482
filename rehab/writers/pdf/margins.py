"""The margins of a clinic: the page moves within its paper, the text keeps its width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rehab.models.template import USUAL_MARGIN, Margins
from rehab.writers.pdf.blocks import Leaf
from rehab.writers.pdf.pages_frame import bottom
from rehab.writers.pdf.sheet import Paper
from rehab.writers.pdf.words import Booklet

_OVER = 1.5
"""The white under the last line of page 1 may pass its foot by so many mm."""


def within(paper: Paper, margins: Margins) -> Paper:
    """Return a paper whose pages stand within these margins."""
    down, up = margins.top - USUAL_MARGIN, margins.bottom - USUAL_MARGIN
    return replace(
        paper,
        left=paper.left if margins.left is None else margins.left,
        head=paper.head + down,
        title=paper.title + down,
        content=paper.content + down,
        last=paper.last - up,
        foot_rule=paper.foot_rule - up,
        foot=paper.foot - up,
        edge=paper.edge + down,
    )


def overflows(book: Booklet, leaves: Sequence[Leaf]) -> bool:
    """Whether something reaches below its page: then the margins are too wide for this plan."""
    later = replace(book, later_sheet=True)
    return any(leaf.end > bottom(later if leaf.later else book, strip=leaf.strip) + _OVER for leaf in leaves)
