; Delimited continuations, after SRFI 226. See perdure/vm/machine/delimited.py for what
; they are to the machine. A process begins within a prompt that has no frame: where
; no other prompt with the default tag is around, #f stands for that one.

; ---- Tags

(define-record-type continuation-prompt-tag
  (make-tag name)
  continuation-prompt-tag?
  (name tag-name))

(define make-continuation-prompt-tag
  (case-lambda
    (() (make-tag #f))
    ((name) (make-tag name))))

(define default-tag (make-tag 'default))
(define barrier (make-tag 'barrier))

(define (default-continuation-prompt-tag) default-tag)

(define (check-tag who tag)
  (if (not (continuation-prompt-tag? tag))
      (%expected who "a prompt tag" tag)))

(define (check-procedure who procedure)
  (if (not (procedure? procedure))
      (%expected who "a procedure" procedure)))

; The prompt that delimits what `who` does; #f for the process's beginning.
(define (prompt-of who tag)
  (check-tag who tag)
  (or (%find-prompt tag)
      (and (not (eq? tag default-tag)) (%no-prompt who tag))))

; ---- Prompts

(define call-with-continuation-prompt
  (case-lambda
    ((thunk) (call-with-continuation-prompt thunk default-tag #f))
    ((thunk tag) (call-with-continuation-prompt thunk tag #f))
    ((thunk tag handler)
     (check-procedure 'call-with-continuation-prompt thunk)
     (check-tag 'call-with-continuation-prompt tag)
     (if handler (check-procedure 'call-with-continuation-prompt handler))
     (%prompted tag handler thunk))))

(define (%prompted tag handler thunk)
  (let ((prompt (%enter-prompt! tag handler)))
    (let ((result (%region prompt ((prompt prompt)) (thunk))))
      (%leave-prompt! prompt)
      result)))

(define (abort-current-continuation tag . objects)
  (let ((prompt (prompt-of 'abort-current-continuation tag)))
    (%rewind! (%prompt-winders prompt))
    (%abort-to 'abort-current-continuation
               prompt
               (or (%prompt-handler prompt)
                   (lambda (thunk) (%prompted tag #f thunk)))
               objects)))

; ---- Continuations

(define call-with-composable-continuation
  (case-lambda
    ((receiver) (call-with-composable-continuation receiver default-tag))
    ((receiver tag)
     (let ((prompt (prompt-of 'call-with-composable-continuation tag)))
       (check-procedure 'call-with-composable-continuation receiver)
       (if (%prompt-within? prompt barrier)
           (%behind-barrier 'call-with-composable-continuation))
       (%take 'call-with-composable-continuation prompt receiver #f #f)))))

(define call-with-non-composable-continuation
  (case-lambda
    ((receiver)
     (non-composable 'call-with-non-composable-continuation receiver default-tag))
    ((receiver tag)
     (non-composable 'call-with-non-composable-continuation receiver tag))))

(define (call/cc receiver)
  (non-composable 'call/cc receiver default-tag))

; At the process's beginning the continuation is the whole stack, which need not be copied.
(define (non-composable who receiver tag)
  (let ((prompt (prompt-of who tag)))
    (check-procedure who receiver)
    (if prompt
        (%take who prompt receiver tag (eq? tag default-tag))
        (%capture (lambda (k) (receiver (%delimited-whole k tag)))))))

(define (call-in-continuation k procedure . arguments)
  (check-procedure 'call-in-continuation procedure)
  (cond ((%delimited? k)
         (%call-delimited k procedure arguments))
        ((%undelimited? k)
         (%region wind ((target k)) (%rewind! (%continuation-winders k)))
         (%go-into k procedure arguments))
        (else
         (%expected 'call-in-continuation "a continuation" k))))

(define (call-in k procedure . arguments)
  (check-non-composable 'call-in k)
  (%apply call-in-continuation (cons k (cons procedure arguments))))

(define (return-to k . arguments)
  (check-non-composable 'return-to k)
  (%apply k arguments))

(define (check-non-composable who k)
  (if (not (non-composable-continuation? k))
      (%expected who "a non-composable continuation" k)))

; A barrier is a prompt that cannot be asked for, and a winder that is entered once.
(define (call-with-continuation-barrier thunk)
  (check-procedure 'call-with-continuation-barrier thunk)
  (let ((entered #f))
    (dynamic-wind
     (lambda ()
       (if entered
           (%behind-barrier 'call-with-continuation-barrier)
           (set! entered #t)))
     (lambda () (%prompted barrier #f thunk))
     (lambda () #f))))

(define-syntax unwind-protect
  (syntax-rules ()
    ((_ protected cleanup ...)
     (dynamic-wind
      (lambda () #f)
      (lambda () (call-with-continuation-barrier (lambda () protected)))
      (lambda () #f cleanup ...)))))

; Without a continuation, the one that call/cc would give is asked: so what stands outside of
; the innermost prompt with the default tag is not available, though an abort goes there.
(define continuation-prompt-available?
  (case-lambda
    ((tag)
     (check-tag 'continuation-prompt-available? tag)
     (or (eq? tag default-tag)
         (%prompt-within? (%find-prompt default-tag) tag)))
    ((tag k)
     (check-tag 'continuation-prompt-available? tag)
     (if (not (continuation? k))
         (%expected 'continuation-prompt-available? "a continuation" k))
     (or (%has-prompt? k tag)
         (if (%undelimited? k)
             (eq? tag default-tag)
             (eq? tag (%delimited-tag k)))))))

; ---- Operators

(define-syntax reset-at
  (syntax-rules ()
    ((_ tag body1 body2 ...)
     (call-with-continuation-prompt (lambda () body1 body2 ...) tag #f))))

(define-syntax shift-at
  (syntax-rules ()
    ((_ tag k body1 body2 ...)
     (shift-to tag (lambda (k) body1 body2 ...)))))

(define (shift-to tag receiver)
  (call-with-composable-continuation
   (lambda (within)
     (define (k . arguments)
       (%prompted tag #f (lambda () (%apply within arguments))))
     (abort-current-continuation tag (lambda () (receiver k))))
   tag))

(define-syntax reset
  (syntax-rules ()
    ((_ body1 body2 ...)
     (%prompted default-tag #f (lambda () body1 body2 ...)))))

(define-syntax shift
  (syntax-rules ()
    ((_ k body1 body2 ...)
     (shift-to default-tag (lambda (k) body1 body2 ...)))))

; `control` leaves its prompt, and its continuation does not put it back.
(define-syntax prompt
  (syntax-rules ()
    ((_ body1 body2 ...)
     (%prompted default-tag (lambda (thunk) (thunk)) (lambda () body1 body2 ...)))))

(define-syntax control
  (syntax-rules ()
    ((_ k body1 body2 ...)
     (call-with-composable-continuation
      (lambda (k)
        (abort-current-continuation default-tag (lambda () body1 body2 ...)))))))

; ---- Asking

(define (continuation? object)
  (or (%undelimited? object) (%delimited? object)))

(define (non-composable-continuation? object)
  (or (%undelimited? object)
      (and (%delimited? object) (continuation-prompt-tag? (%delimited-tag object)))))

; ---- Errors

(define (make-continuation-violation tag)
  (%continuation-violation tag))

(define (continuation-violation? object)
  (and (condition? object) (eq? (condition-kind object) 'continuation)))

(define (continuation-violation-prompt-tag violation)
  (if (continuation-violation? violation)
      (let ((irritants (condition-irritants violation)))
        (and (pair? irritants) (car irritants)))
      (%expected 'continuation-violation-prompt-tag "a continuation violation" violation)))
