"""`python -m tasks` is `junheng`."""

import sys

from tasks.cli import main

sys.exit(main())
