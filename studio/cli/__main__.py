"""`python -m studio.cli`: the `superstep` command."""

from __future__ import annotations

import sys

from studio.cli.main import main

sys.exit(main())
