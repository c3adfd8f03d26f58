; of the file

; the first
; of all
(define (f x) x) (define y 2)

; stands alone

#| two
   lines |#
(define z 3)
(begin
  ; within
  (define w 1)
  (display 1))
(define-library (a b)
  (export q)
  (begin
    ; of the library
    (define (q) 1)
    (define-record-type point (make x) point? (x x x!))
    (define-syntax m (syntax-rules () ((_ a) a)))
    (define-values (c d) (values 1 2))))
