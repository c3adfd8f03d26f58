(import (scheme base) (perdure base) (perdure process) (perdure mailbox))

(define-record-type point (make-point x y) point? (x point-x) (y point-y))

(define (next)
  (receive-case
    (('pay amount) (where (> amount 10)) (list 'big amount))
    ((? string? s) (list 'text s))
    (#(a b) (+ a b))
    (5 'five)
    ((? point? (point-x x) (point-y y)) (list 'point x y))
    (after 10 'late)))

(define (shape)
  (receive-case
    ((1 . rest) (list "rest" rest))
    (() "empty")
    (#\a "character")
    (#t "true")
    (('quote 'x) "quoted")
    (#('a #('b x)) (list "nested" x))
    ((('a . n) "b" x) (list "deep" n x))
    ((? point? (point-x 0) (point-y y)) (list "on the axis" y))
    ((? point? p) (list "whole" (point? p)))
    ((? number? n) (where (< n 0)) (list "negative" n))
    (_ "other")))

(define looked '())
(define (looked-at-and-last? message)
  (set! looked (cons message looked))
  (eq? message 'last))

; Doubles what it is asked, once it was told to begin.
(define (serve)
  (receive-case ((? request? r) (reply! r (* 2 (request-value r))) (serve))))
(define server (spawn (lambda () (receive-case ('go (serve))))))

(define (reply-twice)
  (receive-case
    ((? request? r)
     (when (number? (request-value r))
       (reply! r (request-value r))
       (reply! r 'again))
     (reply-twice))))

(define (ask-and-end)
  (receive-case ('end 'ended) ('fail (car '()))))
