; Control: continuations, winding, handlers, parameters and promises, upon the
; machine's builtins. The dynamic state is three lists that the machine holds
; while a process runs: winders, handlers and parameters. A continuation keeps
; all three, so a jump puts them back.

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

; ---- Continuations and winding

; A winder is #(before after handlers parameters): both thunks run in the dynamic
; state of the call of dynamic-wind.

(define (dynamic-wind before thunk after)
  (before)
  (let ((outside (%winders)))
    (%set-winders! (cons (vector before after (%handlers) (%parameters)) outside))
    (let ((result (thunk)))
      (%set-winders! outside)
      (after)
      result)))

; Leave the winders we are in and enter those of `target`, innermost first and
; outermost first, as R7RS 6.10 has it.
(define (%rewind! target)
  (let ((common (%common-tail (%winders) target)))
    (let leave ()
      (let ((here (%winders)))
        (if (not (eq? here common))
            (begin
              (%set-winders! (cdr here))
              (%run-winder (car here) 1)
              (leave)))))
    (let enter ((inner target))
      (if (not (eq? inner common))
          (begin
            (enter (cdr inner))
            (%run-winder (car inner) 0)
            (%set-winders! inner))))))

(define (%run-winder winder which)
  (let ((handlers (%handlers)) (parameters (%parameters)))
    (%set-handlers! (vector-ref winder 2))
    (%set-parameters! (vector-ref winder 3))
    ((vector-ref winder which))
    (%set-handlers! handlers)
    (%set-parameters! parameters)))

(define (%common-tail one other)
  (let ((long (length one)) (short (length other)))
    (let loop ((one (if (> long short) (list-tail one (- long short)) one))
               (other (if (> short long) (list-tail other (- short long)) other)))
      (if (eq? one other) one (loop (cdr one) (cdr other))))))

(define (%rewind-and-throw k value)
  (%rewind! (%continuation-winders k))
  (%throw k value))

; ---- Handlers

(define (with-exception-handler handler thunk)
  (if (not (procedure? handler))
      (%expected 'with-exception-handler "a procedure" handler))
  (if (not (procedure? thunk))
      (%expected 'with-exception-handler "a procedure" thunk))
  (%with-handlers (cons handler (%handlers)) thunk))

(define (%with-handlers handlers thunk)
  (let ((outside (%handlers)))
    (%set-handlers! handlers)
    (let ((result (thunk)))
      (%set-handlers! outside)
      result)))

; `raise`, `raise-continuable` and `error` are builtins; what follows is what they
; come to when the innermost handler is a procedure, or a guard on the heap.

(define (%raise-to-handler object)
  (let ((handlers (%handlers)))
    (%with-handlers (cdr handlers) (lambda () ((car handlers) object)))
    (%with-handlers
     (cdr handlers)
     (lambda ()
       (error 'raise "a handler returned from a raise that cannot be continued:" object)))))

(define (%raise-continuably object)
  (let ((handlers (%handlers)))
    (%with-handlers (cdr handlers) (lambda () ((car handlers) object)))))

; `again` is raise or raise-continuable, whichever it was first: what was raised by raise has no
; value, also where a guard has let it pass.
(define (%raise-with-handlers object handlers again)
  (%with-handlers handlers (lambda () (again object))))

; A guard's body runs with a marker as its innermost handler. `%guard` is a builtin
; that calls the body natively; when that is captured, a frame of %guard-on-heap,
; waiting for the body's value, takes its place. It is never called.
;
; Raising then finds the marker, winds back to where the guard began, and returns to
; the frame that keeps it; the continuation of the raise goes along, for a guard
; without a fitting clause.

(define (%guard-on-heap marker body handler)
  (let ((result (body)))
    (%pop-marker! marker)
    (if (%escape? result)
        (let ((object (%escape-payload result))
              (k (%escape-continuation result)))
          (handler object (lambda () (k object))))
        result)))

; Only the guard's own frame may keep the marker when %escape looks for it: so
; here its handlers are taken out of it first. The continuation is given the object to
; raise it again.
(define (%raise-to-guard object marker again)
  (let* ((outside (%marker-handlers marker))
         (object (%capture
                  (lambda (k)
                    (%rewind! (%marker-winders marker))
                    (%escape marker object k)))))
    (%raise-with-handlers object outside again)))

; ---- Parameters

(define make-parameter
  (case-lambda
    ((value) (%make-parameter value))
    ((value converter) (%make-parameter (converter value) converter))))

; What a parameter's call with one argument comes to.
(define (%set-parameter! parameter value)
  (let ((converter (%parameter-converter parameter)))
    (%parameter-set! parameter (if (default-object? converter) value (converter value)))))

(define (%parameterize bindings thunk)
  (let ((outside (%parameters)))
    (%set-parameters!
     (let extend ((bindings bindings))
       (if (null? bindings)
           outside
           (let* ((parameter (car (car bindings)))
                  (converter
                   (if (%parameter? parameter)
                       (%parameter-converter parameter)
                       (%expected 'parameterize "a parameter" parameter)))
                  (value (cdr (car bindings))))
             (cons (cons parameter (if (default-object? converter) value (converter value)))
                   (extend (cdr bindings)))))))
    (let ((result (thunk)))
      (%set-parameters! outside)
      result)))

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
