; SRFI 151: bits of exact integers.
(define-library (srfi 151)
  (import (perdure primitives) (perdure syntax) (perdure lists))
  (export
    bitwise-not bitwise-and bitwise-ior bitwise-xor bitwise-eqv bitwise-nand
    bitwise-nor bitwise-andc1 bitwise-andc2 bitwise-orc1 bitwise-orc2
    arithmetic-shift bit-count integer-length bitwise-if
    bit-set? copy-bit bit-swap any-bit-set? every-bit-set? first-set-bit
    bit-field bit-field-any? bit-field-every? bit-field-clear bit-field-set
    bit-field-replace bit-field-replace-same bit-field-rotate
    bit-field-reverse
    bits->list list->bits bits->vector vector->bits bits
    bitwise-fold bitwise-for-each bitwise-unfold make-bitwise-generator)
  (begin
    (define (bitwise-fold f start i)
      (fold f start (%integer->any-bits 'bitwise-fold i)))

    (define (bitwise-for-each f i)
      (for-each f (%integer->any-bits 'bitwise-for-each i)))

    (define (bitwise-unfold stop? f next seed)
      (let loop ((seed seed) (made '()))
        (if (stop? seed)
            (%any-bits->integer made)
            (loop (next seed) (cons (f seed) made)))))

    ; A generator: each call gives the next bit, without end.
    (define (make-bitwise-generator i)
      (let ((i (bitwise-and i)))
        (lambda ()
          (let ((bit (odd? i)))
            (set! i (arithmetic-shift i -1))
            bit))))))
