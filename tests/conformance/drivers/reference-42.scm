; in an image
; package: scheme-chez-srfi
; files: usr/share/r6rs/srfi/%3a42/ec.scm
; what: eager comprehensions, all of syntax-rules
(load "usr/share/r6rs/srfi/%3a42/ec.scm")
(list-ec (: i 5) (* i i))                                       ; => (0 1 4 9 16)
(list-ec (: i 3) (: j i) (cons i j))                            ; => ((1 . 0) (2 . 0) (2 . 1))
(sum-ec (:range i 1 101) i)                                     ; => 5050
(vector-ec (:string c "abc") (char-upcase c))                   ; => #(#\A #\B #\C)
(list-ec (:parallel (:integers i) (:list x '(a b c))) (list i x))       ; => ((0 a) (1 b) (2 c))
(first-ec 'none (: i 10) (if (> (* i i) 20)) i)                 ; => 5
(any?-ec (: x '(1 2 3)) (even? x))                              ; => #t
(fold-ec 0 (:real-range x 0 2 0.5) x +)                         ; => 3.0
(do-ec (: i 3) (display i))                                     ; prints 012
(string-append-ec (: s (list "a" "b")) s)                       ; => "ab"
(list-ec (:until (: i 1 100) (= i 4)) i)                        ; => (1 2 3 4)
