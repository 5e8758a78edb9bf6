"""The examples' folder on the import path, as a worker puts it there."""

import sys
from pathlib import Path

EXAMPLES = str(Path(__file__).parents[3] / "examples")
if EXAMPLES not in sys.path:
    sys.path.insert(0, EXAMPLES)
