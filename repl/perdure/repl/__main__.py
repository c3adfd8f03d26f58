"""`python -m perdure.repl`: the same as the `perdure` command."""

import sys

from perdure.repl.start import main

sys.exit(main())
