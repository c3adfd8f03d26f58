; The procedures of a record type referred to it by its name, so a second type of
; that name took the first one's instances away from them.

(define-record-type thing (make-thing name) thing? (name thing-name))
(define first (make-thing 'first))
(define first? thing?)
(define first-name thing-name)
(define-record-type thing (make-thing) thing?)
(list (first? first) (first-name first) (thing? first) (first? (make-thing)))   ; => (#t first #f #f)

; Evaluated again as it was, as loading a file again does, a type stays the type that it
; was; and it is that type again when its definition is what it was before.
(define-record-type <order> (make-order id) order? (id order-id))
(define order-7 (make-order 7))
(define-record-type <order> (order-of id) is-order? (id order-id set-order-id!))
(is-order? order-7)   ; => #t
(define-record-type <order> (make-order id city) order? (id order-id) (city order-city))
(order? order-7)   ; => #f
(define-record-type <order> (make-order id) order? (id order-id))
(order-id order-7)   ; => 7

; Types that a macro makes under one name of its own are as many as its uses.
(define-syntax define-box
  (syntax-rules ()
    ((_ make is? get) (define-record-type box (make x) is? (x get)))))
(define-box make-a a? a-x)
(define-box make-b b? b-x)
(define one-a (make-a 1))
(define-box make-a a? a-x)
(list (a? one-a) (b? one-a) (a? (make-b 1)))   ; => (#t #f #f)

; Where a body is evaluated again, its definitions make new types, as the report has it.
(define (two)
  (define-record-type local (make-local) local?)
  (list (make-local) local?))
(let ((a (two)) (b (two))) (list ((cadr a) (car a)) ((cadr a) (car b))))   ; => (#t #f)
