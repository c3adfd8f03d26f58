; The area of a rectangle.
; In any unit.
(define (area w h)
  "The product,
   no more."
  (* w h))

(define volume
  (lambda (w h d)
    "As well."
    (* d (area w h))))

(begin
  (define (said) "only a value"))
(define-record-type point (make-point x y) point? (x point-x) (y point-y))
(define-syntax swap!
  (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(define-syntax twice (syntax-rules () ((_ e) (begin (swap! x e) (swap! e x)))))
(define answer 42)
