; Streams: lists of which each element and each rest is computed when it is first asked
; for. A stream is a record that holds a promise; what the promise gives is the object
; `nothing` or a cell, whose head is a promise and whose tail is a stream.
;
; Streams chained by stream-lazy share one promise when it is forced, as promises
; chained by delay-force do: skipping any number of elements takes constant space.

(define-record-type stream (%stream promise) stream? (promise %promise-of))
(define-record-type stream-cell (make-cell head tail) cell? (head head-of) (tail tail-of))

(define nothing (list 'nothing))

(define stream-null (%stream (make-promise nothing)))

(define (content-of s) (force (%promise-of s)))

(define-syntax stream-lazy
  (syntax-rules ()
    ((_ expression) (%stream (delay-force (promise-of expression))))))

(define (promise-of s)
  (if (stream? s) (%promise-of s) (%expected 'stream "a stream as the rest" s)))

(define-syntax stream-cons
  (syntax-rules ()
    ((_ object rest)
     (%stream (make-promise (make-cell (delay object) (stream-lazy rest)))))))

(define-syntax stream-lambda
  (syntax-rules ()
    ((_ formals body0 body1 ...)
     (lambda formals (stream-lazy (let () body0 body1 ...))))))

(define-syntax define-stream
  (syntax-rules ()
    ((_ (name . formals) body0 body1 ...)
     (define name (stream-lambda formals body0 body1 ...)))))

(define-syntax stream-let
  (syntax-rules ()
    ((_ tag ((variable value) ...) body0 body1 ...)
     ((letrec ((tag (stream-lambda (variable ...) body0 body1 ...))) tag) value ...))))

(define (stream-null? x)
  (and (stream? x) (eq? (content-of x) nothing)))

(define (stream-pair? x)
  (and (stream? x) (cell? (content-of x))))

(define (cell-of who s)
  (let ((content (if (stream? s) (content-of s) (%expected who "a stream" s))))
    (if (cell? content) content (error who "the stream has ended"))))

(define (stream-car s) (force (head-of (cell-of 'stream-car s))))
(define (stream-cdr s) (tail-of (cell-of 'stream-cdr s)))

(define-syntax stream
  (syntax-rules ()
    ((_) stream-null)
    ((_ object more ...) (stream-cons object (stream more ...)))))

; ---- patterns

(define-syntax stream-match
  (syntax-rules ()
    ((_ expression clause ...)
     (let ((s (checked-stream 'stream-match expression)))
       (match-clauses s clause ...)))))

(define-syntax match-clauses
  (syntax-rules ()
    ((_ s) (error 'stream-match "no pattern fits the stream"))
    ((_ s clause more ...)
     (let ((otherwise (lambda () (match-clauses s more ...))))
       (match-clause s clause (otherwise))))))

(define-syntax match-clause
  (syntax-rules ()
    ((_ s (pattern fender expression) otherwise)
     (match-pattern s pattern (if fender expression otherwise) otherwise))
    ((_ s (pattern expression) otherwise)
     (match-pattern s pattern expression otherwise))))

(define-syntax match-pattern
  (syntax-rules (_)
    ((match s () fits otherwise)
     (if (stream-null? s) fits otherwise))
    ((match s (_ . rest) fits otherwise)
     (if (stream-pair? s)
         (let ((tail (stream-cdr s)))
           (match-pattern tail rest fits otherwise))
         otherwise))
    ((match s (variable . rest) fits otherwise)
     (if (stream-pair? s)
         (let ((variable (stream-car s)) (tail (stream-cdr s)))
           (match-pattern tail rest fits otherwise))
         otherwise))
    ((match s _ fits otherwise) fits)
    ((match s variable fits otherwise) (let ((variable s)) fits))))

; ---- comprehensions

; (stream-of x (x in s) (y is (* x x)) (odd? y)): `rest` is the stream that follows the
; elements that the innermost loop gives.
(define-syntax stream-of
  (syntax-rules ()
    ((_ expression clause ...)
     (stream-of-rest expression stream-null clause ...))))

(define-syntax stream-of-rest
  (syntax-rules (in is)
    ((_ expression rest) (stream-cons expression rest))
    ((_ expression rest (variable in source) clause ...)
     (stream-let loop ((s source))
       (if (stream-null? s)
           rest
           (let ((variable (stream-car s)))
             (stream-of-rest expression (loop (stream-cdr s)) clause ...)))))
    ((_ expression rest (variable is value) clause ...)
     (let ((variable value))
       (stream-of-rest expression rest clause ...)))
    ((_ expression rest suits clause ...)
     (if suits
         (stream-of-rest expression rest clause ...)
         rest))))
