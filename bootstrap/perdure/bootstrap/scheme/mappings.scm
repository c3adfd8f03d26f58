; Mappings that never change, upon what makes them ordered or hashed. A procedure whose name
; ends in ! is the same as that without.

(define (fail what expected got)
  (%expected (string->symbol (string-append prefix what)) expected got))

(define (checked what object)
  (if (mapping? object) object (fail what (string-append "a " prefix) object)))

(define (checked-procedure what f)
  (if (not (procedure? f)) (fail what "a procedure" f)))

(define (added what map key value)
  (if (not (comparator-test-type (comparator-of map) key))
      (fail what "a key that the comparator takes" key))
  (with map key value))

(define (if-new what map key value)
  (found map key
         (lambda () (added what map key value))
         (lambda (old-key old) map)))

; `keep` with each key and value of the arguments, from left to right.
(define (each-argument what keep map arguments)
  (let loop ((map map) (arguments arguments))
    (cond ((null? arguments) map)
          ((null? (cdr arguments)) (fail what "a value after each key" arguments))
          (else (loop (keep what map (car arguments) (cadr arguments)) (cddr arguments))))))

; ---- Making

(define (mapping comparator . arguments)
  (each-argument "" if-new (empty-with "" comparator) arguments))

(define (mapping-unfold stop? mapper successor seed comparator)
  (let loop ((seed seed) (map (empty-with "-unfold" comparator)))
    (if (stop? seed)
        map
        (call-with-values
          (lambda () (mapper seed))
          (lambda (key value) (loop (successor seed) (if-new "-unfold" map key value)))))))

(define (alist->mapping comparator alist)
  (alist->mapping! (empty-with "" comparator) alist))

(define (alist->mapping! map alist)
  (let loop ((map (checked "" map)) (entries alist))
    (cond ((pair? entries)
           (if (not (pair? (car entries))) (fail "" "a list of pairs" alist))
           (loop (if-new "" map (car (car entries)) (cdr (car entries))) (cdr entries)))
          ((null? entries) map)
          (else (fail "" "a list of pairs" alist)))))

(define (mapping-copy map) (checked "-copy" map))

; ---- Asking

