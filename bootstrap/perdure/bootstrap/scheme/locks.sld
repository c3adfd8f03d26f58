; Semaphores, mutexes, condition variables, latches, barriers, rate limiters. What each does is told
; in docs/concurrency.md.
(define-library (perdure locks)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export make-semaphore semaphore? acquire! release! semaphore-count call-with-semaphore
          make-mutex mutex? lock! unlock! mutex-owner call-with-mutex
          make-condition-variable condition-variable? condition-variable-wait!
          condition-variable-signal! condition-variable-broadcast!
          make-latch latch? latch-count latch-count-down! latch-wait
          make-barrier barrier? barrier-wait!
          make-rate-limiter rate-limiter? rate-limiter-wait!
          name-lock! unname-lock! lock-named lock-names)
  (begin
    (define (%check-thunk who thunk)
      (if (not (procedure? thunk))
          (%expected who "a procedure of no arguments" thunk)))

    (define (call-with-semaphore semaphore thunk)
      (%check-thunk 'call-with-semaphore thunk)
      (dynamic-wind
       (lambda () (%acquire-held! semaphore))
       thunk
       (lambda () (%release-held! semaphore))))

    (define (call-with-mutex mutex thunk)
      (%check-thunk 'call-with-mutex thunk)
      (dynamic-wind
       (lambda () (lock! mutex))
       thunk
       ; One that has failed and goes on has it no longer.
       (lambda () (if (eqv? (mutex-owner mutex) (self)) (unlock! mutex)))))

    ; #t when told, #f when the time is over; the mutex is locked again either way.
    (define condition-variable-wait!
      (case-lambda
        ((variable mutex)
         (%check-owner mutex)
         (let ((told (%condition-wait 'condition-variable-wait! variable mutex)))
           (lock! mutex)
           told))
        ((variable mutex seconds)
         (%check-owner mutex)
         (let ((told (%condition-wait 'condition-variable-wait! variable mutex seconds)))
           (lock! mutex)
           told))))

    (define (%check-owner mutex)
      (if (not (eqv? (mutex-owner mutex) (self)))
          (error 'condition-variable-wait! "this process has not locked the mutex" mutex)))))
