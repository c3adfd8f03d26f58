; Each is the end of a program that begins with the library of counter.scm.

(import (scheme base) (only (my counter) next!))
(next!)                                           ; => 1

(import (scheme base) (prefix (my counter) c:))
(c:next!)                                         ; => 1

(import (scheme base) (rename (my counter) (next! step)))
(step)                                            ; => 1

(import (scheme base) (except (my counter) count-of))
(next!)                                           ; => 1

(import (scheme base) (prefix (only (rename (my counter) (value v)) v) the-))
(the-v)                                           ; => 0

(import (scheme base) (rename (my counter) (next! value) (value next!)))
(list (value) (next!))                            ; => (1 1)
