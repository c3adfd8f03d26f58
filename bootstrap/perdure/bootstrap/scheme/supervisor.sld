; Supervisors: processes that start others, and start them again. What each does is told in
; docs/supervisors.md. All of it is made with links and messages that are chosen.
(define-library (perdure supervisor)
  (import (scheme base) (perdure base) (perdure process) (perdure mailbox)
          (only (perdure requests) on-query progress!)
          (only (perdure primitives) %expected %moment-in))
  (export child child? run-supervisor supervise
          start-child! stop-child! stop-supervisor! which-children)
  (begin
    ; How to start a child, and what becomes of it when it has ended.
    (define-record-type <child>
      (%child id thunk restart grace)
      child?
      (id child-id)
      (thunk child-thunk)
      (restart child-restart) ; permanent: always; transient: where it did not end well; temporary
      (grace child-grace))    ; seconds to clean up in

    (define (child id thunk . options)
      (check-options 'child options '(restart grace))
      (if (not (or (symbol? id) (string? id))) (%expected 'child "a name (a symbol or a string)" id))
      (if (not (procedure? thunk)) (%expected 'child "a procedure of no arguments" thunk))
      (%child id thunk
              (one-of 'child '(permanent transient temporary) (option options 'restart 'permanent))
              (number-from-0 'child options 'grace 10)))

    ; A child of a supervisor: its process, or #f; then when it is to be started, or #f where it
    ; has ended for good.
    (define-record-type <place>
      (make-place child pid due started failures restarts)
      place?
      (child place-child)
      (pid place-pid set-place-pid!)
      (due place-due set-place-due!)
      (started place-started set-place-started!)
      (failures place-failures set-place-failures!) ; one soon after the other
      (restarts place-restarts set-place-restarts!)) ; how often it was started again

    (define (place-id place) (child-id (place-child place)))

    (define strategies '(one-for-one all-for-one rest-for-one))
    (define option-names '(intensity within delay factor longest))

    ; Start a supervisor with its children; gives its pid.
    (define (supervise strategy children . options)
      (check-supervisor 'supervise strategy children options)
      (spawn (lambda () (keep strategy children options)) 'supervisor))

    ; Have this process be one, until it is stopped.
    (define (run-supervisor strategy children . options)
      (check-supervisor 'run-supervisor strategy children options)
      (keep strategy children options))

    (define (keep strategy children options)
      (let ((intensity (option options 'intensity 3))
            (within (option options 'within 5))
            (delay (option options 'delay 0))
            (factor (option options 'factor 2))
            (longest (option options 'longest 60))
            (places '())
            (restarts '()) ; moments of the last ones
            (told #f)) ; of the children, when it last changed

        (define (start! place)
          (set-place-due! place #f)
          (set-place-started! place (now))
          (set-place-pid! place (spawn-link (child-thunk (place-child place)) (place-id place))))

        (define (add! child)
          (let ((place (make-place child #f #f 0 0 0)))
            (set! places (append places (list place)))
            (start! place)
            place))

        ; Those that start with this one, or all, or itself.
        (define (that-go-with place)
          (case strategy
            ((one-for-one) (list place))
            ((all-for-one) places)
            (else (memq place places))))

        (define (drop! place)
          (set! places (remove (lambda (each) (eq? each place)) places)))

        (define (ended! place state value)
          (set-place-pid! place #f)
          (case (child-restart (place-child place))
            ((temporary) (drop! place))
            ((transient) (if (not (eq? state 'done)) (restart! place value)))
            (else (restart! place value))))

        (define (restart! place value)
          (let ((moment (now)))
            (set! restarts
                  (cons moment (filter (lambda (each) (<= (- moment each) within)) restarts)))
            (if (let ((most (or intensity (and (unreadable? value) 3))))
                  (and most (> (length restarts) most)))
                (error (string-append "supervise: too many restarts, the last for "
                                      (text-of (place-id place)))
                       value))
            (set-place-failures! place
                                 (if (<= (- moment (place-started place)) within)
                                     (+ 1 (place-failures place))
                                     1))
            (let* ((due (+ moment (delay-of (place-failures place))))
                   (stopped (that-go-with place))
                   (again (filter (lambda (each)
                                    (or (eq? each place) (place-pid each) (place-due each)))
                                  stopped)))
              (stop-all! stopped)
              (for-each (lambda (each) (if (memq each places) (set-place-due! each due)))
                        again))))

        (define (delay-of failures)
          (if (= delay 0)
              0
              (min longest (* delay (expt factor (min 1000 (- failures 1)))))))

        ; The last first. One that is temporary is not started again.
        (define (stop-all! stopped)
          (for-each (lambda (place)
                      (stop! place)
                      (if (eq? 'temporary (child-restart (place-child place))) (drop! place)))
                    (reverse stopped)))

        (define (stop! place)
          (let ((pid (place-pid place))
                (grace (child-grace (place-child place))))
            (set-place-due! place #f)
            (when pid
              (if (= grace 0) (kill! pid) (cancel! pid grace))
              (receive-case
                (#('ended 'link (? (lambda (each) (eqv? each pid))) state value) #t))
              (set-place-pid! place #f))))

        (define (start-due!)
          (let ((moment (now)))
            (for-each (lambda (place)
                        (when (and (place-due place) (<= (place-due place) moment))
                          (set-place-restarts! place (+ 1 (place-restarts place)))
                          (start! place)))
                      places)))

        ; For people: how many run, of how many, and how often any was started again.
        (define (tell!)
          (let* ((count (apply + (map place-restarts places)))
                 (state (list (length (filter place-pid places)) (length places) count)))
            (when (not (equal? state told))
              (set! told state)
              (progress! (car state) (cadr state)
                         (string-append "children" (restarts-text count))))))

        ; The moment at which something is to be started; none is far away.
        (define (pause)
          (let ((dues (filter-map place-due places)))
            (if (null? dues) 1000000000 (max 0 (- (apply min dues) (now))))))

        (define (answer question)
          (case (vector-ref question 0)
            ((start)
             (let ((child (vector-ref question 1)))
               (if (find-place (child-id child))
                   (list 'error "start-child!: there is a child of that name" (child-id child))
                   (list 'ok (place-pid (add! child))))))
            ((stop)
             (let ((place (find-place (vector-ref question 1))))
               (if place (begin (stop! place) (drop! place)))
               (list 'ok (and place #t))))
            (else (list 'ok (children-now)))))

        (define (children-now)
          (map (lambda (place)
                 (list (place-id place)
                       (place-pid place)
                       (cond ((place-pid place) 'running)
                             ((place-due place) 'waiting)
                             (else 'ended))
                       (child-restart (place-child place))
                       (place-restarts place)))
               places))

        (define (find-place id)
          (find (lambda (place) (equal? (text-of id) (text-of (place-id place)))) places))

        (define (loop)
          (start-due!)
          (tell!)
          (receive-case
            (#('ended 'link pid state value)
             (let ((place (find (lambda (each) (eqv? pid (place-pid each))) places)))
               (cond (place (ended! place state value))
                     ((not (eq? 'done state)) ; not of a child: of the supervisor above, say
                      (error "supervise: a process that it is linked with has ended:" pid state)))
               (loop)))
            ((? request? r (request-value #('%stop-supervisor)))
             (stop-all! places)
             (reply! r (list 'ok #t))
             'stopped)
            ((? request? r (request-value (? question? question)))
             (reply! r (answer question))
             (loop))
            (_ (loop)) ; is not for a supervisor
            (after (pause) (loop))))

        (trap-ends! #t)
        (on-query 'children children-now) ; which disturbs nothing: docs/requests.md
        ; However it ends, the children do so before, the last first.
        (guard (e (#t (stop-all! places) (raise e)))
          (for-each add! children)
          (loop))))

    ; Whether a child has ended because Perdure itself failed with it: what it is made of cannot be
    ; read, say. Another start mends nothing.
    (define (unreadable? value)
      (and (error-object? value) (eq? 'internal (condition-kind value))))

    (define (restarts-text count)
      (cond ((= count 0) "")
            ((= count 1) ", 1 restart")
            (else (string-append ", " (number->string count) " restarts"))))

    (define (question? x)
      (and (vector? x) (> (vector-length x) 0) (memq (vector-ref x 0) '(start stop which)) #t))

    (define (now) (%moment-in 'supervise 0))

    (define (text-of id) (if (symbol? id) (symbol->string id) id))

    ; What is asked of supervisors

    (define (ask supervisor question)
      (let ((answer (request supervisor question)))
        (if (eq? 'ok (car answer))
            (cadr answer)
            (error (cadr answer) (caddr answer)))))

    ; Start one more, behind the others; gives its pid.
    (define (start-child! supervisor child)
      (if (not (child? child)) (%expected 'start-child! "a child" child))
      (ask supervisor (vector 'start child)))

    ; Stop one, which is not started again; whether there was one.
    (define (stop-child! supervisor id)
      (ask supervisor (vector 'stop id)))

    ; A list of (id pid state restart restarts) for each.
    (define (which-children supervisor)
      (ask supervisor (vector 'which)))

    ; Stop all, the last first, and end.
    (define (stop-supervisor! supervisor)
      (ask supervisor (vector '%stop-supervisor)))

    ; Options

    (define (check-supervisor who strategy children options)
      (one-of who strategies strategy)
      (check-options who options option-names)
      (if (not (and (list? children) (every child? children)))
          (%expected who "a list of children" children))
      (let ((ids (map (lambda (each) (text-of (child-id each))) children)))
        (if (not (= (length ids) (length (delete-duplicates ids))))
            (error "supervise: two children have the same name" ids)))
      (if (option options 'intensity 3) (number-from-0 who options 'intensity 3))
      (for-each (lambda (name) (number-from-0 who options name 1)) '(within delay factor longest)))

    (define (check-options who options names)
      (cond ((null? options))
            ((not (memq (car options) names))
             (error (string-append (symbol->string who) ": expected one of these options:")
                    names 'got (car options)))
            ((null? (cdr options))
             (error (string-append (symbol->string who) ": there is no value for the option")
                    (car options)))
            (else (check-options who (cddr options) names))))

    (define (option options name default)
      (cond ((null? options) default)
            ((eq? (car options) name) (cadr options))
            (else (option (cddr options) name default))))

    (define (number-from-0 who options name default)
      (let ((found (option options name default)))
        (if (not (and (real? found) (>= found 0)))
            (error (string-append (symbol->string who) ": expected a number from 0 for")
                   name 'got found))
        found))

    (define (one-of who names found)
      (if (not (memq found names))
          (error (string-append (symbol->string who) ": expected one of") names 'got found))
      found)))
