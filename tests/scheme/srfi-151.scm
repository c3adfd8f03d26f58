; SRFI 151: bits of exact integers.
(import (srfi 151))

; ---- bit by bit
(list (bitwise-not 10) (bitwise-not -37))       ; => (-11 36)
(list (bitwise-ior 3 10) (bitwise-and 11 26) (bitwise-xor 3 10) (bitwise-eqv 37 12) (bitwise-and 37 12))        ; => (11 10 9 -42 4)
(list (bitwise-ior) (bitwise-and) (bitwise-xor) (bitwise-eqv))  ; => (0 -1 0 -1)
(list (bitwise-ior 1 2 4) (bitwise-and 7 6 4) (bitwise-xor 1 2 3) (bitwise-eqv 1 2 3))  ; => (7 4 0 0)
(list (bitwise-nand 11 26) (bitwise-nor 11 26) (bitwise-andc1 11 26) (bitwise-andc2 11 26) (bitwise-orc1 11 26) (bitwise-orc2 11 26))   ; => (-11 -28 16 1 -2 -17)
(bitwise-ior 1 2.0)                     ; error: bitwise-ior: expected an exact integer, got 2.0
(bitwise-nand 1 'a)                     ; error: bitwise-nand: expected an exact integer, got a
(list (arithmetic-shift 8 2) (arithmetic-shift 4 0) (arithmetic-shift 8 -1) (arithmetic-shift -100000000000000000000000000000000 -100))  ; => (32 4 4 -79)
(map bit-count (list 0 -1 7 13 -13 30 -30 (expt 2 100) (- (expt 2 100)) (- (+ 1 (expt 2 100)))))        ; => (0 0 3 3 2 4 4 1 100 1)
(map integer-length '(0 1 -1 7 -7 8 -8))        ; => (0 1 0 3 3 4 3)
(list (bitwise-if 3 1 8) (bitwise-if 3 8 1) (bitwise-if 1 1 2) (bitwise-if #b00111100 #b11110000 #b00001111))   ; => (9 0 3 51)

; ---- one bit
(list (bit-set? 1 1) (bit-set? 0 1) (bit-set? 3 10) (bit-set? 1000000 -1) (bit-set? 2 6) (bit-set? 0 6))        ; => (#f #t #t #t #t #f)
(bit-set? -1 6)                         ; error: bit-set?: expected the index of a bit (an exact integer from 0), got -1
(list (copy-bit 0 0 #t) (copy-bit 2 0 #t) (copy-bit 2 #b1111 #f))       ; => (1 4 11)
(copy-bit 0 0 1)                        ; error: copy-bit: expected a boolean, got 1
(copy-bit 1000000000 0 #t)              ; error: copy-bit: expected the index of a bit up to 268435456, got 1000000000
(list (bit-swap 0 2 4) (bit-swap 3 0 5) (bit-swap 0 1 3))       ; => (1 12 3)
(list (any-bit-set? 3 6) (any-bit-set? 3 12) (every-bit-set? 4 6) (every-bit-set? 7 6)) ; => (#t #f #t #f)
(map first-set-bit (list 1 2 0 40 -28 (expt 2 99) (expt -2 99)))        ; => (0 1 -1 3 2 99 99)

; ---- fields
(list (bit-field #b1101101010 0 4) (bit-field #b1101101010 3 9) (bit-field #b1101101010 4 9) (bit-field #b1101101010 4 10))     ; => (10 45 22 54)
(list (bit-field 6 0 1) (bit-field 6 1 3) (bit-field 6 2 999) (bit-field #x100000000000000000000000000000000 128 129))  ; => (0 3 1 1)
(bit-field -1 2 5)                      ; => 7
(bit-field 6 3 1)                       ; error: bit-field: expected a field that ends from 3 on, got 1
(list (bit-field-any? #b1001001 1 6) (bit-field-any? #b1000001 1 6))    ; => (#t #f)
(list (bit-field-every? #b1011110 1 5) (bit-field-every? #b1011010 1 5))        ; => (#t #f)
(list (bit-field-clear #b101010 1 4) (bit-field-set #b101010 1 4))      ; => (32 46)
(list (bit-field-replace #b101010 #b010 1 4) (bit-field-replace #b110 1 0 1) (bit-field-replace #b110 1 1 2))   ; => (36 7 6)
(bit-field-replace-same #b1111 #b0000 1 3)      ; => 9
(list (bit-field-rotate #b110 0 0 10) (bit-field-rotate #b110 0 0 256) (bit-field-rotate #x100000000000000000000000000000000 1 0 129)
      (bit-field-rotate #b110 1 1 2) (bit-field-rotate #b110 1 2 4) (bit-field-rotate #b0111 -1 1 4) (bit-field-rotate 5 1 2 2))        ; => (6 6 1 6 10 11 5)
(list (bit-field-reverse 6 1 3) (bit-field-reverse 6 1 4) (= (bit-field-reverse 1 0 32) #x80000000) (bit-field-reverse 1 0 31)
      (bit-field-reverse 1 0 30) (bit-field-reverse #x140000000000000000000000000000000 0 129) (bit-field-reverse 5 1 1))       ; => (6 12 #t 1073741824 536870912 5 5)

; ---- booleans
(bits->list #b1110101)                  ; => (#t #f #t #f #t #t #t)
(bits->list 3 5)                        ; => (#t #t #f #f #f)
(bits->list 6 2)                        ; => (#f #t)
(list (bits->list 0) (bits->list 0 2) (bits->list 5 0))         ; => (() (#f #f) ())
(bits->vector #b1110101)                ; => #(#t #f #t #f #t #t #t)
(bits->list -1)                         ; error: bits->list: expected an exact integer from 0, got -1
(list (list->bits '(#t #f #t #f #t #t #t)) (list->bits '(#f #t #t #f)) (list->bits '()))        ; => (117 6 0)
(list (vector->bits #(#t #f #t #f #t #t #t)) (vector->bits #(#f #f #t #t)))     ; => (117 12)
(list->bits '(1))                       ; error: list->bits: expected a boolean, got 1
(vector->bits '(#t))                    ; error: vector->bits: expected a vector, got (#t)
(list (bits #t #f #t #f #t #t #t) (bits))       ; => (117 0)

; ---- one after the other
(bitwise-fold cons '() #b1010111)       ; => (#t #f #t #f #t #t #t)
(bitwise-fold cons '() -3)              ; => (#f #t)
(bitwise-fold cons '() 1.5)             ; error: bitwise-fold: expected an exact integer, got 1.5
(let ((count 0)) (bitwise-for-each (lambda (b) (if b (set! count (+ count 1)))) #b1010111) count)       ; => 5
(bitwise-unfold (lambda (i) (= i 10)) even? (lambda (i) (+ i 1)) 0)     ; => 341
(bitwise-unfold (lambda (i) #t) even? - 0)      ; => 0
(let ((g (make-bitwise-generator #b110))) (let* ((a (g)) (b (g)) (c (g)) (d (g))) (list a b c d)))      ; => (#f #t #t #f)
(make-bitwise-generator 'a)             ; error: bitwise-and: expected an exact integer, got a
