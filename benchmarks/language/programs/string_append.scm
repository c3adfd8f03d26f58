; Strings built piece by piece with string-append, then looked into.
(import (scheme base))

(define (line-of number)
  (string-append "item " (number->string number) ": " (number->string (* number number)) "\n"))

(define (page-of first size)
  (let loop ((i 0) (page ""))
    (if (= i size)
        page
        (loop (+ i 1) (string-append page (line-of (+ first i)))))))

(define (main n)
  (let loop ((i 0) (total 0))
    (if (= i n)
        total
        (let ((page (page-of i 50)))
          (loop (+ i 1)
                (+ total
                   (string-length page)
                   (if (string=? (substring page 0 4) "item") 1 0)))))))
