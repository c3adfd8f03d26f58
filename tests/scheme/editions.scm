; R7RS-large: the libraries of its red and tangerine editions.

(import (only (scheme list) fold) (prefix (only (srfi 1) fold) s:))
(fold + 0 '(1 2 3))                     ; => 6
(eq? fold s:fold)                       ; => #t
(import (only (scheme vector) vector-index) (only (scheme sort) list-sort) (only (scheme set) set-contains? set)
        (only (scheme charset) char-set-contains? char-set:digit) (only (scheme hash-table) hash-table-unfold)
        (only (scheme comparator) make-default-comparator) (only (scheme generator) generator->list make-range-generator)
        (only (scheme stream) stream-car stream-from) (only (scheme box) unbox box) (only (scheme list-queue) list-queue)
        (only (scheme ideque) ideque-front ideque) (only (scheme bitwise) bit-field-reverse)
        (only (scheme fixnum) fx+) (only (scheme flonum) fl+) (only (scheme regex) regexp-matches?))
(vector-index even? #(1 2 3))           ; => 1
(list-sort < '(3 1 2))                  ; => (1 2 3)
(set-contains? (set (make-default-comparator) 1 2) 2)   ; => #t
(char-set-contains? char-set:digit #\5) ; => #t
(generator->list (make-range-generator 0 3))    ; => (0 1 2)
(list (stream-car (stream-from 5)) (unbox (box 1)) (ideque-front (ideque 1 2)))         ; => (5 1 1)
(list (fx+ 1 2) (fl+ 1.0 2.0) (regexp-matches? '(* digit) "12"))        ; => (3 3.0 #t)

(import (only (scheme text) text-ref) (only (scheme vector f64) f64vector-ref) (only (scheme vector base) u8vector-ref)
        (only (scheme bytevector) bytevector-s8-ref))
(list (text-ref «abc» 1) (f64vector-ref #f64(1.5) 0) (u8vector-ref #u8(7) 0) (bytevector-s8-ref #u8(255) 0))    ; => (#\b 1.5 7 -1)

; A form of cond-expand, and the library's names as a whole.
(cond-expand ((library (scheme list)) 'there) (else 'missing))  ; => there
(cond-expand ((library (scheme show)) 'there) (else 'missing))  ; => missing
(cond-expand ((library (scheme nonsense)) 'there) (else 'missing))      ; => missing
(import (scheme list))
(lset= eq? (lset-xor eq? '(a b) '(b c)) '(a c))        ; => #t

; What is not there says what it would be.
(import (scheme show))                  ; error: import: there is no library (scheme show); it is (srfi 159) in the tangerine edition of R7RS-large, which Perdure does not have at 1:9
(import (scheme nonsense))              ; error: import: there is no library (scheme nonsense)
(import (scheme vector nonsense))       ; error: import: there is no library (scheme vector nonsense)
