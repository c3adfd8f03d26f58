; Objects of Python that have no counterpart here, as a converter encoded them
; (docs/embedding.md): a name and data. Whoever makes one here makes an object there.
(define-library (perdure foreign)
  (import (perdure primitives) (perdure syntax))
  (export foreign make-foreign foreign? foreign-name foreign-data)
  (begin
    (define-record-type foreign
      (make-foreign name data)
      foreign?
      (name foreign-name)
      (data foreign-data))))
