; Everything that can be changed is changed between waits, and shared meanwhile.
(import (scheme base) (scheme cxr) (scheme write) (perdure process) (perdure base) (srfi 69) (python world))

(define-record-type account
  (make-account owner balance history)
  account?
  (owner account-owner)
  (balance account-balance set-account-balance!)
  (history account-history set-account-history!))

(define accounts (vector (make-account "a" 100 '()) (make-account "b" 50 '())))
(define by-name (make-equal-hash-table))
(define text (make-string 8 #\-))
(define bytes (make-bytevector 4 0))
(define ring (list 1 2 3))
(set-cdr! (cddr ring) ring)
(define total 0)
(define (describe n) (list 'old n))

(define (transfer! from to sum)
  (set-account-balance! from (- (account-balance from) sum))
  (sleep 1/1000)
  (set-account-balance! to (+ (account-balance to) sum))
  (set-account-history! to (cons (list (account-owner from) sum) (account-history to))))

(define (counter)
  (let ((n 0))
    (list (lambda () (set! n (+ n 1)) (sleep 1/1000) n)
          (lambda () n))))
(define counted (counter))
(define port (open-output-string))

(define (round! i)
  (let ((a (vector-ref accounts (modulo i 2))) (b (vector-ref accounts (modulo (+ i 1) 2))))
    (transfer! a b i)
    (hash-table-set! by-name (number->string (modulo i 5)) (cons i a))
    (string-set! text (modulo i 8) (integer->char (+ 97 (modulo i 26))))
    (bytevector-u8-set! bytes (modulo i 4) i)
    (when (= i 9) (set! describe (lambda (n) (list 'new n))))
    (note "round" i)
    (set-car! ring (+ (car ring) i))
    (set! ring (cdr ring))
    (set! total (+ total ((car counted))))
    (write i port)
    (hash-table-update!/default by-name "all" (lambda (all) (cons i all)) '())
    (when (= 0 (modulo i 4)) (hash-table-delete! by-name "1"))
    (display (account-balance a)) (display text) (newline)))

(do ((i 0 (+ i 1))) ((= i 20)) (round! i))

; What was shared is shared still.
(define shared (hash-table-ref by-name "4"))
(define is-same (eq? (cdr shared) (vector-ref accounts 1)))

(list (map account-balance (vector->list accounts))
      (map length (map account-history (vector->list accounts)))
      text bytes total ((cadr counted))
      (list (car ring) (cadr ring) (caddr ring) (eq? ring (cdddr ring)))
      (hash-table-ref by-name "all")
      (get-output-string port)
      (describe 1) is-same)

; => ((110 40) (10 10) "qrstmnop" #u8(16 17 18 19) 210 20 (60 64 72 #t) (19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0) "012345678910111213141516171819" (new 1) #t)
