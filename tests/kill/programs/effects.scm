; Effects of every kind: in a thread, on the loop, slow, failing, many at once.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (say . items) (for-each display items) (newline))

(define (in-turn n)
  (let loop ((i 0) (sum 0))
    (if (= i n)
        sum
        (begin
          (say i " " (note "turn" i))
          (loop (+ i 1) (+ sum (vat (* 100 i))))))))

(define (many word action count)
  (let ((pids (map (lambda (n)
                     (spawn (lambda () (let* ((a (action n)) (b (action (+ n 100)))) (list a b)))
                            (string-append word (number->string n))))
                   (iota count))))
    (map wait pids)))

(define (failing n)
  (guard (e ((error-object? e) (say (error-object-message e)) (note "failed" n) n))
    (refuse (string-append "no " (number->string n)))))

; What would end the thread, the loop or the worker that runs it.
(define (broken action n)
  (guard (e ((error-object? e) (say (error-object-message e)) n))
    (action n)))

(define (structures)
  (let ((answer (echo (list 1 2.5 "text" #t (vector 1 2) (list (list 3))))))
    (let ((again (echo answer)))
      (list (equal? answer again) answer))))

; An effect within what is called by a library procedure.
(define (mapped)
  (list (map (lambda (n) (string-length (note "mapped" n))) '(1 20 300))
        (vector-map (lambda (n) (ship (list n))) #(1 2))
        (sort (list 3 1 2) (lambda (a b) (note "compare" (+ (* 10 a) b)) (< a b)))))

(let* ((turns (in-turn 12))
       (threads (many "thread-" (lambda (n) (note "thread" n)) 6))
       (loops (many "loop-" (lambda (n) (ship (list n))) 6))
       (slows (many "slow-" (lambda (n) (slow n)) 3))
       (failures (map failing '(1 2 3)))
       (breaks (map broken (list break-off break-off-on-loop break-off-in-slice) '(1 2 3))))
  (list turns (length threads) loops slows failures breaks (structures) (mapped)))

; => (1320 6 (("parcel of 1" "parcel of 1") ("parcel of 1" "parcel of 1") ("parcel of 1" "parcel of 1") ("parcel of 1" "parcel of 1") ("parcel of 1" "parcel of 1") ("parcel of 1" "parcel of 1")) ((0 200) (2 202) (4 204)) (1 2 3) (1 2 3) (#t (1 2.5 "text" #t #(1 2) ((3)))) ((8 9 10) #("parcel of 1" "parcel of 1") (1 2 3)))
