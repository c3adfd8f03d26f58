; in an image
; package: slib
; setup: slib.setup
; files: usr/share/slib/factor.scm usr/share/slib/modular.scm usr/share/slib/determ.scm usr/share/slib/math-integer.scm usr/share/slib/root.scm usr/share/slib/minimize.scm usr/share/slib/logical.scm usr/share/slib/random.scm
; what: number theory, determinants, roots, minima, bits

(require 'sort)
(require 'factor)
(sort (factor 1001001) <)               ; => (3 333667)
(map prime? '(2 91 97 1000003))         ; => (#t #f #t #t)
(require 'modular)
(modular:expt 1000007 3 100)            ; => 664323
(modular:invert 101 7)                  ; => 29
(extended-euclid 240 46)                ; => (2 -9 47)
(require 'determinant)
(determinant '((1 2 3) (4 5 6) (7 8 10)))           ; => -3
(require 'math-integer)
(integer-sqrt 1000000)                  ; => 1000
(integer-log 2 1024)                    ; => 10
(require 'root)
(newton:find-integer-root (lambda (x) (- (* x x) 16)) (lambda (x) (* 2 x)) 10)      ; => 4
(require 'minimize)
(define minimum
  (golden-section-search (lambda (x) (+ (* x (- x 2)) 3)) 0 3 (lambda (a b c d e . f) (> e 40))))
(< (abs (- (car minimum) 1)) 1e-6)      ; => #t
(require 'logical)
(list (logand 12 10) (logior 12 10) (logxor 12 10) (lognot 5) (ash 1 10) (integer-length 255))
; => (8 14 6 -6 1024 8)
(require 'random)
(<= 0 (random 10) 9)                    ; => #t
