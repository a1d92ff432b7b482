"""Controls of docs/safety.md that no other test holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from shell import run

from rehab.notation import parse_dose
from rehab.notation.error import NotationError


@pytest.mark.parametrize("line", ["3 x 12 @ 20 lb, daily", "3 x 12, load 20 lb, daily", "3 x 12, load 20 lbs, daily"])
def test_a_dose_in_pounds_is_refused(line: str) -> None:
    with pytest.raises(NotationError, match="lb"):
        parse_dose(line)


@pytest.mark.parametrize("weight", ["180lb", "180 lb", "180lbs", "400"])
def test_a_weight_in_pounds_is_refused(
    weight: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / "plan.pdf"
    strain = ("hamstring-strain", "--injured", "2026-11-18", "--no-flags", "-o", target)
    assert run(capfd, monkeypatch, "plan", *strain, "--weight", weight).code == 2
    assert not target.exists()
