"""The read-eval-print loop: `prompt` on a terminal, `plain` on pipes and dumb terminals."""