(define (mapping-contains? map key)
  (found (checked "-contains?" map) key (lambda () #f) (lambda (key value) #t)))

(define (mapping-empty? map) (= 0 (size-in (checked "-empty?" map))))
(define (mapping-size map) (size-in (checked "-size" map)))
(define (mapping-key-comparator map) (comparator-of (checked "-key-comparator" map)))

(define (mapping-disjoint? one other)
  (checked "-disjoint?" other)
  (not (mapping-any? (lambda (key value) (mapping-contains? other key))
                     (checked "-disjoint?" one))))

(define mapping-ref
  (case-lambda
    ((map key) (mapping-ref map key (lambda () (absent "-ref" key))))
    ((map key failure) (mapping-ref map key failure (lambda (value) value)))
    ((map key failure success)
     (checked-procedure "-ref" failure)
     (checked-procedure "-ref" success)
     (found (checked "-ref" map) key failure (lambda (key value) (success value))))))

(define (absent what key)
  (error (string->symbol (string-append prefix what)) "there is no such key:" key))

(define (mapping-ref/default map key default)
  (found (checked "-ref/default" map) key (lambda () default) (lambda (key value) value)))

; ---- Changed ones

(define (mapping-adjoin map . arguments)
  (each-argument "-adjoin" if-new (checked "-adjoin" map) arguments))

(define (mapping-set map . arguments)
  (each-argument "-set" added (checked "-set" map) arguments))

(define (mapping-replace map key value)
  (found (checked "-replace" map) key
         (lambda () map)
         (lambda (old-key old) (with map key value))))

(define (mapping-delete map . keys) (deleted "-delete" map keys))
(define (mapping-delete-all map keys) (deleted "-delete-all" map keys))

(define (deleted what map keys)
  (if (not (list? keys)) (fail what "a list" keys))
  (let loop ((map (checked what map)) (keys keys))
    (if (null? keys)
        map
        (loop (found map (car keys)
                     (lambda () map)
                     (lambda (key value) (without map key)))
              (cdr keys)))))

(define (mapping-intern map key failure)
  (found (checked "-intern" map) key
         (lambda ()
           (let ((value (failure)))
             (values (added "-intern" map key value) value)))
         (lambda (key value) (values map value))))

(define mapping-update
  (case-lambda
    ((map key updater)
     (mapping-update map key updater (lambda () (absent "-update" key))))
    ((map key updater failure)
     (mapping-update map key updater failure (lambda (value) value)))
    ((map key updater failure success)
     (added "-update" (checked "-update" map) key
            (updater (mapping-ref map key failure success))))))

(define (mapping-update/default map key updater default)
  (added "-update/default" (checked "-update/default" map) key
         (updater (mapping-ref/default map key default))))

(define mapping-pop
  (case-lambda
    ((map) (mapping-pop map (lambda () (fail "-pop" (string-append "a " prefix " with a key") map))))
    ((map failure)
     (first-entry (checked "-pop" map)
                  failure
                  (lambda (key value) (values (without map key) key value))))))

(define (mapping-search map key failure success)
  (found (checked "-search" map) key
         (lambda ()
           (failure (lambda (value object) (values (added "-search" map key value) object))
                    (lambda (object) (values map object))))
         (lambda (old-key value)
           (success old-key value
                    (lambda (new-key new-value object)
                      (values (added "-search" (without map old-key) new-key new-value) object))
                    (lambda (object) (values (without map old-key) object))))))

; ---- The whole of it

(define (mapping->alist map) (entries-of (checked "->alist" map)))
(define (mapping-keys map) (map-entries car (checked "-keys" map)))
(define (mapping-values map) (map-entries cdr (checked "-values" map)))
(define (mapping-entries map) (values (mapping-keys map) (mapping-values map)))

(define (map-entries part map)
  (let loop ((entries (entries-of map)) (made '()))
    (if (null? entries)
        (reverse made)
        (loop (cdr entries) (cons (part (car entries)) made)))))

(define (mapping-find pred map failure)
  (search "-find" pred map failure values))

; The first entry that is accepted, for `success`.
(define (search what pred map failure success)
  (checked-procedure what pred)
  (let loop ((entries (entries-of (checked what map))))
    (cond ((null? entries) (failure))
          ((pred (car (car entries)) (cdr (car entries)))
           (success (car (car entries)) (cdr (car entries))))
          (else (loop (cdr entries))))))

(define (mapping-any? pred map)
  (search "-any?" pred map (lambda () #f) (lambda (key value) #t)))

(define (mapping-every? pred map)
  (checked-procedure "-every?" pred)
  (search "-every?" (lambda (key value) (not (pred key value))) map
          (lambda () #t) (lambda (key value) #f)))

(define (mapping-count pred map)
  (checked-procedure "-count" pred)
  (folded (lambda (key value count) (if (pred key value) (+ count 1) count))
          0 (checked "-count" map)))

; ---- Calling procedures

(define (mapping-fold f nil map)
  (checked-procedure "-fold" f)
  (folded f nil (checked "-fold" map)))

(define (mapping-for-each f map)
  (checked-procedure "-for-each" f)
  (let loop ((entries (entries-of (checked "-for-each" map))))
    (if (pair? entries)
        (begin
          (f (car (car entries)) (cdr (car entries)))
          (loop (cdr entries))))))

(define (mapping-map->list f map)
  (checked-procedure "-map->list" f)
  (map-entries (lambda (entry) (f (car entry) (cdr entry))) (checked "-map->list" map)))

(define (mapping-map f comparator map)
  (checked-procedure "-map" f)
  (folded (lambda (key value made)
            (call-with-values
              (lambda () (f key value))
              (lambda (key value) (if-new "-map" made key value))))
          (empty-with "-map" comparator)
          (checked "-map" map)))

(define (kept what pred map)
  (checked-procedure what pred)
  (with-only (checked what map)
             (filter (lambda (entry) (pred (car entry) (cdr entry))) (entries-of map))))

(define (mapping-filter pred map) (kept "-filter" pred map))

(define (mapping-remove pred map)
  (checked-procedure "-remove" pred)
  (kept "-remove" (lambda (key value) (not (pred key value))) map))

(define (mapping-partition pred map)
  (checked-procedure "-partition" pred)
  (call-with-values
    (lambda ()
      (partition (lambda (entry) (pred (car entry) (cdr entry)))
                 (entries-of (checked "-partition" map))))
    (lambda (in out) (values (with-only map in) (with-only map out)))))

; ---- Submappings

(define (same-comparator? one other)
  (or (eq? one other)
      (every (lambda (part) (eq? (part one) (part other)))
             (list comparator-type-test-predicate comparator-equality-predicate
                   comparator-ordering-predicate comparator-hash-function))))

; Whether all entries of one are in the other, by the comparator of values.
(define (within? what comparator one other)
  (if (not (comparator? comparator)) (fail what "a comparator" comparator))
  (and (<= (size-in (checked what one)) (size-in (checked what other)))
       (mapping-every?
        (lambda (key value)
          (found other key
                 (lambda () #f)
                 (lambda (other-key other) (=? comparator value other))))
        one)))

(define (equal-mappings? comparator one other)
  (and (same-comparator? (mapping-key-comparator one) (mapping-key-comparator other))
       (= (size-in one) (size-in other))
       (within? "=?" comparator one other)))

(define (all-along? holds? map others)
  (let loop ((one map) (others others))
    (or (null? others)
        (and (holds? one (car others)) (loop (car others) (cdr others))))))

(define (mapping=? comparator map . others)
  (all-along? (lambda (one other) (equal-mappings? comparator one other)) map others))

(define (mapping<=? comparator map . others)
  (all-along? (lambda (one other) (within? "<=?" comparator one other)) map others))

(define (mapping>=? comparator map . others)
  (all-along? (lambda (one other) (within? ">=?" comparator other one)) map others))

(define (mapping<? comparator map . others)
  (all-along? (lambda (one other)
                (and (within? "<?" comparator one other) (< (size-in one) (size-in other))))
              map others))

(define (mapping>? comparator map . others)
  (all-along? (lambda (one other)
                (and (within? ">?" comparator other one) (> (size-in one) (size-in other))))
              map others))

; ---- Sets of entries, by the keys; what the first has goes before what the others have

(define (all-checked what maps)
  (for-each (lambda (map) (checked what map)) maps))

(define (mapping-union map . others)
  (all-checked "-union" others)
  (fold (lambda (other made)
          (folded (lambda (key value made) (if-new "-union" made key value)) made other))
        (checked "-union" map)
        others))

(define (mapping-intersection map . others)
  (all-checked "-intersection" others)
  (kept "-intersection"
        (lambda (key value) (every (lambda (other) (mapping-contains? other key)) others))
        map))

(define (mapping-difference map . others)
  (all-checked "-difference" others)
  (kept "-difference"
        (lambda (key value) (not (any (lambda (other) (mapping-contains? other key)) others)))
        map))

(define (mapping-xor one other)
  (mapping-union (mapping-difference one other) (mapping-difference other one)))
