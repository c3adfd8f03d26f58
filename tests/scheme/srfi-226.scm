; SRFI 226: delimited continuations.

(import (srfi 226))

; ---- Tags

(continuation-prompt-tag? (default-continuation-prompt-tag))                    ; => #t
(eq? (default-continuation-prompt-tag) (default-continuation-prompt-tag))       ; => #t
(continuation-prompt-tag? (make-continuation-prompt-tag))                       ; => #t
(continuation-prompt-tag? 'default)                                             ; => #f
(equal? (make-continuation-prompt-tag) (default-continuation-prompt-tag))       ; => #f
(equal? (make-continuation-prompt-tag 'a) (make-continuation-prompt-tag 'a))    ; => #f
(make-continuation-prompt-tag 'a)               ; => #<continuation-prompt-tag name: a>

(define tag (make-continuation-prompt-tag 'tag))
(define other (make-continuation-prompt-tag 'other))

; ---- Aborting

; Without an abort a prompt is not noticed; several values pass.
(call-with-continuation-prompt (lambda () 5))                   ; => 5
(call-with-continuation-prompt (lambda () 5) tag)               ; => 5
(call-with-continuation-prompt (lambda () 5) tag list)          ; => 5
(call-with-values
  (lambda () (call-with-continuation-prompt (lambda () (values 1 2))))
  list)                                                         ; => (1 2)

(call-with-continuation-prompt
  (lambda () (+ 1 (abort-current-continuation tag 'foo 'bar) 2))
  tag list)                                                     ; => (foo bar)
(call-with-continuation-prompt
  (lambda () (+ 1 (abort-current-continuation tag)))
  tag list)                                                     ; => ()
(+ 1 (call-with-continuation-prompt
       (lambda () (+ 10 (abort-current-continuation tag 100)))
       tag (lambda (n) (+ n 1000))))                            ; => 1101

; The default handler puts the prompt back and calls a thunk in it.
(call-with-continuation-prompt
  (lambda ()
    (abort-current-continuation tag
      (lambda () (abort-current-continuation tag (lambda () 27)))))
  tag #f)                                                       ; => 27
(+ 1 (call-with-continuation-prompt
       (lambda ()
         (* 2 (abort-current-continuation (default-continuation-prompt-tag) (lambda () 5))))))
                                                                ; => 6

; The innermost prompt with the tag is the one; those with other tags are passed.
(define (nested inner)
  (call-with-continuation-prompt
    (lambda ()
      (list 'outer
            (call-with-continuation-prompt
              (lambda ()
                (list 'inner (abort-current-continuation tag 'aborted)))
              inner list)))
    tag vector))
(nested tag)                    ; => (outer (aborted))
(nested other)                  ; => #(aborted)

; The handler is called outside of the prompt.
(call-with-continuation-prompt
  (lambda ()
    (call-with-continuation-prompt
      (lambda () (abort-current-continuation tag 1))
      tag
      (lambda (n) (abort-current-continuation tag (+ n 1)))))
  tag (lambda (n) (list 'outermost n)))                         ; => (outermost 2)

; A way out of a loop.
(define (first-negative numbers)
  (call-with-continuation-prompt
    (lambda ()
      (for-each (lambda (n) (if (negative? n) (abort-current-continuation tag n))) numbers)
      'none)
    tag values))
(first-negative '(1 2 -3 4 -5))         ; => -3
(first-negative '(1 2))                 ; => none

; A way out of a deep recursion.
(define (product numbers)
  (call-with-continuation-prompt
    (lambda ()
      (let loop ((numbers numbers))
        (cond ((null? numbers) 1)
              ((eqv? 0 (car numbers)) (abort-current-continuation tag 0))
              (else (* (car numbers) (loop (cdr numbers)))))))
    tag values))
(product '(1 2 3 4))                                            ; => 24
(product (append (make-list 20000 2) '(0)))                     ; => 0

; A process begins within a prompt with the default tag.
(begin (abort-current-continuation (default-continuation-prompt-tag) (lambda () 'over)) 'not)
                                                                ; => over
(+ 1 (abort-current-continuation (default-continuation-prompt-tag) (lambda () 5)))      ; => 5

(abort-current-continuation tag 1)              ; error: abort-current-continuation: there is no prompt with this tag around; call it within call-with-continuation-prompt: #<continuation-prompt-tag name: tag>
(abort-current-continuation 'tag 1)             ; error: abort-current-continuation: expected a prompt tag, got tag
(call-with-continuation-prompt 5)               ; error: call-with-continuation-prompt: expected a procedure, got 5
(call-with-continuation-prompt list 5)          ; error: call-with-continuation-prompt: expected a prompt tag, got 5
(call-with-continuation-prompt list tag 5)      ; error: call-with-continuation-prompt: expected a procedure, got 5
(begin
  (call-with-continuation-prompt (lambda () 1) tag)
  (abort-current-continuation tag 1))           ; error: abort-current-continuation: there is no prompt with this tag around; call it within call-with-continuation-prompt: #<continuation-prompt-tag name: tag>

(define (violated thunk)
  (guard (e ((continuation-violation? e) (list 'violated (continuation-violation-prompt-tag e))))
    (thunk)))
(violated (lambda () (abort-current-continuation other)))
                                        ; => (violated #<continuation-prompt-tag name: other>)
(violated (lambda () (call-with-composable-continuation list other)))
                                        ; => (violated #<continuation-prompt-tag name: other>)
(violated (lambda () (call-with-non-composable-continuation list other)))
                                        ; => (violated #<continuation-prompt-tag name: other>)
(violated (lambda () (raise (make-continuation-violation tag))))
                                        ; => (violated #<continuation-prompt-tag name: tag>)
(continuation-violation? 5)             ; => #f
(guard (e (#t (continuation-violation? e))) (car 5))            ; => #f
(continuation-violation-prompt-tag 5)   ; error: continuation-violation-prompt-tag: expected a continuation violation, got 5
(violated (lambda () (raise (make-continuation-violation 'any-object))))        ; => (violated any-object)

; ---- Composable and other continuations

(* 2 (call-with-continuation-prompt
       (lambda ()
         (* 3 (call-with-non-composable-continuation
                (lambda (k)
                  (* 5 (call-with-continuation-prompt (lambda () (* 7 (k 11))) tag)))
                tag)))
       tag))                                                    ; => 990
(* 2 (call-with-continuation-prompt
       (lambda ()
         (* 3 (call-with-composable-continuation
                (lambda (k)
                  (* 5 (call-with-continuation-prompt (lambda () (* 7 (k 11))) tag)))
                tag)))
       tag))                                                    ; => 6930

; A composable continuation is a procedure that returns, as often as it is called.
(define (composable-of context)
  (call-with-continuation-prompt
    (lambda () (context (lambda () (call-with-composable-continuation
                                     (lambda (k) (abort-current-continuation tag k)) tag))))
    tag values))
(define add-3 (composable-of (lambda (hole) (+ 1 2 (hole)))))
(add-3 1)                               ; => 4
(list (add-3 1) (add-3 (add-3 10)))     ; => (4 16)
(map add-3 '(1 2 3))                    ; => (4 5 6)
(procedure? add-3)                      ; => #t
(define listing (composable-of (lambda (hole) (call-with-values hole list))))
(listing 1 2 3)                         ; => (1 2 3)
(listing)                               ; => ()
(listing 1)                             ; => (1)

; It holds what was within the prompt, and no prompt.
(define k5 (composable-of (lambda (hole) (+ 1 (hole)))))
(call-with-continuation-prompt
  (lambda () (* 10 (k5 (abort-current-continuation tag 3)))) tag list)          ; => (3)
(composable-of (lambda (hole) (k5 (hole))))
((composable-of (lambda (hole) (* 10 (k5 (hole))))) 1)                          ; => 20

; A deep one.
(define (deep n hole) (if (= n 0) (hole) (+ 1 (deep (- n 1) hole))))
(define add-5000 (composable-of (lambda (hole) (deep 5000 hole))))
(add-5000 1)                            ; => 5001
(add-5000 (add-5000 0))                 ; => 10000

; map's continuation, twice.
(define add-item
  (composable-of (lambda (hole) (map (lambda (x) (if (= x 2) (hole) x)) '(1 2 3)))))
(list (add-item 'a) (add-item 'b))      ; => ((1 a 3) (1 b 3))

; What the receiver gives is the value, unless it goes away.
(+ 1 (call-with-continuation-prompt
       (lambda () (* 2 (call-with-composable-continuation (lambda (k) 5) tag))) tag))   ; => 11
(+ 1 (call-with-continuation-prompt
       (lambda () (* 2 (call-with-composable-continuation (lambda (k) (k (k 5))) tag))) tag))
                                                                ; => 41
(call-with-composable-continuation 5)   ; error: call-with-composable-continuation: expected a procedure, got 5
(call-with-composable-continuation list 5)      ; error: call-with-composable-continuation: expected a prompt tag, got 5

; A continuation that is not composable replaces all within the prompt where it is called.
(define saved #f)
(define (run-saved) (call-with-continuation-prompt (lambda () (* 100 (saved 1))) tag))
(call-with-continuation-prompt
  (lambda () (+ 1 (call-with-non-composable-continuation (lambda (k) (set! saved k) 1) tag)))
  tag)                                  ; => 2
(run-saved)                             ; => 2
(list (run-saved) (run-saved))          ; => (2 2)
(saved 1)                               ; error: call-in-continuation: there is no prompt with this tag around; call it within call-with-continuation-prompt: #<continuation-prompt-tag name: tag>
(call-with-continuation-prompt
  (lambda ()
    (list 'a (call-with-non-composable-continuation (lambda (k) (list 'b (k 'c))) tag)))
  tag)                                  ; => (a c)

; The process's beginning is a prompt with the default tag.
(+ 1 (call-with-non-composable-continuation (lambda (k) (* 10 (k 5)))))         ; => 6
(define from-reset #f)
(reset (+ 1 (call-with-non-composable-continuation (lambda (k) (set! from-reset k) 1))))        ; => 2
(list 'left (from-reset 5))                                     ; => 6
(list 'left (call-in-continuation from-reset * 2 3))            ; => 7
(list 'kept (reset (list 'left (from-reset 5))))                ; => (kept 6)
(define from-top #f)
(list 'top (call-with-non-composable-continuation (lambda (k) (set! from-top k) 1)))    ; => (top 1)
(list 'left (from-top 5))                                       ; => (top 5)
(list 'kept (reset (list 'left (from-top 5))))                  ; => (kept (top 5))
(call-with-values (lambda () (call-with-non-composable-continuation (lambda (k) (set! from-top k) 1))) list)    ; => (1)
(list 'left (from-top 5 6))                                     ; => (5 6)

; call/cc is the same with the default tag, and nothing else.
(+ 1 (call/cc (lambda (k) (* 10 (k 5)))))                       ; => 6
(+ 1 (call/cc (lambda (k) (reset (* 10 (k 5))))))               ; => 7
(+ 1 (reset (* 2 (call/cc (lambda (k) (* 10 (k 5)))))))         ; => 11
(+ 1 (reset (* 2 (call/cc (lambda (k) (reset (* 10 (k 5))))))))         ; => 21
(+ 1 (reset-at tag (* 2 (call/cc (lambda (k) (* 10 (k 5)))))))  ; => 11
(eq? call/cc call-with-current-continuation)                    ; => #t
(call/cc list tag)                                              ; error: call/cc: expected 1 argument, got 2
(call/cc 5)                                                     ; error: call/cc: expected a procedure, got 5
(define from-inside #f)
(list 'a (reset (list 'b (call/cc (lambda (k) (set! from-inside k) 1)))))       ; => (a (b 1))
(list 'left (from-inside 2))                                    ; => (b 2)
(list 'c (reset (list 'left (from-inside 3))))                  ; => (c (b 3))
; The report's own holds the whole stack, prompts included.
(import (prefix (only (scheme base) call/cc) r7:))
(+ 1 (r7:call/cc (lambda (k) (reset (* 10 (k 5))))))            ; => 6
(list 'a (reset (list 'b (r7:call/cc (lambda (k) (set! from-inside k) 1)))))    ; => (a (b 1))
(list 'left (from-inside 2))                                    ; => (a (b 2))
; Parameters of what was there go along; those of the prompt's place come under them.
(define around (make-parameter 'none))
(define within (make-parameter 'none))
(parameterize ((within 'first))
  (call/cc (lambda (k) (set! from-inside k)))
  (list (around) (within)))                                     ; => (none first)
(parameterize ((around 'second) (within 'second)) (list 'kept (reset (list 'left (from-inside #f)))))
                                                                ; => (kept (second first))
(parameterize ((around 'second) (within 'second)) (list 'left (from-inside #f)))        ; => (none first)
; A deep one, as often as one likes; and in a loop.
(define (deep-call n) (if (= n 0) (call/cc (lambda (k) (set! from-inside k) 0)) (+ 1 (deep-call (- n 1)))))
(deep-call 3000)                                                ; => 3000
(list 'left (from-inside 1))                                    ; => 3001
(list 'kept (reset (from-inside 2)))                            ; => (kept 3002)
(let loop ((n 0)) (if (= (call/cc (lambda (k) (k n))) 1000) n (loop (+ n 1))))  ; => 1000

; A composable continuation of a whole process.
(let ((k (call-with-composable-continuation (lambda (k) k))))
  (if (procedure? k) (k 5) (list k)))           ; => (5)

; The receiver is called in tail position.
(let loop ((n 10000))
  (call-with-composable-continuation (lambda (k) (if (= n 0) 'done (loop (- n 1))))))           ; => done
(call-with-continuation-prompt
  (lambda ()
    (let loop ((n 10000))
      (call-with-non-composable-continuation
        (lambda (k) (if (= n 0) 'done (loop (- n 1)))) tag)))
  tag)                                                                                          ; => done

; ---- Calling a procedure in a continuation

(call-in-continuation add-3 (lambda () 10))             ; => 13
(call-in-continuation add-3 * 2 5)                      ; => 13
(+ 1 (call/cc (lambda (k) (* 100 (call-in-continuation k * 2 3)))))     ; => 7
(+ 1 (call/cc (lambda (k) (* 100 (call-in k * 2 3)))))                  ; => 7
(+ 1 (call/cc (lambda (k) (* 100 (return-to k 3)))))                    ; => 4
(call-with-values (lambda () (call/cc (lambda (k) (return-to k 1 2)))) list)    ; => (1 2)
(call-with-continuation-prompt
  (lambda ()
    (+ 1 (call-with-non-composable-continuation
           (lambda (k) (* 100 (call-in k (lambda (n) (* n n)) 5))) tag)))
  tag)                                                  ; => 26
; The procedure is called there: with the handlers and the winders of that place.
(guard (e (#t (list 'outer e)))
  (call/cc
    (lambda (k)
      (guard (e (#t (list 'inner e)))
        (call-in-continuation k raise 'oops)))))        ; => (outer oops)
(call-in add-3 list)            ; error: call-in: expected a non-composable continuation, got #<continuation>
(return-to list 1)              ; error: return-to: expected a non-composable continuation, got #<procedure list>
(call-in-continuation list list)        ; error: call-in-continuation: expected a continuation, got #<procedure list>
(call-in-continuation add-3 5)          ; error: call-in-continuation: expected a procedure, got 5

; ---- Inspection

(continuation? (call/cc values))                                ; => #t
(continuation? (call-with-composable-continuation values))      ; => #t
(continuation? add-3)                                           ; => #t
(continuation? saved)                                           ; => #t
(continuation? values)                                          ; => #f
(continuation? 5)                                               ; => #f
(non-composable-continuation? (call/cc values))                 ; => #t
(non-composable-continuation? saved)                            ; => #t
(non-composable-continuation? add-3)                            ; => #f
(non-composable-continuation? values)                           ; => #f

(continuation-prompt-available? tag)                            ; => #f
(continuation-prompt-available? (default-continuation-prompt-tag))      ; => #t
(call-with-continuation-prompt (lambda () (continuation-prompt-available? tag)) tag)    ; => #t
(call-with-continuation-prompt (lambda () (continuation-prompt-available? other)) tag)  ; => #f
(call-with-continuation-prompt
  (lambda ()
    (continuation-prompt-available? tag (call-with-non-composable-continuation values)))
  tag)                                                          ; => #t
(call-with-continuation-prompt
  (lambda ()
    (continuation-prompt-available? tag (call-with-non-composable-continuation values tag)))
  tag)                                                          ; => #t
(call-with-continuation-prompt
  (lambda ()
    (continuation-prompt-available? tag (call-with-composable-continuation values tag)))
  tag)                                                          ; => #f
(call-with-continuation-prompt
  (lambda ()
    (call-with-continuation-prompt
      (lambda ()
        (continuation-prompt-available? other (call-with-composable-continuation values tag)))
      other))
  tag)                                                          ; => #t
(continuation-prompt-available? tag (call/cc values))           ; => #f
; Without a continuation it is asked of the one that call/cc gives.
(define (asked) (list (continuation-prompt-available? tag) (continuation-prompt-available? tag (call/cc values))))
(call-with-continuation-prompt asked tag)                       ; => (#t #t)
(call-with-continuation-prompt (lambda () (reset (asked))) tag) ; => (#f #f)
(reset (call-with-continuation-prompt asked tag))               ; => (#t #t)
(reset (continuation-prompt-available? (default-continuation-prompt-tag)))      ; => #t
(continuation-prompt-available? 5)      ; error: continuation-prompt-available?: expected a prompt tag, got 5
(continuation-prompt-available? tag 5)  ; error: continuation-prompt-available?: expected a continuation, got 5

; ---- shift and reset

(+ 1 (reset 3))                                                 ; => 4
(+ 1 (reset (* 2 (shift k 4))))                                 ; => 5
(+ 1 (reset (* 2 (shift k (k 4)))))                             ; => 9
(+ 1 (reset (* 2 (shift k (k (k 4))))))                         ; => 17
(+ 1 (reset (* 2 (shift k1 (* 3 (shift k2 (k1 (k2 4))))))))     ; => 25
(+ 1 (reset-at tag (* 2 (shift-at tag k 4))))                   ; => 5
(+ 1 (reset-at tag (* 2 (shift-at tag k (k (k 1))))))           ; => 5
(reset 1 2 (+ 1 (shift k 'first (k 2))))                        ; => 3

; Tags keep levels apart.
(reset-at tag
  (+ 1 (reset-at other
         (+ 10 (shift-at tag k (list (k 100) (k 200)))))))      ; => (111 211)
(reset-at tag
  (+ 1 (reset-at other
         (+ 10 (shift-at other k (list (k 100))))))) ; error: +: expected a number, got (110)

; A traversal as a lazy list.
(define (tree->stream tree)
  (reset
    (let walk ((tree tree))
      (cond ((null? tree) 'empty)
            ((pair? tree) (walk (car tree)) (walk (cdr tree)))
            (else (shift k (cons tree (lambda () (k 'next)))))))
    '()))
(define (stream->list stream)
  (if (null? stream) '() (cons (car stream) (stream->list ((cdr stream))))))
(stream->list (tree->stream '((1 2) (3 (4 (5)) 6))))            ; => (1 2 3 4 5 6)
(define (same-fringe? one other)
  (let loop ((one (tree->stream one)) (other (tree->stream other)))
    (cond ((null? one) (null? other))
          ((null? other) #f)
          (else (and (eqv? (car one) (car other)) (loop ((cdr one)) ((cdr other))))))))
(same-fringe? '(1 (2 3)) '((1 2) 3))                            ; => #t
(same-fringe? '(1 (2 3)) '((1 3) 2))                            ; => #f

; Generators.
(define (make-generator body)
  (define (start) (reset (body (lambda (value) (shift k (set! start (lambda () (k #f))) value)))
                         (eof-object)))
  (lambda () (start)))
(define counting
  (make-generator (lambda (yield) (do ((i 0 (+ i 1))) ((= i 3)) (yield (* i 10))))))
(let* ((a (counting)) (b (counting)) (c (counting)) (d (counting)))
  (list a b c (eof-object? d)))                                 ; => (0 10 20 #t)

; Choosing: every way is tried.
(define (amb . choices) (shift k (apply append (map k choices))))
(define-syntax all-of (syntax-rules () ((_ body ...) (reset (list (let () body ...))))))
(define (fail) (amb))
(all-of (let* ((a (amb 1 2 3)) (b (amb 'x 'y))) (list a b)))
                                ; => ((1 x) (1 y) (2 x) (2 y) (3 x) (3 y))
(all-of (let* ((a (amb 1 2 3 4 5 6)) (b (amb 1 2 3 4 5 6)) (c (amb 1 2 3 4 5 6 7)))
          (if (and (< a b) (= (+ (* a a) (* b b)) (* c c))) (list a b c) (fail))))
                                                                ; => ((3 4 5))

; State, as a procedure from state to value.
(define (get) (shift k (lambda (state) ((k state) state))))
(define (put new) (shift k (lambda (state) ((k #f) new))))
(define-syntax with-state
  (syntax-rules ()
    ((_ start body ...)
     ((reset (let ((value (let () body ...))) (lambda (state) (list value state)))) start))))
(with-state 5 (get))                                            ; => (5 5)
(with-state 5 (put (+ 1 (get))) (put (* 2 (get))) 'done)        ; => (done 12)
(with-state 0
  (let loop ((i 0)) (if (< i 100) (begin (put (+ i (get))) (loop (+ i 1))) (get))))     ; => (4950 4950)

; Printing with holes.
(define (hole show) (shift k (lambda (x) (k (show x)))))
(define-syntax printer (syntax-rules () ((_ part ...) (reset (string-append part ...)))))
(((printer "name: " (hole symbol->string) ", age: " (hole number->string)) 'ada) 36)
                                                                ; => "name: ada, age: 36"

; Continuations delimited by a reset do not hold what is outside.
(define k-inner #f)
(+ 1000 (reset (+ 1 (shift k (set! k-inner k) 0))))             ; => 1000
(k-inner 5)                                                     ; => 6
(+ (k-inner 1) (k-inner 2))                                     ; => 5

; ---- prompt and control

(prompt (+ 2 (control k (k 5))))                                ; => 7
(prompt (+ 2 (control k 5)))                                    ; => 5
(prompt (+ 5 (prompt (+ 2 (control k1 (+ 1 (control k2 (k2 6)))))))) ; => 12
(prompt (+ 5 (prompt (+ 2 (control k1 (+ 1 (control k2 (k1 6)))))))) ; => 8
(prompt
  (+ 12 (prompt (+ 5 (prompt (+ 2 (control k1 (control k2 (control k3 (k3 6))))))))))   ; => 18

; What sets control and shift apart: what a continuation captures when it is called.
(define (gather-shift items)
  (define (visit items)
    (if (null? items)
        '()
        (visit (shift k (cons (car items) (k (cdr items)))))))
  (reset (visit items)))
(gather-shift '(1 2 3))                 ; => (1 2 3)
(define (gather-control items)
  (define (visit items)
    (if (null? items)
        '()
        (visit (control k (cons (car items) (prompt (k (cdr items))))))))
  (prompt (visit items)))
(gather-control '(1 2 3))               ; => (1 2 3)

; ---- Winders

(define trace '())
(define (note x) (set! trace (cons x trace)))
(define (traced thunk)
  (set! trace '())
  (let ((value (thunk))) (list value (reverse trace))))
(define (wound name thunk)
  (dynamic-wind (lambda () (note (list 'in name))) thunk (lambda () (note (list 'out name)))))

; An abort leaves what it passes.
(traced (lambda ()
  (call-with-continuation-prompt
    (lambda () (wound 'a (lambda () (wound 'b (lambda () (abort-current-continuation tag 1))))))
    tag (lambda (x) (note 'handler) x))))
        ; => (1 ((in a) (in b) (out b) (out a) handler))
; Not what is around the prompt.
(traced (lambda ()
  (wound 'a
    (lambda ()
      (call-with-continuation-prompt
        (lambda () (wound 'b (lambda () (abort-current-continuation tag 1))))
        tag (lambda (x) (note 'handler) x))))))
        ; => (1 ((in a) (in b) (out b) handler (out a)))
; A shift leaves, its continuation enters again, as often as it is called.
(traced (lambda ()
  (reset (wound 'a (lambda () (+ 1 (shift k (note 'shifted) (list (k 1) (k 2)))))))))
        ; => ((2 3) ((in a) (out a) shifted (in a) (out a) (in a) (out a)))
(traced (lambda ()
  (reset (wound 'a (lambda () (+ 1 (shift k (note 'shifted) (k (k 1)))))))))
        ; => (3 ((in a) (out a) shifted (in a) (out a) (in a) (out a)))
; Within winders of its caller it leaves those alone.
(define k-wound #f)
(traced (lambda ()
  (reset (wound 'a (lambda () (+ 1 (shift k (set! k-wound k) 0)))))))    ; => (0 ((in a) (out a)))
(traced (lambda () (wound 'b (lambda () (k-wound 5)))))
        ; => (6 ((in b) (in a) (out a) (out b)))
(traced (lambda () (wound 'b (lambda () (+ (k-wound 5) (k-wound 6))))))
        ; => (13 ((in b) (in a) (out a) (in a) (out a) (out b)))
; An abort out of what was entered again.
(define k-aborting #f)
(traced (lambda ()
  (reset-at tag
    (wound 'a (lambda ()
      (if (eq? (shift-at tag k (set! k-aborting k) 'go) 'go) (abort-current-continuation other 1)))))))
        ; => (go ((in a) (out a)))
(traced (lambda ()
  (call-with-continuation-prompt
    (lambda () (wound 'b (lambda () (k-aborting 'go)))) other list)))
        ; => ((1) ((in b) (in a) (out a) (out b)))
; The report's call/cc out of what was entered again. That of the SRFI goes as far as to the
; prompt that is around k-escaping's call: there all that follows is done once, and then again.
(define k-escaping #f)
(traced (lambda ()
  (reset (wound 'a (lambda () ((shift k (set! k-escaping k) 'none) 7))))))  ; => (none ((in a) (out a)))
(traced (lambda () (r7:call/cc (lambda (out) (wound 'b (lambda () (k-escaping out)))))))
        ; => (7 ((in b) (in a) (out a) (out b)))
(traced (lambda () (call/cc (lambda (out) (wound 'b (lambda () (k-escaping out)))))))
        ; => ((7 ((in b) (in a) (out a))) ((in b) (in a) (out a) (out b)))
; Into and out of it by call/cc.
(traced (lambda ()
  (let ((again #f) (times 0))
    (wound 'b (lambda () (k-escaping (lambda (x) (r7:call/cc (lambda (k) (set! again k))) x))))
    (set! times (+ times 1))
    (if (< times 3) (again #f) times))))
        ; => (3 ((in b) (in a) (out a) (out b) (in b) (in a) (out a) (out b) (in b) (in a) (out a) (out b)))

; A continuation that is not composable stays within winders that it shares with its caller.
(traced (lambda ()
  (call-with-continuation-prompt
    (lambda ()
      (wound 'a
        (lambda ()
          (+ 1 (call-with-non-composable-continuation
                 (lambda (k) (wound 'b (lambda () (k 1)))) tag)))))
    tag)))
        ; => (2 ((in a) (in b) (out b) (out a)))
(define k-delimited #f)
(traced (lambda ()
  (call-with-continuation-prompt
    (lambda ()
      (wound 'a
        (lambda ()
          (+ 1 (call-with-non-composable-continuation (lambda (k) (set! k-delimited k) 1) tag)))))
    tag)))
        ; => (2 ((in a) (out a)))
(traced (lambda ()
  (wound 'c (lambda ()
    (call-with-continuation-prompt
      (lambda () (wound 'b (lambda () (k-delimited 5)))) tag)))))
        ; => (6 ((in c) (in b) (out b) (in a) (out a) (out c)))

; Out of one after thunk into the next.
(let ((n 0))
  (call/cc (lambda (k)
    (dynamic-wind
      values
      (lambda ()
        (dynamic-wind values
                      (lambda () (set! n (+ n 1)) (k))
                      (lambda () (set! n (+ n 2)) (k))))
      (lambda () (set! n (+ n 4))))))
  n)                                                            ; => 7
; Operators within the thunks that are run on the way.
(call-with-continuation-prompt
  (lambda ()
    (dynamic-wind
      (lambda () #f)
      (lambda () (abort-current-continuation tag 1))
      (lambda () (abort-current-continuation tag 2))))
  tag list)                                                     ; => (2)
(reset (dynamic-wind (lambda () (shift k (k (k 1)))) (lambda () 5) (lambda () #f)))     ; => 5
(reset (dynamic-wind (lambda () #f) (lambda () 5) (lambda () (shift k (list (k 1) (k 2))))))
                                                                ; => (5 5)
; The prompt of a stack that is not there yet is none.
(define k-winding #f)
(define rounds 0)
(define (before-again)
  (if (= rounds 1) (begin (set! rounds 2) (abort-current-continuation tag 'before))))
(violated (lambda ()
  (call-with-continuation-prompt
    (lambda ()
      (dynamic-wind before-again
                    (lambda () (call/cc (lambda (k) (set! k-winding k))) 7)
                    (lambda () #f)))
    tag list)
  (set! rounds (+ rounds 1))
  (if (= rounds 1) (k-winding 1) rounds)))
                                        ; => (violated #<continuation-prompt-tag name: tag>)

; ---- Handlers and guards

; A guard around a prompt is there in a handler of aborts, and in what is put back.
(guard (e (#t (list 'caught e))) (reset (+ 1 (shift k (raise 'oops)))))         ; => (caught oops)
(guard (e (#t (list 'caught e))) (reset (+ 1 (shift k (k (raise 'oops))))))     ; => (caught oops)
(reset (guard (e (#t (list 'inner e))) (shift k (k 1)) (raise 'oops)))          ; => (inner oops)
; A guard within goes along with the continuation.
(define k-guarded #f)
(reset (list (guard (e (#t (list 'caught e))) ((shift k (set! k-guarded k) 'taken)))))  ; => taken
(k-guarded (lambda () 5))                                       ; => (5)
(k-guarded (lambda () (raise 'a)))                              ; => ((caught a))
(list (k-guarded (lambda () (raise 'a))) (k-guarded (lambda () (raise 'b))))
                                                                ; => (((caught a)) ((caught b)))
(k-guarded (lambda () (k-guarded (lambda () (raise 'c)))))      ; => (((caught c)))
(k-guarded (lambda () (+ 1 (k-guarded (lambda () (raise 'c))))))
        ; => ((caught #<error +: expected a number, got ((caught c))>))
(guard (e (#t (list 'outer e))) (list 1 (k-guarded (lambda () (raise 'c)))))    ; => (1 ((caught c)))
; One without a fitting clause raises to who called the continuation.
(define k-picky #f)
(reset (list (guard (e ((eq? e 'mine) 'got-mine)) ((shift k (set! k-picky k) 'taken)))))        ; => taken
(guard (e (#t (list 'outer e))) (k-picky (lambda () (raise 'other))))           ; => (outer other)
(guard (e (#t (list 'outer e))) (k-picky (lambda () (raise 'mine))))            ; => (got-mine)
(k-picky (lambda () (raise 'other)))                                            ; raises other
(with-exception-handler
  (lambda (e) 10)
  (lambda () (k-picky (lambda () (+ 1 (raise-continuable 'other))))))           ; => (11)
; Within a clause's test.
(define k-testing #f)
(reset
  (guard (e (#t (list 'outer e)))
    (list 'body (guard (e ((shift k (set! k-testing k) 'taken) 1)) (raise 'x)))))       ; => taken
(k-testing #f)                                                  ; => (outer x)
(k-testing #t)                                                  ; => (body 1)
(guard (e (#t 'never)) (list (k-testing #f)))                   ; => ((outer x))
; Under way many times at once.
(define k-nested
  (composable-of
    (lambda (hole)
      (+ 1 (guard (e ((eq? e 'mine) 0))
             (dynamic-wind (lambda () #f) (lambda () ((hole))) (lambda () #f)))))))
(let loop ((n 300)) (if (= n 0) 0 (k-nested (lambda () (loop (- n 1))))))               ; => 300
(let loop ((n 300)) (if (= n 0) (raise 'mine) (k-nested (lambda () (loop (- n 1))))))   ; => 300
(let loop ((n 100)) (if (= n 0) (raise 'other) (k-nested (lambda () (loop (- n 1))))))  ; raises other
; A guard that was entered after the abort, and one around the call, come back right.
(guard (e (#t (list 'around e)))
  (k-guarded (lambda () 1))
  (raise 'later))                                               ; => (around later)
; Handlers of with-exception-handler likewise.
(define k-handled #f)
(reset
  (with-exception-handler
    (lambda (e) (* 2 e))
    (lambda () (+ 1 ((shift k (set! k-handled k) 'taken))))))   ; => taken
(k-handled (lambda () (raise-continuable 5)))                   ; => 11
(with-exception-handler
  (lambda (e) (* 100 e))
  (lambda ()
    (let ((inner (k-handled (lambda () (raise-continuable 5)))))
      (list inner (raise-continuable 5)))))                     ; => (11 500)
(with-exception-handler
  (lambda (e) (* 100 e))
  (lambda ()
    (k-handled (lambda ()
      (let ((inner (k-handled (lambda () (raise-continuable 1)))))
        (+ inner (raise-continuable 5)))))))                    ; => 14
; A shift in a handler: its continuation ends the handler.
(define k-in-handler #f)
(with-exception-handler
  (lambda (e) (+ 1 (shift k (set! k-in-handler k) 'taken)))
  (lambda () (reset (* 10 (raise-continuable 'x)))))            ; => taken
(k-in-handler 5)                                                ; => 60
(reset
  (with-exception-handler
    (lambda (e) (+ 1 (shift k (set! k-in-handler k) 'taken)))
    (lambda () (let ((a (raise-continuable 'x))) (list a (raise-continuable 'y))))))    ; => taken
(k-in-handler 5)                                                ; => taken
(with-exception-handler
  (lambda (e) 'mine)
  (lambda () (list (k-in-handler 6) (raise-continuable 'z))))   ; => ((6 7) mine)
; Errors of the VM too.
(k-guarded (lambda () (car 5)))         ; => ((caught #<error car: expected a pair, got 5>))

; ---- Parameters

(define p (make-parameter 0))
(reset (parameterize ((p 1)) (shift k (p))))                    ; => 0
(reset (parameterize ((p 1)) (shift k (k #f)) (p)))             ; => 1
(parameterize ((p 5)) (reset (parameterize ((p 1)) (shift k (p)))))     ; => 5
(define k-outer #f)
(define k-param #f)
(define q (make-parameter 'q0))
(reset (let ((inside (parameterize ((p 1)) (shift k (set! k-param k) 'taken) (list (p) (q)))))
         (list inside (p) (q))))                                ; => taken
(k-param #f)                                                    ; => ((1 q0) 0 q0)
(parameterize ((p 2) (q 'q2)) (k-param #f))                     ; => ((1 q2) 2 q2)
(parameterize ((p 2) (q 'q2)) (list (k-param #f) (p) (q)))      ; => (((1 q2) 2 q2) 2 q2)
(call-with-continuation-prompt
  (lambda () (parameterize ((p 3)) (abort-current-continuation tag))) tag (lambda () (p)))      ; => 0
(define port (open-output-string))
(reset (parameterize ((current-output-port port)) (display "a") (shift k (display "b") (k #f)) (display "c")))
        ; prints b
(get-output-string port)                                        ; => "ac"

; ---- Barriers

(call-with-continuation-barrier (lambda () 5))                  ; => 5
(call/cc (lambda (k) (call-with-continuation-barrier (lambda () (k 'ok)))))     ; => ok
((call-with-continuation-barrier (lambda () (call/cc values)))) ; error: call-with-continuation-barrier: a continuation barrier cannot be entered again
(reset (call-with-continuation-barrier (lambda () (shift k 5))))        ; error: call-with-composable-continuation: a continuation barrier cannot be entered again
(call-with-continuation-barrier (lambda () (reset (+ 1 (shift k (k (k 5)))))))  ; => 7
(call-with-continuation-prompt
  (lambda () (call-with-continuation-barrier (lambda () (abort-current-continuation tag 1))))
  tag list)                                                     ; => (1)
(call-with-continuation-barrier 5)      ; error: call-with-continuation-barrier: expected a procedure, got 5

(traced (lambda () (unwind-protect (begin (note 'body) 5) (note 'first) (note 'last))))
        ; => (5 (body first last))
(traced (lambda ()
  (call-with-continuation-prompt
    (lambda () (unwind-protect (abort-current-continuation tag 1) (note 'cleaned))) tag list)))
        ; => ((1) (cleaned))
(traced (lambda () (guard (e (#t (note 'caught) e)) (unwind-protect (raise 'oops) (note 'cleaned)))))
        ; => (oops (cleaned caught))
(call-with-values (lambda () (unwind-protect (values 1 2) 3)) list)     ; => (1 2)
(call-with-values (lambda () (call-with-continuation-barrier (lambda () (values 1 2)))) list)   ; => (1 2)
(violated (lambda () ((call-with-continuation-barrier (lambda () (call/cc values))))))          ; => (violated #f)
(violated (lambda () (call-with-continuation-barrier (lambda () (call-with-composable-continuation list)))))    ; => (violated #f)
(unwind-protect 5)                                              ; => 5

; ---- The sections

(import (prefix (srfi 226 prompt) p:) (prefix (srfi 226 continuation) k:)
        (prefix (srfi 226 shift-reset) s:) (prefix (srfi 226 inspection) i:))
(s:reset (+ 1 (s:shift k (k (k 1)))))                           ; => 3
(i:continuation? (k:call/cc values))                            ; => #t
(eq? k:call/cc call/cc)                                         ; => #t
(eq? p:call-with-continuation-prompt call-with-continuation-prompt)     ; => #t
