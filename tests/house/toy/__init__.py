"""A language of a few pages, compiled to the VM's core IR: docs/adding-a-language.md tells how.

    total = 0
    while total < 10
      total = total + 1
      if total == 5
        break
      end
    end
    try
      print text("total ", total)
    finally
      print "done"
    end

Nothing here knows Scheme.
"""

from tests.house.toy.language import PAUSED, TOY

__all__ = ["PAUSED", "TOY"]
