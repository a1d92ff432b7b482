"""``python -m rehab``."""

from rehab.cli.lane import main

main()
