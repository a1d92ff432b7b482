"""``python -m rehab``."""

from rehab.cli.app import main

main()
