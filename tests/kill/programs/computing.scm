; Processes that compute for long: pre-empted, taking turns, with promises in between.
(import (scheme base) (scheme write) (scheme lazy) (perdure process) (perdure base) (python world))

(define (name word n) (string-append word (number->string n)))

(define (queens n)
  (let try ((row 1) (columns '()))
    (if (> row n)
        1
        (let place ((column 1) (count 0))
          (if (> column n)
              count
              (place (+ column 1)
                     (+ count
                        (if (let safe? ((columns columns) (distance 1))
                              (or (null? columns)
                                  (and (not (= column (car columns)))
                                       (not (= distance (abs (- column (car columns)))))
                                       (safe? (cdr columns) (+ distance 1)))))
                            (try (+ row 1) (cons column columns))
                            0))))))))

(define (primes n)
  (let ((sieve (make-vector (+ n 1) #t)))
    (let loop ((i 2) (found 0))
      (cond ((> i n) found)
            ((vector-ref sieve i)
             (do ((j (* i i) (+ j i))) ((> j n)) (vector-set! sieve j #f))
             (loop (+ i 1) (+ found 1)))
            (else (loop (+ i 1) found))))))

(define (worker n)
  (lambda ()
    (let loop ((i 0) (sum 0))
      (if (= i 4)
          sum
          (let ((a (queens 6)))
            (display a) (display " ")
            (if (even? (+ n i)) (yield) (note "computed" (+ (* 10 n) i)))
            (let ((b (primes 4000)))
              (display b) (newline)
              (sleep 1/1000)
              (loop (+ i 1) (+ sum a b))))))))

(define forced 0)
(define (numbers n)
  (delay (begin (sleep 1/1000) (set! forced (+ forced 1)) (cons n (numbers (+ n 1))))))
(define all (numbers 0))
(define (take n stream)
  (if (= n 0) '() (let ((pair (force stream))) (cons (car pair) (take (- n 1) (cdr pair))))))

(define workers (map (lambda (n) (spawn (worker n) (name "worker-" n))) (iota 3)))
(define taken (let* ((a (take 8 all)) (b (take 12 all))) (list (apply + a) (apply + b))))
(list (map wait workers) taken forced
      (call-with-values (lambda () (sleep 1/1000) (values 1 2 (note "value" 3))) list))

; => ((2216 2216 2216) (28 66) 12 (1 2 "value 3"))
