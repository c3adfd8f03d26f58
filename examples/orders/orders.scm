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
        (only (perdure base) condition-kind filter-map string-pad-left string-pad-right)
        (only (srfi 1) circular-list)
        (perdure process) (perdure locks) (perdure mailbox) (perdure retry)
        (parts)                 ; orders, asking until there is an answer
        (python shop))          ; load-orders, stock-left, reserve-stock, charge-card, ...

; The card company lets us hold a few lines to it. Who finds none free waits for one. A line is
; given back however the call ends; being killed is no way to end it, and whoever held a line
; holds it still when the image is opened again.

(define how-many-lines 24)
(define lines (make-semaphore how-many-lines))

(define (by-telephone service)
  (lambda arguments
    (call-with-semaphore lines (lambda () (apply service arguments)))))

; ---- Packing

; A packer is asked for a parcel by an order's id, and replies how it came out. It remembers what
; it has packed: who asks twice gets the same answer, not a second parcel. It mislays a
; request now and then, and then nobody hears of it.

(define (run-packer packed)
  (let* ((slip (receive))
         (id (request-value slip))
         (known (assoc id packed)))
    (if known
        (begin (reply! slip (cdr known)) (run-packer packed))
        (let ((state (ask pack-parcel id)))
          (cond ((string=? state "mislaid") (run-packer packed))
                (else
                 (reply! slip state)
                 (run-packer (cons (cons id state) packed))))))))

(define packers
  (map (lambda (name)
         (spawn (lambda () (run-packer '())) (string-append "packer " name)))
       '("Ada" "Ben" "Cleo" "Dov" "Eve" "Fay")))

; Wait for the packer's word. After a second without any, ask again.

(define (have-packed! order packer)
  (define (state) (request packer (order-id order) 1))
  (define (timeout? problem) (eq? (condition-kind problem) 'timeout))
  (when (string=? (retry state 'attempts +inf.0 'delay 0 'if timeout?) "damaged")
    (refuse "damaged in packing")))

; ---- An order, from the beginning to either end

(define (fulfil! order packer)
  (let ((id (order-id order)))
    (apply saga
           (append
            (reserve-lines order reserve-stock release-stock)
            (list (step (lambda ()
                          (ask (by-telephone charge-card) id (order-card order) (cents order)))
                        (lambda (charged)
                          (insist (by-telephone refund-card) id (cents order))))
                  (final-step (lambda () (have-packed! order packer)))
                  (final-step (lambda () (ask ship-parcel id (order-city order)))))))))

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
  (map (lambda (order packer)
         (spawn (lambda () (outcome order packer)) (string-append "order " (order-id order))))
       orders
       (apply circular-list packers)))

(define outcomes (map wait processes))

(for-each cancel! packers)                      ; nobody needs these any more

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
(print-row "lines to the company" (number->string (semaphore-count lines)))
