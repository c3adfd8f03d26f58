; Fulfilling orders, all of them at once.
;
;     perdure run --provide shop.py orders.scm [HOW-MANY]
;
; Each order is a process. It reserves stock, charges a card, waits until the goods are
; packed, and ships them; when a stage fails for good it undoes those before it. Nothing
; here saves anything or says where to go on: kill the machine at any moment, and
; `perdure work --provide shop.py` goes on from the lines where the processes waited.
;
; The clock decides only when to ask again, never what becomes of an order. So the totals
; are the same however often the machine dies and however long it lies dead.

(import (scheme base) (scheme process-context) (scheme write)
        (only (perdure base) filter-map string-pad-left string-pad-right)
        (perdure process)
        (parts)                 ; orders, asking until there is an answer, undoing
        (python shop))          ; load-orders, stock-left, reserve-stock, charge-card, ...

; ---- Telephone lines

; The card company lets us hold a few lines to it. The switchboard lends them out, and
; lets those wait for whom none is free. Its state is the arguments of its loop.

(define how-many-lines 24)

(define (run-switchboard free callers)
  (let ((message (receive)))
    (case (car message)
      ((line-please)
       (cond ((> free 0)
              (send! (cadr message) '(line))
              (run-switchboard (- free 1) callers))
             (else
              (run-switchboard free (append callers (cdr message))))))
      ((line-back)
       (cond ((null? callers) (run-switchboard (+ free 1) callers))
             (else
              (send! (car callers) '(line))
              (run-switchboard free (cdr callers)))))
      ((close) free))))

(define switchboard
  (spawn (lambda () (run-switchboard how-many-lines '())) "switchboard"))

; A line is given back however the call ends: by an answer, or by an error that flies
; through here. Being killed is no way to leave; whoever held a line holds it still when
; the image is opened again.

(define (call-with-line call)
  (dynamic-wind
    (lambda ()
      (send! switchboard (list 'line-please (self)))
      (await 'line))
    call
    (lambda () (send! switchboard '(line-back)))))

(define (by-telephone service)
  (lambda arguments
    (call-with-line (lambda () (apply service arguments)))))

; ---- Packing

; A packer takes slips, (id pid), and tells the process how its parcel came out. It
; remembers what it has packed: whoever asks twice gets the same answer, not a second
; parcel. It mislays a slip now and then, and then nobody hears of it.

(define (run-packer packed)
  (let* ((slip (receive))
         (id (car slip))
         (known (assoc id packed)))
    (cond (known
           (send! (cadr slip) (list 'parcel (cdr known)))
           (run-packer packed))
          (else
           (let ((state (ask pack-parcel id)))
             (cond ((string=? state "mislaid") (run-packer packed))
                   (else
                    (send! (cadr slip) (list 'parcel state))
                    (run-packer (cons (cons id state) packed)))))))))

(define packers
  (map (lambda (name)
         (spawn (lambda () (run-packer '())) (string-append "packer " name)))
       '("Ada" "Ben" "Cleo" "Dov" "Eve" "Fay")))

; Wait for the packer's word. After a second without any, hand in the slip again.

(define (have-packed! order packer)
  (send! packer (list (order-id order) (self)))
  (let ((word (await 'parcel 1)))
    (cond ((not word) (have-packed! order packer))
          ((string=? (cadr word) "damaged") (refuse "damaged in packing")))))

; ---- An order, from the beginning to either end

(define (fulfil! order packer)
  (let ((id (order-id order)))
    (call-with-undo
     (lambda (on-failure!)
       (for-each
        (lambda (line)
          (ask reserve-stock id (sku line) (quantity line))
          (on-failure!
           (lambda () (ask release-stock id (sku line) (quantity line)))))
        (order-lines order))
       (ask (by-telephone charge-card) id (order-card order) (cents order))
       (on-failure!
        (lambda () (ask (by-telephone refund-card) id (cents order))))
       (have-packed! order packer)
       (ask ship-parcel id (order-city order))))))

; What became of it: the string "settled", or why it was not.

(define (outcome order packer)
  (guard (problem ((refusal? problem) (refusal-cause problem)))
    (fulfil! order packer)
    "settled"))

; ---- All orders

(define orders
  (map (lambda (fields) (apply make-order fields))
       (apply load-orders (map string->number (cdr (command-line))))))

; Each order gets a process, and the packers take turns.

(define processes
  (let next ((orders orders) (turn packers) (started '()))
    (cond ((null? orders) (reverse started))
          ((null? turn) (next orders packers started))
          (else
           (let* ((order (car orders))
                  (packer (car turn))
                  (name (string-append "order " (order-id order)))
                  (pid (spawn (lambda () (outcome order packer)) name)))
             (next (cdr orders) (cdr turn) (cons pid started)))))))

(define outcomes (map wait processes))

; Nobody needs these any more; the switchboard says how many lines came back to it.
(for-each cancel! packers)
(send! switchboard '(close))

; ---- The totals

(define (orders-that-were end)
  (filter-map (lambda (order outcome) (and (string=? outcome end) order))
              orders
              outcomes))

; 1234567 cents are 12,345.67.
(define (money cents)
  (define (two-digits n) (string-append (if (< n 10) "0" "") (number->string n)))
  (define (thousands n)
    (if (< n 1000)
        (number->string n)
        (let ((rest (number->string (remainder n 1000))))
          (string-append (thousands (quotient n 1000)) ","
                         (make-string (- 3 (string-length rest)) #\0) rest))))
  (let-values (((whole part) (floor/ cents 100)))
    (string-append (thousands whole) "." (two-digits part))))

(define (print-row label . columns)
  (display (string-pad-right label 22))
  (for-each (lambda (column) (display (string-pad-left column 12))) columns)
  (newline))

(define (print-orders label orders)
  (print-row label
             (number->string (length orders))
             (money (sum cents orders))))

(print-row "" "orders" "money")
(print-orders "settled" (orders-that-were "settled"))
(for-each
 (lambda (cause) (print-orders cause (orders-that-were cause)))
 '("sold out" "card declined" "no answer" "damaged in packing" "no carrier goes there"))
(print-orders "together" orders)
(newline)
(print-row "pieces left in stock" (number->string (stock-left)))
(print-row "lines to the company" (number->string (wait switchboard)))
