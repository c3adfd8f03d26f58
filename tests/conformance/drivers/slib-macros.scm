; in an image
; package: slib
; setup: slib.setup
; files: usr/share/slib/mbe.scm usr/share/slib/mwexpand.scm usr/share/slib/mwdenote.scm usr/share/slib/mwsynrul.scm usr/share/slib/macwork.scm usr/share/slib/defmacex.scm usr/share/slib/dynamic.scm usr/share/slib/yasyn.scm usr/share/slib/object.scm usr/share/slib/structure.scm usr/share/slib/collect.scm usr/share/slib/scaexpp.scm usr/share/slib/scaglob.scm usr/share/slib/scaoutp.scm usr/share/slib/scainit.scm usr/share/slib/scamacr.scm usr/share/slib/sca.scm usr/share/slib/sc4opt.scm
; what: four macro expanders written in Scheme, object systems, structures

(require 'macros-that-work)
(macwork:expand '(let loop ((i 0)) (if (< i 3) (loop (+ i 1)) i)))
(eval (macwork:expand '(let loop ((i 0)) (if (< i 3) (loop (+ i 1)) i))))   ; => 3
(require 'syntax-case)
(eval (syncase:expand '(let ((x 1)) (cond ((assv x '((1 . 2))) => cdr) (else 0)))))     ; => 2
(require 'defmacroexpand)
(defmacro:eval '(defmacro twice (x) `(begin ,x ,x)))
(defmacro:expand* '(list (twice 1)))    ; => (list (begin 1 1))
(require 'macro-by-example)
(require 'yasos)
(require 'object)
(require 'structure)
(require 'collect)
(require 'dynamic)
(define d (make-dynamic 1))
(call-with-dynamic-binding d 2 (lambda () (dynamic-ref d)))     ; => 2
(dynamic-ref d)                         ; => 1
(require 'syntactic-closures)
