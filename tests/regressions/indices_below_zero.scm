; list-tail said that the last index is the last element's; it may also be behind that.
(list-tail '(1 2) -1)   ; error: list-tail: expected an index from 0 to 2, got -1
(list-tail '(1 2) 2)    ; => ()
(list-ref '(1 2) -1)    ; error: list-ref: expected an index from 0 to 1, got -1
