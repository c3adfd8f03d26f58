"""The machine's own procedures: what raising, throwing and winding come to on the heap.

They call procedures of a program's (handlers, the thunks of winders, the bodies of guards),
which may wait, so they are code, like the program's, and have frames. They are written in the
notation of the core language (perdure.vm.core.notation), for the machine belongs to no language.
An image has them in a library of its own, so that all its frames refer to the same codes; a
machine without that library makes them for itself.

Handlers are a list of procedures, with Markers for tails; parameters one of (parameter . value).
Winders are a list of #(before after handlers parameters), which `%push-winder!` makes: both thunks
run in the dynamic state that was there then.

Read by: perdure.vm.machine.machine, perdure.bootstrap.bootstrap.
"""

from __future__ import annotations

from perdure.vm.core import DefineGlobal
from perdure.vm.core.notation import definitions
from perdure.vm.lower.compile import code_of
from perdure.vm.machine.own import MACHINE
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import LIBRARY_PREFIX, Code, Source, new_closure

TEXT = """
; ---- Winding: leave the winders in effect, innermost first, and enter those of `target`,
; outermost first.

(define (%rewind! target)
  (let ((common (%common-tail (%winders) target)))
    (region wind ((winders target) (winders common))
      (%leave-winders common)
      (%enter-winders target common))))

(define (%leave-winders common)
  (let ((here (%winders)))
    (if (eq? here common)
        #f
        (begin
          (%set-winders! (cdr here))
          (region wind ((winders common)) (%run-winder (car here) 1))
          (%leave-winders common)))))

(define (%enter-winders inner common)
  (if (eq? inner common)
      #f
      (begin
        (region wind ((winders inner)) (%enter-winders (cdr inner) common))
        (region wind ((winders inner)) (%run-winder (car inner) 0))
        (%set-winders! inner))))

(define (%run-winder winder which)
  (let ((handlers (%handlers)) (parameters (%parameters)))
    (%set-handlers! (vector-ref winder 2))
    (%set-parameters! (vector-ref winder 3))
    (region wind ((handlers handlers) (parameters parameters))
      ((vector-ref winder which)))
    (%set-handlers! handlers)
    (%set-parameters! parameters)))

(define (%rewind-and-throw k value)
  (region wind ((target k)) (%rewind! (%continuation-winders k)))
  (%throw k value))

; ---- Raising to the innermost handler

(define (%with-handlers handlers thunk)
  (let ((outside (%handlers)))
    (%set-handlers! handlers)
    (let ((result (region handlers ((handlers outside)) (thunk))))
      (%set-handlers! outside)
      result)))

(define (%raise-to-handler object)
  (let ((handlers (%handlers)))
    (region handlers ((handlers handlers) (raised object))
      (%with-handlers (cdr handlers) (lambda () ((car handlers) object))))
    (%with-handlers (cdr handlers)
      (lambda ()
        (error 'raise "a handler returned from a raise that cannot be continued:" object)))))

(define (%raise-continuably object)
  (let ((handlers (%handlers)))
    (%with-handlers (cdr handlers) (lambda () ((car handlers) object)))))

; `again` is raise or raise-continuable, whichever it was first: what was raised by raise has no
; value, also where a guard has let it pass.
(define (%raise-with-handlers object handlers again)
  (%with-handlers handlers (lambda () (again object))))

; ---- Guards. The body runs with a marker as its innermost handler. `%guard` is a builtin that
; calls the body natively; when that is captured, a frame of %guard-on-heap, waiting for the
; body's value, takes its place. It is never called.
;
; Raising then finds the marker, winds back to where the guard began, and returns to the frame
; that keeps it; the continuation of the raise goes along, for a guard without a fitting clause.
; That is given the object, to raise it again.

(define (%guard-on-heap marker body handler)
  (let ((result (region guard ((marker marker) (handler handler)) (body))))
    (%pop-marker! marker)
    (if (%escape? result)
        (let ((object (%escape-payload result))
              (k (%escape-continuation result)))
          (handler object (lambda () (k object))))
        result)))

(define (%raise-to-guard object marker again)
  (let ((object (%capture
                 (lambda (k)
                   (%rewind! (%marker-winders marker))
                   (%escape marker object k)))))
    (%raise-with-handlers object (%marker-handlers marker) again)))

; ---- A call of a delimited continuation: the procedure is `values` then

(define (%call-delimited k procedure arguments)
  (let ((prompt (%prompt-for k)))
    (let ((k (%rebased k prompt)))
      (region wind ((target k) (within prompt)) (%rewind! (%continuation-winders k)))
      (%extend 'call-in-continuation prompt k procedure arguments))))

; ---- A throw that was interrupted: a frame of this, waiting for a value that is not looked at,
; returns the one that was thrown. It is never called.

(define (%give value)
  (begin (%give #f) value))

; ---- Going on where something was raised: perdure.vm.machine.restarting. A frame of %again,
; waiting for a value that is not looked at, calls once more what failed and left no frame: the
; first of `call` with the others. It is never called.

(define (%again call)
  (begin (%again #f) (%call-again call)))

(define (%use-value k value)
  (region wind ((target k)) (%rewind! (%continuation-winders k)))
  (%use k value))

; ---- A call of a parameter with one argument

(define (%set-parameter! parameter value)
  (let ((converter (%parameter-converter parameter)))
    (%parameter-set! parameter (if (default-object? converter) value (converter value)))))
"""


def machine_library() -> Environment:
    """The library, made anew."""
    library = Environment(MACHINE)
    source = Source(f"{LIBRARY_PREFIX}machine", TEXT)
    for cell, procedure in definitions(TEXT, library):
        unit = code_of(DefineGlobal(cell, procedure), source, cell.name, frozenset())
        (code,) = [constant for constant in unit.constants if isinstance(constant, Code)]
        cell.value = new_closure(code)
        library.export(cell.name, cell)
    return library
