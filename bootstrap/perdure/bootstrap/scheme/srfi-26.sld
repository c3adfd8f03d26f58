; SRFI 26: cut and cute: procedures from a call with slots.
;
; Both take the parts of the call one by one; what has been taken is in the first
; arguments of the helper: the parameters, (for cute) the parts evaluated beforehand,
; and the call.
(define-library (srfi 26)
  (import (perdure primitives) (perdure syntax) (perdure control))
  (export cut cute)
  (begin
    (define-syntax cut
      (syntax-rules ()
        ((_ part . parts) (cut-next () () part . parts))))

    (define-syntax cut-next
      (syntax-rules (<> <...>)
        ((_ formals call) (lambda formals call))
        ((_ () () <...>)
         (syntax-error "a procedure or <> must come before <...>"))
        ((_ (formal ...) (taken ...) <...>)
         (lambda (formal ... . others) (apply taken ... others)))
        ((_ formals call <...> . parts)
         (syntax-error "<...> must come last" <...> . parts))
        ((_ (formal ...) (taken ...) <> . parts)
         (cut-next (formal ... x) (taken ... x) . parts))
        ((_ formals (taken ...) part . parts)
         (cut-next formals (taken ... part) . parts))))

    (define-syntax cute
      (syntax-rules ()
        ((_ part . parts) (cute-next () () () part . parts))))

    (define-syntax cute-next
      (syntax-rules (<> <...>)
        ((_ formals bindings call) (let bindings (lambda formals call)))
        ((_ () () () <...>)
         (syntax-error "a procedure or <> must come before <...>"))
        ((_ (formal ...) bindings (taken ...) <...>)
         (let bindings (lambda (formal ... . others) (apply taken ... others))))
        ((_ formals bindings call <...> . parts)
         (syntax-error "<...> must come last" <...> . parts))
        ((_ (formal ...) bindings (taken ...) <> . parts)
         (cute-next (formal ... x) bindings (taken ... x) . parts))
        ((_ formals (binding ...) (taken ...) part . parts)
         (cute-next formals (binding ... (x part)) (taken ... x) . parts))))))
