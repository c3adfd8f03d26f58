; Association lists: linear search with assq, assv and assoc.
(import (scheme base))

(define symbols
  '((alpha . 1) (beta . 2) (gamma . 3) (delta . 4) (epsilon . 5) (zeta . 6) (eta . 7) (theta . 8)))

(define numbers
  '((10 . 1) (20 . 2) (30 . 3) (40 . 4) (50 . 5) (60 . 6) (70 . 7) (80 . 8)))

(define strings
  '(("alpha" . 1) ("beta" . 2) ("gamma" . 3) ("delta" . 4)
    ("epsilon" . 5) ("zeta" . 6) ("eta" . 7) ("theta" . 8)))

(define (value-in find key table)
  (let ((entry (find key table)))
    (if entry (cdr entry) 0)))

(define (main n)
  (let loop ((i 0) (sum 0))
    (if (= i n)
        sum
        (loop (+ i 1)
              (+ sum
                 (value-in assq 'gamma symbols)
                 (value-in assq 'theta symbols)
                 (value-in assv 50 numbers)
                 (value-in assv 90 numbers)
                 (value-in assoc "delta" strings)
                 (value-in assoc "iota" strings))))))
