; Mutexes and semaphores under names, used by programs and, by (perdure doors), as applications and
; people use them: holds that are released, whose time is over, and whose process is killed.
(import (scheme base) (scheme write) (perdure process) (perdure base) (perdure locks) (perdure doors) (python world))

(define (named text) (string-append text "-" (number->string (self))))
(define ledger (named "ledger"))
(define gpus (named "gpus"))
(name-lock! ledger (make-mutex))
(name-lock! gpus (make-semaphore 2))

; How many are inside at once, and were at most; how often anybody was.
(define (make-room) (vector 0 0 0))
(define (be-in room i)
  (vector-set! room 0 (+ (vector-ref room 0) 1))
  (vector-set! room 1 (max (vector-ref room 0) (vector-ref room 1)))
  (if (= i 2) (note "inside" i) (sleep 1/500))
  (vector-set! room 2 (+ (vector-ref room 2) 1))
  (vector-set! room 0 (- (vector-ref room 0) 1)))
(define of-ledger (make-room))
(define of-gpus (make-room))

(define (use)
  (do ((i 1 (+ i 1))) ((> i 3) 'used)
    (call-with-mutex (lock-named ledger) (lambda () (be-in of-ledger i)))
    (call-with-semaphore (lock-named gpus) (lambda () (be-in of-gpus i)))))
(define users (map (lambda (name) (spawn use name)) '("one" "two" "three")))
(define used (map wait users))

; As an application does: it waits for the lock, and another process holds it.
(define hold (door-hold! ledger #f))
(define late
  (guard (e (#t (error-object-message e))) (door-hold! ledger #f 1/500)))
(send! (car hold) "release")
(define released (wait (car hold)))
(define after-release (lock! (lock-named ledger)))
(unlock! (lock-named ledger))

(display "leases") (newline)

; Of a lease the next that has the mutex is told; a permit comes back.
(define leased (door-hold! ledger 1/500))
(define permits (list (door-hold! gpus 1/500) (door-hold! gpus #f)))
(define after-lease (lock! (lock-named ledger)))
(unlock! (lock-named ledger))
(acquire! (lock-named gpus))
(release! (lock-named gpus))

; So it is where the process that holds it is killed.
(define doomed (door-hold! ledger #f))
(kill! (car doomed))
(kill! (car (cadr permits)))
(define after-kill (cadr (door-hold! ledger 0)))

(define free (semaphore-count (lock-named gpus)))
(unname-lock! ledger)
(unname-lock! gpus)
(list used of-ledger (vector-ref of-gpus 0) (<= 1 (vector-ref of-gpus 1) 2) (vector-ref of-gpus 2)
      late released (cadr hold) (eq? after-release 'abandoned) (wait (car leased)) after-lease
      after-kill free (lock-named ledger) (lock-named gpus))

; => ((used used used) #(0 1 9) 0 #t 9 "lock!: it was not unlocked in time" #t #f #f #f abandoned #t 2 #f #f)
