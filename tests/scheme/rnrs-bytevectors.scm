; The bytevector library of R6RS. What an example of its text says is expected as it says it.
(import (rnrs bytevectors))
(define (big-number-of b order size) (bytevector-uint-ref b 0 order size))

(list (endianness big) (endianness little) (and (memq (native-endianness) '(big little)) #t))   ; => (big little #t)
(endianness middle)                     ; error: endianness: expected big or little, got middle
(list (make-bytevector 2 -1) (make-bytevector 2 255) (bytevector-length (make-bytevector 3)) (bytevector=? #u8(1 2) (bytevector-copy #u8(1 2))) (bytevector=? #u8(1) #u8(2)))      ; => (#u8(255 255) #u8(255 255) 3 #t #f)
(let ((b (make-bytevector 3 0))) (bytevector-fill! b -128) b)   ; => #u8(128 128 128)
(let ((b (u8-list->bytevector '(1 2 3 4 5 6 7 8)))) (bytevector-copy! b 0 b 3 4) (bytevector->u8-list b))      ; => (1 2 3 1 2 3 4 8)
(bytevector-copy! #u8(1 2) 0 (make-bytevector 1) 0 2)   ; error: bytevector-copy!: 2 bytes do not fit at index 0 of a bytevector of 1
(let ((b1 (make-bytevector 16 -127)) (b2 (make-bytevector 16 255))) (list (bytevector-s8-ref b1 0) (bytevector-u8-ref b1 0) (bytevector-s8-ref b2 0) (bytevector-u8-ref b2 0)))   ; => (-127 129 -1 255)
(let ((b (make-bytevector 16 -127))) (bytevector-s8-set! b 0 -126) (bytevector-u8-set! b 1 246) (list (bytevector-s8-ref b 0) (bytevector-u8-ref b 0) (bytevector-s8-ref b 1) (bytevector-u8-ref b 1)))       ; => (-126 130 -10 246)

; ---- integers of any size
(define b (make-bytevector 16 -127))
(bytevector-uint-set! b 0 (- (expt 2 128) 3) (endianness little) 16)
(= (bytevector-uint-ref b 0 (endianness little) 16) #xfffffffffffffffffffffffffffffffd)         ; => #t
(bytevector-sint-ref b 0 (endianness little) 16)        ; => -3
(bytevector->u8-list b)                 ; => (253 255 255 255 255 255 255 255 255 255 255 255 255 255 255 255)
(bytevector-uint-set! b 0 (- (expt 2 128) 3) (endianness big) 16)
(= (bytevector-uint-ref b 0 (endianness big) 16) #xfffffffffffffffffffffffffffffffd)    ; => #t
(bytevector-sint-ref b 0 (endianness big) 16)   ; => -3
(bytevector->u8-list b)                 ; => (255 255 255 255 255 255 255 255 255 255 255 255 255 255 255 253)
(let ((b (u8-list->bytevector '(1 2 3 255 1 2 1 2)))) (list (bytevector->sint-list b (endianness little) 2) (bytevector->uint-list b (endianness little) 2)))  ; => ((513 -253 513 513) (513 65283 513 513))
(list (uint-list->bytevector '(1 65283) 'big 2) (sint-list->bytevector '(-1 1) 'little 3))     ; => (#u8(0 1 255 3) #u8(255 255 255 1 0 0))
(bytevector->uint-list #u8(1 2 3) 'big 2)       ; error: bytevector->uint-list: 3 bytes are not numbers of 2 bytes
(uint-list->bytevector '(-1) 'big 2)    ; error: uint-list->bytevector: expected an exact integer of an unsigned number of 2 bytes, got -1
(bytevector-uint-ref #u8(1 2) 0 'middle 1)      ; error: bytevector-uint-ref: expected an endianness (the symbol big or little), got middle
(bytevector-uint-ref #u8(1 2) 1 'big 2)         ; error: bytevector-uint-ref: expected an index from 0 to 0, got 1

; ---- of 2, 4 and 8 bytes
(list (bytevector-u16-ref b 14 (endianness little)) (bytevector-s16-ref b 14 (endianness little)) (bytevector-u16-ref b 14 (endianness big)) (bytevector-s16-ref b 14 (endianness big)))        ; => (65023 -513 65533 -3)
(let ((b (bytevector-copy b))) (bytevector-u16-set! b 0 12345 (endianness little)) (list (bytevector-u16-ref b 0 (endianness little)) (begin (bytevector-u16-native-set! b 0 12345) (bytevector-u16-native-ref b 0))))       ; => (12345 12345)
(list (bytevector-u32-ref b 12 (endianness little)) (bytevector-s32-ref b 12 (endianness little)) (bytevector-u32-ref b 12 (endianness big)) (bytevector-s32-ref b 12 (endianness big)))        ; => (4261412863 -33554433 4294967293 -3)
(list (bytevector-u64-ref b 8 (endianness little)) (bytevector-s64-ref b 8 (endianness little)) (bytevector-u64-ref b 8 (endianness big)) (bytevector-s64-ref b 8 (endianness big)))    ; => (18302628885633695743 -144115188075855873 18446744073709551613 -3)
(bytevector-u16-native-ref b 1)         ; error: bytevector-u16-native-ref: expected an index that is a multiple of 2, got 1
(let ((b (make-bytevector 8))) (bytevector-s64-native-set! b 0 -5) (bytevector-s32-set! b 0 -7 'big) (bytevector-s32-ref b 0 'big))     ; => -7
(bytevector-s16-set! (make-bytevector 2) 0 40000 'big)  ; error: bytevector-s16-set!: expected an exact integer of a signed number of 2 bytes, got 40000
(bytevector-s16-set! #u8(1 2) 0 1 'big)         ; error: bytevector-s16-set!: a literal cannot be changed; change a bytevector-copy of it: #u8(1 2)

; ---- floats
(let ((b (make-bytevector 8))) (bytevector-ieee-double-set! b 0 1.5 'big) (list b (bytevector-ieee-double-ref b 0 'big)))       ; => (#u8(63 248 0 0 0 0 0 0) 1.5)
(let ((b (make-bytevector 8))) (bytevector-ieee-single-set! b 4 -2 'little) (bytevector-ieee-single-native-set! b 0 1/2) (list (bytevector-ieee-single-ref b 4 'little) (bytevector-ieee-single-native-ref b 0)))     ; => (-2.0 0.5)
(let ((b (make-bytevector 4))) (bytevector-ieee-single-set! b 0 1e300 'big) (bytevector-ieee-single-ref b 0 'big))      ; => +inf.0
(bytevector-ieee-double-set! (make-bytevector 8) 0 1+i 'big)    ; error: bytevector-ieee-double-set!: expected a real number, got 1+i

; ---- strings
(list (string->utf8 "aλ") (string->utf16 "λ") (string->utf16 "λ" 'little) (string->utf32 "λ") (string->utf32 "λ" (endianness little)))  ; => (#u8(97 206 187) #u8(3 187) #u8(187 3) #u8(0 0 3 187) #u8(187 3 0 0))
(list (utf8->string #u8(97 206 187)) (utf8->string #u8(97 255)) (utf16->string #u8(3 187) 'big) (utf16->string #u8(255 254 187 3) 'big) (string-length (utf16->string #u8(254 255 3 187) 'big #t)))      ; => ("aλ" "a�" "λ" "λ" 2)
(list (utf32->string #u8(0 0 3 187) 'big) (utf32->string #u8(255 254 0 0 187 3 0 0) 'big))      ; => ("λ" "λ")
(import (prefix (scheme bytevector) large:))
(eq? large:bytevector-uint-ref bytevector-uint-ref)     ; => #t
