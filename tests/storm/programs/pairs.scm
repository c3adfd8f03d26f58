; Pairs of processes that compute, call effects, sleep and send each other messages until they
; are told to stop. Each gives the number of its rounds; a process that missed a step, or took
; one twice, would come to something else.
(define stop? #f)

(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))

(define (check what expected got)
  (unless (equal? expected got) (error "not what it should be" what expected got)))

(define (round! journal who count)
  (check 'fib 144 (fib 12))
  (check 'note count (note journal who count))
  (when (= 0 (modulo count 20)) (break count))
  (when (= 10 (modulo count 20)) (check 'nap 0.3 (nap 0.3)))
  (when (= 0 (modulo count 3)) (sleep 1/50)))

; What would end the thread, the loop or the worker that runs it is an error here.
(define (break count)
  (for-each
    (lambda (action)
      (check 'broken 'broken (guard (e ((error-object? e) 'broken)) (action count))))
    (list break-off break-off-on-loop break-off-in-slice)))

; The leader says with each message whether there is another round.
(define (lead journal who follower)
  (let loop ((count 1))
    (round! journal who count)
    (let ((last? stop?))
      (send! follower (cons count last?))
      (check 'answer (- count) (receive))
      (if last? count (loop (+ count 1))))))

(define (follow journal who)
  (let ((leader (receive)))
    (let loop ((count 1))
      (round! journal who count)
      (let ((message (receive)))
        (check 'message count (car message))
        (send! leader (- count))
        (if (cdr message) count (loop (+ count 1)))))))

(define (start-pair journal who)
  (let* ((follower (spawn (lambda () (follow journal (+ who 1))) 'follower))
         (leader (spawn (lambda () (lead journal who follower)) 'leader)))
    (send! follower leader)
    (list leader follower)))

(define pids '())

(define (start-pairs journal count)
  (let loop ((i 0))
    (when (< i count)
      (set! pids (append (start-pair journal (* 2 i)) pids))
      (loop (+ i 1)))))
