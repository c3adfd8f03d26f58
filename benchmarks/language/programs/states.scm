; A state machine whose states are procedures that call each other in tail position:
; it adds up the numbers in a text, and passes over quoted parts.
(import (scheme base))

(define text "12 apples, 7 pears \"and 30 more\" for 1999 people; 5% of \"all\" 42")

(define size (string-length text))

(define (digit-of c)
  (let ((code (- (char->integer c) 48)))
    (if (and (>= code 0) (< code 10)) code #f)))

(define (between i sum)
  (if (= i size)
      sum
      (let ((c (string-ref text i)))
        (cond ((char=? c #\") (quoted (+ i 1) sum))
              ((digit-of c) => (lambda (digit) (number (+ i 1) sum digit)))
              (else (between (+ i 1) sum))))))

(define (number i sum value)
  (if (= i size)
      (+ sum value)
      (let ((digit (digit-of (string-ref text i))))
        (if digit
            (number (+ i 1) sum (+ (* 10 value) digit))
            (between i (+ sum value))))))

(define (quoted i sum)
  (cond ((= i size) sum)
        ((char=? (string-ref text i) #\") (between (+ i 1) sum))
        (else (quoted (+ i 1) sum))))

(define (main n)
  (do ((i 0 (+ i 1))
       (sum 0 (+ sum (between 0 0))))
      ((= i n) sum)))
