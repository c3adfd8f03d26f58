; Deadlines, children in scopes, and cancelling with manners.
(import (scheme base) (scheme write) (perdure process) (perdure parallel) (perdure base) (python world))

(define parent (self))
(define (say . items) (for-each display items) (newline))
(define (told e) (list (condition-kind e) (error-object-message e)))

; Says when it is in, and sweeps when it is told to end.
(define (sweeper number)
  (lambda ()
    (dynamic-wind
      (lambda () (send! parent 'in))
      (lambda () (receive) 'never)
      (lambda () (say "sweeping") (sleep 1/500) (note "swept" number) (say "swept")))))

; A child fails: the other sweeps, the thunk is told, and the error is the caller's.
(define broken
  (guard (e (#t (told e)))
    (with-children
      (lambda ()
        (define breaks (spawn (lambda () (receive) (note "breaks" 1) (error "it broke")) "breaks"))
        (spawn (sweeper 2) "sweeps")
        (receive)
        (send! breaks 'go)
        (receive)))))

; A child ends well: its value is there.
(define whole
  (with-children
    (lambda ()
      (define ends (spawn (lambda () (sleep 1/500) (note "ends" 3)) "ends"))
      (spawn (lambda () (sleep 1/300) (say "too")) "too")
      (wait ends))))

; A deadline that passes, in the midst of a scope, and one that does not. By then the child has begun,
; also where a worker was killed just before it did: one that has not begun is told nothing.
(define late
  (with-timeout 2
    (lambda ()
      (with-children
        (lambda ()
          (spawn (lambda () (guard (e (#t 'told)) (receive))) "waits")
          (dynamic-wind (lambda () #f) receive (lambda () (note "late" 4))))))
    'late))
(define in-time (with-timeout 100000 (lambda () (sleep 1/500) (note "in time" 5) 'in-time) 'late))

; Cancelled from outside: it sweeps, and its own child does before it.
(define owner
  (spawn (lambda ()
           (dynamic-wind
             (lambda () #f)
             (lambda () (with-children (lambda () (spawn (sweeper 6) "inner") (receive))))
             (lambda () (note "owner" 7))))
         "owner"))
(receive)
(cancel! owner 100000)
(define cancelled (guard (e (#t (condition-kind e))) (wait owner)))

; One that saves what it has, and one that is killed as it cleans up.
(define saves
  (spawn (lambda () (guard (e (#t (sleep 1/500) (list 'saved (condition-kind e)))) (send! parent 'in) (receive)))
         "saves"))
(receive)
(cancel! saves 100000)
(define saved (wait saves))
(define endless
  (spawn (lambda () (guard (e (#t (send! parent 'cleaning) (receive))) (send! parent 'in) (receive))) "endless"))
(receive)
(cancel! endless 100000)
(define cleaning (receive))
(kill! endless)

; The first of several that has a value.
(define succeeded
  (first-success (lambda () (sleep 1/600) (error "no"))
                 (lambda () (sleep 1/300) (note "first" 8))
                 (lambda () (receive))))

(list broken whole late in-time cancelled saved cleaning (process-state endless) succeeded)

; => ((error "it broke") "ends 3" late in-time cancelled (saved cancelled) cleaning cancelled "first 8")
