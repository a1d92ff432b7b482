"""Imported before ReportLab, which would run files of settings that lie in the home or beside the person.

``~/.reportlab_mods``, ``~/.reportlab_settings`` and modules of these names on the path are programs: ReportLab runs
them when it is loaded, and fails where the home is no folder (``HOME=/dev/null``, as services have it).
"""

from __future__ import annotations

import sys
from types import ModuleType

for _name in ("reportlab_mods", "reportlab_settings"):
    sys.modules[_name] = ModuleType(_name)
