; Text taken apart by characters: words found, turned to lower case and counted.
(import (scheme base) (scheme char) (srfi 69))

(define text
  (string-append
   "It was the best of times, it was the worst of times, it was the age of wisdom, "
   "it was the age of foolishness, it was the epoch of belief, it was the epoch of "
   "incredulity, it was the season of Light, it was the season of Darkness.\n"))

(define (count-words text counts)
  (let ((size (string-length text)))
    (let scan ((i 0) (letters '()))
      (let ((c (if (< i size) (string-ref text i) #\space)))
        (cond ((char-alphabetic? c)
               (scan (+ i 1) (cons (char-downcase c) letters)))
              (else
               (if (pair? letters)
                   (let ((word (list->string (reverse letters))))
                     (hash-table-set! counts word
                                      (+ 1 (hash-table-ref/default counts word 0)))))
               (if (< i size)
                   (scan (+ i 1) '()))))))))

(define (main n)
  (let ((counts (make-hash-table string=?)))
    (do ((i 0 (+ i 1)))
        ((= i n))
      (count-words text counts))
    (+ (* 1000 (hash-table-ref counts "was"))
       (hash-table-size counts))))
