; An error that a library's procedure found named a place in the library, one of
; a record's accessor the record type's definition, and `error` none at all.

(list (error "mine" 1))                 ; error: mine 1 at 1:7
(define-record-type thing (make-thing name) thing? (name thing-name))
(list (thing-name 5))                   ; error: thing-name: expected a thing, got 5 at 1:7
(list (map car 5))                      ; error: map: expected a list, got 5 at 1:7
(list 1
      (sort '(1 a) <))                  ; error: <: expected a real number, got a at 2:7
(list `(1 ,@5 2))                       ; error: append: expected a list, got 5 at 1:11
(define (deep n) (if (= n 0) (error "bottom") (+ 1 (deep (- n 1)))))
(guard (e (#t (condition-position e))) (deep 3000))     ; => "places_of_errors.scm:11:30"
; A parameter that was called with more arguments than it takes showed Python's own words.
((make-parameter 1) 2 3)                ; error: parameter: expected 0 to 1 argument, got 2
; Lists beside the first were never looked at, and a keyword was called built in.
(map + '(1 2) 5)                        ; error: map: expected a list, got 5
(set! if 1)                             ; error: set!: if is a keyword and cannot be assigned
; A form that was a tail call as a whole left no frame that could tell the place.
(map car 5)                             ; error: map: expected a list, got 5 at 1:1
(assert (= 1 2))                        ; error: assertion failed at 1:1
; call/cc of what takes no continuation stopped the machine, or gave Python's words.
(call/cc 5)                             ; error: call/cc: expected a procedure, got 5 at 1:1
(call/cc (lambda () 1))                 ; error: procedure: expected 0 arguments, got 1 at 1:1
