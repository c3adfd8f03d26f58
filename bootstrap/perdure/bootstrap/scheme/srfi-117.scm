; A queue is a list, of which the last pair is known. Both are empty lists in an empty
; queue.

(define-record-type list-queue
  (make-queue first last)
  list-queue?
  (first list-queue-list set-first!)
  (last last-of set-last!))

(define (make-list-queue items . last)
  (let ((queue (make-queue '() '())))
    (apply list-queue-set-list! queue items last)
    queue))

(define (list-queue . items) (make-list-queue items))

(define (list-queue-copy queue)
  (make-list-queue (list-copy (list-queue-list queue))))

(define (list-queue-set-list! queue items . last)
  (if (not (list? items)) (%expected 'list-queue-set-list! "a list" items))
  (set-last! queue
    (cond ((pair? last) (car last))
          ((null? items) '())
          (else (last-pair items))))
  (set-first! queue items))

(define (given-or-new queue)
  (if (null? queue) (make-queue '() '()) (car queue)))

(define (list-queue-unfold stop? mapper successor seed . queue)
  (let ((queue (given-or-new queue)))
    (let loop ((seed seed))
      (if (stop? seed)
          queue
          (begin
            (list-queue-add-front! queue (mapper seed))
            (loop (successor seed)))))))

(define (list-queue-unfold-right stop? mapper successor seed . queue)
  (let ((queue (given-or-new queue)))
    (let loop ((seed seed))
      (if (stop? seed)
          queue
          (begin
            (list-queue-add-back! queue (mapper seed))
            (loop (successor seed)))))))

; ---- single elements

(define (list-queue-empty? queue) (null? (list-queue-list queue)))

(define (filled who queue)
  (let ((items (list-queue-list queue)))
    (if (null? items) (error who "the queue is empty"))
    items))

(define (list-queue-front queue) (car (filled 'list-queue-front queue)))

(define (list-queue-back queue)
  (filled 'list-queue-back queue)
  (car (last-of queue)))

(define (list-queue-first-last queue)
  (values (list-queue-list queue) (last-of queue)))

(define (list-queue-add-front! queue x)
  (let ((added (cons x (list-queue-list queue))))
    (if (list-queue-empty? queue) (set-last! queue added))
    (set-first! queue added)))

(define (list-queue-add-back! queue x)
  (let ((added (list x)))
    (if (list-queue-empty? queue)
        (set-first! queue added)
        (set-cdr! (last-of queue) added))
    (set-last! queue added)))

(define (list-queue-remove-front! queue)
  (let ((items (filled 'list-queue-remove-front! queue)))
    (set-first! queue (cdr items))
    (if (null? (cdr items)) (set-last! queue '()))
    (car items)))

(define (list-queue-remove-back! queue)
  (let ((items (filled 'list-queue-remove-back! queue)) (removed (car (last-of queue))))
    (if (null? (cdr items))
        (list-queue-set-list! queue '())
        (let loop ((rest items))
          (if (null? (cddr rest))
              (begin (set-cdr! rest '())
                     (set-last! queue rest))
              (loop (cdr rest)))))
    removed))

(define (list-queue-remove-all! queue)
  (let ((items (list-queue-list queue)))
    (list-queue-set-list! queue '())
    items))

; ---- whole queues

(define (list-queue-append . queues) (list-queue-concatenate queues))

(define (list-queue-concatenate queues)
  (make-list-queue (append-map (lambda (queue) (list-copy (list-queue-list queue))) queues)))

(define (list-queue-append! . queues)
  (let ((made (make-queue '() '())))
    (for-each
     (lambda (queue)
       (if (not (list-queue-empty? queue))
           (begin
             (if (list-queue-empty? made)
                 (set-first! made (list-queue-list queue))
                 (set-cdr! (last-of made) (list-queue-list queue)))
             (set-last! made (last-of queue)))))
     queues)
    made))

(define (list-queue-map f queue)
  (make-list-queue (map f (list-queue-list queue))))

(define (list-queue-map! f queue)
  (list-queue-set-list! queue (map f (list-queue-list queue))))

(define (list-queue-for-each f queue)
  (for-each f (list-queue-list queue)))
