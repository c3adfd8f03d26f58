(import (scheme base) (perdure base) (perdure process) (srfi 125) (srfi 128))

(define-record-type account (make-account owner friend) account?
  (owner owner) (friend friend set-friend!))

(define eq-comparator (make-eq-comparator))
(define old (make-account "old" #f))
(define new (make-account "new" #f))

(define in-list (list 1 old 3))
(define in-vector (vector old))
(define in-record (make-account "friend" old))
(set-friend! old old)
(define captured (let ((it old)) (lambda () it)))
(define counter (let ((it old)) (lambda (put) (if put (set! it put)) it)))
(define boxed (let ((it old)) (set! it old) (lambda () it)))

(define few (make-hash-table eq-comparator))
(hash-table-set! few old 'found)
(hash-table-set! few 'value old)

(define many (make-hash-table eq-comparator))
(do ((n 0 (+ n 1))) ((= n 99)) (hash-table-set! many (list n) n))
(hash-table-set! many old 'found)

(define by-content (make-hash-table (make-equal-comparator)))
(hash-table-set! by-content old 'found)

(define (table-says)
  (list (symbol->string (hash-table-ref/default few new 'lost))
        (symbol->string (hash-table-ref/default many new 'lost))
        (symbol->string (hash-table-ref/default by-content new 'lost))
        (hash-table-size many)))

; Each leads to the account in another way.
(define ways
  (list (lambda () old)
        (lambda () (cadr in-list))
        (lambda () (vector-ref in-vector 0))
        (lambda () (friend in-record))
        (lambda () (captured))
        (lambda () (counter #f))
        (lambda () (boxed))
        (lambda () (hash-table-ref/default few 'value #f))))

(define (hold it)
  (let* ((sent (receive)) (go (receive)))
    (list (eq? it new) (eq? sent new))))
