"""Where the files of the user are. Light: the short way of ``rehab today`` asks before anything else is loaded."""

from __future__ import annotations

import os
from pathlib import Path


def own_folder() -> Path:
    """Return the folder of the user's own protocols, which every command looks into."""
    import platformdirs

    return platformdirs.user_data_path("rehab") / "library"


def journal_path(given: Path | None) -> Path:
    """Return the journal file: the one named, else ``$REHAB_JOURNAL``, else the one in the user's data folder."""
    if given:
        return given
    if named := os.environ.get("REHAB_JOURNAL"):
        # Where no shell did it, a folder called ~ would come about wherever one stands.
        return Path(os.path.expanduser(named))  # noqa: PTH111 - the other one fails where there is no home
    import platformdirs

    return platformdirs.user_data_path("rehab") / "journal.sqlite3"
