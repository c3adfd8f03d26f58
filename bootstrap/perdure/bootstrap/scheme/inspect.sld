; What an inspector shows of a program's own kinds of values: docs/living.md.
(define-library (perdure inspect)
  (import (scheme base))
  (export define-view view-of)
  (begin
    ; (predicate . procedure), the newest first.
    (define views '())

    (define (without predicate views)
      (cond ((null? views) '())
            ((eq? (caar views) predicate) (cdr views))
            (else (cons (car views) (without predicate (cdr views))))))

    ; Of what satisfies the predicate, show what the procedure gives: a list of (label . value).
    (define (define-view predicate procedure)
      (set! views (cons (cons predicate procedure) (without predicate views))))

    ; What is shown of a value; #f where no view was defined for it.
    (define (view-of value)
      (let find ((left views))
        (cond ((null? left) #f)
              (((caar left) value) ((cdar left) value))
              (else (find (cdr left))))))))
