; Generators: procedures of no arguments that give one value a call, and the
; end-of-file object when there is none left. Their state is in variables that they
; capture, so a generator is stored like any other closure.

(define (check-procedure who x)
  (if (not (procedure? x)) (%expected who "a procedure" x)))

(define (check-size who k)
  (if (not (exact-nonnegative-integer? k))
      (%expected who "a number of elements (an exact integer from 0)" k)))

; ---- made of values

(define (generator . items)
  (list->generator items))

(define (list->generator items)
  (if (not (list? items)) (%expected 'list->generator "a list" items))
  (lambda ()
    (if (pair? items)
        (let ((item (car items)))
          (set! items (cdr items))
          item)
        (eof-object))))

(define (circular-generator first . others)
  (let* ((items (cons first others)) (rest items))
    (lambda ()
      (if (null? rest) (set! rest items))
      (let ((item (car rest)))
        (set! rest (cdr rest))
        item))))

; Of a sequence, the elements from start up to end, by the procedure that reads one.
(define (indexed who ref size items bounds)
  (let-values (((start end) (range who size bounds)))
    (lambda ()
      (if (< start end)
          (let ((item (ref items start)))
            (set! start (+ start 1))
            item)
          (eof-object)))))

(define (range who size bounds)
  (let* ((start (if (null? bounds) 0 (car bounds)))
         (end (if (or (null? bounds) (null? (cdr bounds))) size (cadr bounds))))
    (if (not (and (exact-nonnegative-integer? end) (<= end size)))
        (%expected who (string-append "an end index from 0 to " (number->string size)) end))
    (if (not (and (exact-nonnegative-integer? start) (<= start end)))
        (%expected who (string-append "a start index from 0 to " (number->string end)) start))
    (values start end)))

(define (vector->generator items . bounds)
  (indexed 'vector->generator vector-ref (vector-length items) items bounds))

(define (string->generator s . bounds)
  (indexed 'string->generator string-ref (string-length s) s bounds))

(define (bytevector->generator bytes . bounds)
  (indexed 'bytevector->generator bytevector-u8-ref (bytevector-length bytes) bytes bounds))

(define (reverse-vector->generator items . bounds)
  (let-values (((start end) (range 'reverse-vector->generator (vector-length items) bounds)))
    (lambda ()
      (if (< start end)
          (begin (set! end (- end 1))
                 (vector-ref items end))
          (eof-object)))))

; ---- made of numbers

; By multiplication, so that the error of an inexact step does not add up. All are
; inexact where the start or the step is.
(define (make-iota-generator count . start-and-step)
  (check-size 'make-iota-generator count)
  (let*-values (((start step) (start-and-step-of start-and-step))
                ((k) 0))
    (lambda ()
      (if (< k count)
          (let ((item (+ start (* k step))))
            (set! k (+ k 1))
            item)
          (eof-object)))))

(define (make-range-generator start . end-and-step)
  (let*-values (((end) (if (null? end-and-step) +inf.0 (car end-and-step)))
                ((start step)
                 (start-and-step-of
                  (cons start (if (null? end-and-step) '() (cdr end-and-step)))))
                ((k) 0))
    (lambda ()
      (let ((item (+ start (* k step))))
        (if (< item end)
            (begin (set! k (+ k 1))
                   item)
            (eof-object))))))

(define (start-and-step-of given)
  (let ((start (if (null? given) 0 (car given)))
        (step (if (or (null? given) (null? (cdr given))) 1 (cadr given))))
    (if (and (exact? start) (exact? step))
        (values start step)
        (values (inexact start) (inexact step)))))

; ---- made by procedures

; `return` goes on with whoever called the generator last, `resume` with the body,
; where it yielded.
(define (make-coroutine-generator body)
  (check-procedure 'make-coroutine-generator body)
  (let ((return #f) (resume #f))
    (define (yield item)
      (call/cc
       (lambda (k)
         (set! resume k)
         (return item))))
    (lambda ()
      (call/cc
       (lambda (k)
         (set! return k)
         (if resume
             (resume (void))
             (begin
               (body yield)
               (set! resume (lambda (ignored) (return (eof-object))))
               (return (eof-object)))))))))

(define (make-for-each-generator for-each items)
  (make-coroutine-generator (lambda (yield) (for-each yield items))))

(define (make-unfold-generator stop? mapper successor seed)
  (lambda ()
    (if (stop? seed)
        (eof-object)
        (let ((item (mapper seed)))
          (set! seed (successor seed))
          item))))

; ---- from generators

(define (gcons* item . more)
  (let ((all (cons item more)))
    (lambda ()
      (if (null? (cdr all))
          ((car all))
          (let ((item (car all)))
            (set! all (cdr all))
            item)))))

(define (gappend . sources)
  (lambda ()
    (let loop ()
      (if (null? sources)
          (eof-object)
          (let ((item ((car sources))))
            (if (eof-object? item)
                (begin (set! sources (cdr sources))
                       (loop))
                item))))))

(define (gflatten source)
  (let ((items '()))
    (lambda ()
      (let loop ()
        (cond ((pair? items)
               (let ((item (car items)))
                 (set! items (cdr items))
                 item))
              ((eof-object? items) items)
              ((not (null? items)) (%expected 'gflatten "lists from the generator" items))
              (else (set! items (source))
                    (loop)))))))

(define (ggroup source k . padding)
  (check-size 'ggroup k)
  (lambda ()
    (let loop ((made '()) (missing k))
      (if (= missing 0)
          (reverse made)
          (let ((item (source)))
            (cond ((not (eof-object? item)) (loop (cons item made) (- missing 1)))
                  ((null? made) item)
                  ((null? padding) (reverse made))
                  (else (append-reverse made (make-list missing (car padding))))))))))

; Each source with the item that it gave and that was not taken yet. Of items in no
; order the leftmost goes first, so another must be less than it to be taken.
(define (gmerge less? source . others)
  (if (null? others)
      source
      (let ((fronts #f))
        (lambda ()
          (if (not fronts)
              (set! fronts (unfinished (map next-front (cons source others)))))
          (if (null? fronts)
              (eof-object)
              (let ((least (fold (lambda (front least)
                                   (if (less? (car front) (car least)) front least))
                                 (car fronts)
                                 (cdr fronts))))
                (set! fronts
                      (unfinished
                       (map (lambda (front)
                              (if (eq? front least) (next-front (cdr front)) front))
                            fronts)))
                (car least)))))))

(define (next-front source)
  (cons (source) source))

(define (unfinished fronts)
  (remove (lambda (front) (eof-object? (car front))) fronts))

; The next item of each source; #f when one of them has ended.
(define (next-of sources)
  (let loop ((rest sources) (made '()))
    (if (null? rest)
        (reverse made)
        (let ((item ((car rest))))
          (if (eof-object? item)
              #f
              (loop (cdr rest) (cons item made)))))))

(define (gmap f source . others)
  (check-procedure 'gmap f)
  (if (null? others)
      (lambda ()
        (let ((item (source)))
          (if (eof-object? item) item (f item))))
      (let ((sources (cons source others)))
        (lambda ()
          (let ((items (next-of sources)))
            (if items (apply f items) (eof-object)))))))

(define (gcombine f seed source . others)
  (check-procedure 'gcombine f)
  (let ((sources (cons source others)))
    (lambda ()
      (let ((items (next-of sources)))
        (if items
            (let-values (((item next) (apply f (append items (list seed)))))
              (set! seed next)
              item)
            (eof-object))))))

(define (gfilter suits? source)
  (check-procedure 'gfilter suits?)
  (lambda ()
    (let loop ()
      (let ((item (source)))
        (if (or (eof-object? item) (suits? item))
            item
            (loop))))))

(define (gremove suits? source)
  (check-procedure 'gremove suits?)
  (gfilter (lambda (item) (not (suits? item))) source))

(define (gstate-filter f seed source)
  (check-procedure 'gstate-filter f)
  (lambda ()
    (let loop ()
      (let ((item (source)))
        (if (eof-object? item)
            item
            (let-values (((wanted? next) (f item seed)))
              (set! seed next)
              (if wanted? item (loop))))))))

(define (gtake source k . padding)
  (check-size 'gtake k)
  (lambda ()
    (if (= k 0)
        (eof-object)
        (let ((item (source)))
          (set! k (- k 1))
          (cond ((not (eof-object? item)) item)
                ((null? padding) (set! k 0) item)
                (else (car padding)))))))

(define (gdrop source k)
  (check-size 'gdrop k)
  (lambda ()
    (let loop ()
      (if (= k 0)
          (source)
          (begin
            (set! k (- k 1))
            (if (eof-object? (source))
                (begin (set! k 0) (eof-object))
                (loop)))))))

(define (gtake-while suits? source)
  (let ((ended? #f))
    (lambda ()
      (if ended?
          (eof-object)
          (let ((item (source)))
            (if (and (not (eof-object? item)) (suits? item))
                item
                (begin (set! ended? #t)
                       (eof-object))))))))

(define (gdrop-while suits? source)
  (let ((started? #f))
    (lambda ()
      (if started?
          (source)
          (let loop ()
            (let ((item (source)))
              (if (and (not (eof-object? item)) (suits? item))
                  (loop)
                  (begin (set! started? #t)
                         item))))))))

(define (gdelete x source . same)
  (let ((same? (if (null? same) equal? (car same))))
    (gremove (lambda (item) (same? x item)) source)))

(define (gdelete-neighbor-dups source . same)
  (let ((same? (if (null? same) equal? (car same))) (started? #f) (last #f))
    (lambda ()
      (let loop ()
        (let ((item (source)))
          (cond ((eof-object? item) item)
                ((and started? (same? last item)) (loop))
                (else (set! started? #t)
                      (set! last item)
                      item)))))))

(define (gindex source indices)
  (let ((passed 0) (ended? #f))
    (lambda ()
      (let ((k (if ended? (eof-object) (indices))))
        (cond ((eof-object? k) (set! ended? #t) k)
              ((not (and (exact-nonnegative-integer? k) (>= k passed)))
               (%expected 'gindex "strictly increasing indices" k))
              (else
               (let loop ()
                 (let ((item (source)))
                   (set! passed (+ passed 1))
                   (cond ((eof-object? item) (set! ended? #t) item)
                         ((= passed (+ k 1)) item)
                         (else (loop)))))))))))

(define (gselect source truths)
  (let ((ended? #f))
    (lambda ()
      (let loop ()
        (let* ((item (if ended? (eof-object) (source)))
               (wanted? (if (eof-object? item) item (truths))))
          (cond ((eof-object? wanted?) (set! ended? #t) wanted?)
                (wanted? item)
                (else (loop))))))))

; ---- values consumed

(define (generator->reverse-list source . most)
  (if (pair? most) (check-size 'generator->list (car most)))
  (let loop ((made '()) (missing (if (null? most) +inf.0 (car most))))
    (if (= missing 0)
        made
        (let ((item (source)))
          (if (eof-object? item)
              made
              (loop (cons item made) (- missing 1)))))))

(define (generator->list source . most)
  (reverse (apply generator->reverse-list source most)))

(define (generator->vector source . most)
  (list->vector (apply generator->list source most)))

(define (generator->string source . most)
  (list->string (apply generator->list source most)))

(define (generator->vector! items at source)
  (let ((end (vector-length items)))
    (range 'generator->vector! end (list at))
    (let loop ((k at))
      (if (= k end)
          (- k at)
          (let ((item (source)))
            (if (eof-object? item)
                (- k at)
                (begin (vector-set! items k item)
                       (loop (+ k 1)))))))))

(define (generator-fold f seed source . others)
  (if (null? others)
      (let loop ((made seed))
        (let ((item (source)))
          (if (eof-object? item)
              made
              (loop (f item made)))))
      (let ((sources (cons source others)))
        (let loop ((made seed))
          (let ((items (next-of sources)))
            (if items
                (loop (apply f (append items (list made))))
                made))))))

(define (generator-for-each f source . others)
  (if (null? others)
      (let loop ()
        (let ((item (source)))
          (if (not (eof-object? item))
              (begin (f item)
                     (loop)))))
      (let ((sources (cons source others)))
        (let loop ()
          (let ((items (next-of sources)))
            (if items
                (begin (apply f items)
                       (loop))))))))

(define (generator-map->list f source . others)
  (generator->list (apply gmap f source others)))

(define (generator-find suits? source)
  (let ((item ((gfilter suits? source))))
    (if (eof-object? item) #f item)))

(define (generator-count suits? source)
  (generator-fold (lambda (item count) (if (suits? item) (+ count 1) count)) 0 source))

(define (generator-any suits? source)
  (let loop ()
    (let ((item (source)))
      (if (eof-object? item)
          #f
          (or (suits? item) (loop))))))

(define (generator-every suits? source)
  (let loop ((last #t))
    (let ((item (source)))
      (if (eof-object? item)
          last
          (let ((answer (suits? item)))
            (and answer (loop answer)))))))

(define (generator-unfold source unfold . arguments)
  (apply unfold eof-object? (lambda (x) x) (lambda (x) (source)) (source) arguments))
