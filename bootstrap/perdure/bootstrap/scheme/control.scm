; Control: winding, handlers, parameters and promises, upon the machine's builtins and
; its own procedures (perdure/vm/machine/procedures.py). The dynamic state is three lists that
; the machine holds while a process runs: winders, handlers and parameters. A continuation
; keeps all three, so a jump puts them back.
;
; A procedure that changes one of them declares by `%region` what its frame is meanwhile, and
; which variable holds the list that it will put back (perdure/vm/core/control.py). To the machine
; the declaration is all: no name in this file means anything to it.

; ---- Procedures

(define (apply f first . rest)
  (if (null? rest)
      (%apply f first)
      (let spread ((before (list first)) (rest rest))
        (if (null? (cdr rest))
            (%apply f (append-reverse before (checked-last (car rest))))
            (spread (cons (car rest) before) (cdr rest))))))

(define (checked-last items)
  (if (or (pair? items) (null? items))
      items
      (%expected 'apply "a list as its last argument" items)))

(define (call-with-values producer consumer)
  (%apply consumer (%values->list (producer))))

; ---- Winding

(define (dynamic-wind before thunk after)
  (before)
  (let ((outside (%push-winder! before after)))
    (let ((result (%region wind ((winders outside)) (thunk))))
      (%set-winders! outside)
      (after)
      result)))

; ---- Handlers

(define (with-exception-handler handler thunk)
  (if (not (procedure? handler))
      (%expected 'with-exception-handler "a procedure" handler))
  (if (not (procedure? thunk))
      (%expected 'with-exception-handler "a procedure" thunk))
  (%with-handlers (cons handler (%handlers)) thunk))

; The thunk's value; where it fails, that of the handler, which gets what was raised, and a thunk that
; raises it again where it was raised first. As by `guard`, but what `raise-continuable` raises
; is no failure where there is a handler outside that may answer it: it goes there.
(define (%with-failure-handler thunk handler)
  (%guard (lambda () (thunk)) ; the thunk itself may not be in memory
          (lambda (raised again) (handler raised again))
          'questions-pass))

; ---- Parameters

(define make-parameter
  (case-lambda
    ((value) (%make-parameter value))
    ((value converter) (%make-parameter (converter value) converter))))

(define (%parameterize bindings thunk)
  (let ((outside (%parameters)))
    (%set-parameters! (%region parameters ((parameters outside)) (extended bindings outside)))
    (let ((result (%region parameters ((parameters outside)) (thunk))))
      (%set-parameters! outside)
      result)))

; The bindings in effect, with more in front.
(define (extended bindings outside)
  (if (null? bindings)
      outside
      (%region parameters ((parameters outside))
        (let* ((parameter (car (car bindings)))
               (converter
                (if (%parameter? parameter)
                    (%parameter-converter parameter)
                    (%expected 'parameterize "a parameter" parameter)))
               (value (cdr (car bindings))))
          (cons (cons parameter (if (default-object? converter) value (converter value)))
                (extended (cdr bindings) outside))))))

; ---- Promises (R7RS 7.3: chains of delay-force run in constant space)

(define (make-promise value)
  (if (promise? value) value (%make-promise-done value)))

(define (force promise)
  (if (not (promise? promise))
      promise
      (let loop ()
        (if (%promise-done? promise)
            (%promise-value promise)
            (let ((next ((%promise-value promise))))
              (if (not (%promise-done? promise))
                  (%promise-chain! promise next))
              (loop))))))
