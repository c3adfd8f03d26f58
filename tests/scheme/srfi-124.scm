; SRFI 124: ephemerons, which are never broken here.

(import (srfi 124))

(define key (list 1))
(define e (make-ephemeron key 'datum))
(map ephemeron? (list e (cons key 'datum) 5))   ; => (#t #f #f)
(list (eq? (ephemeron-key e) key) (ephemeron-datum e) (ephemeron-broken? e))    ; => (#t datum #f)
(define (ephemeron-ref e k)
  (let ((key (ephemeron-key e)) (datum (ephemeron-datum e)))
    (and (not (ephemeron-broken? e)) (eq? key k) (reference-barrier key) datum)))
(list (ephemeron-ref e key) (ephemeron-ref e (list 1)))         ; => (datum #f)
(eq? (make-ephemeron 1 2) (make-ephemeron 1 2)) ; => #f
(ephemeron-key 5)                       ; error: ephemeron-key: expected an ephemeron, got 5
(ephemeron-broken? 5)                   ; error: ephemeron-key: expected an ephemeron, got 5
(import (prefix (scheme ephemeron) s:))
(eq? s:make-ephemeron make-ephemeron)   ; => #t
