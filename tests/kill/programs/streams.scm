; Values of asynchronous generators, slowly and quickly taken, beside others and to a closed end.
(import (scheme base) (scheme write) (perdure process) (perdure base) (perdure channels) (python world))

(define (say . items) (for-each display items) (newline))

(define (listen story words)
  (spawn (lambda ()
           (let ((channel (tell story words)))
             (let loop ((heard '()))
               (let ((word (channel-take! channel)))
                 (if (eof-object? word)
                     (reverse heard)
                     (begin
                       (say word)
                       (if (= (modulo (length heard) 3) 0) (sleep 1/1000))
                       (loop (cons word heard))))))))
         story))

(let* ((listeners (list (listen "quick" 3) (listen "long" 7) (listen "none" 0)))
       (channel (tell "broken off" 100))
       (first (channel-take! channel))
       (second (channel-take! channel)))
  (channel-close! channel)
  (list first second (map wait listeners)))

; => ("broken off 0" "broken off 1" (("quick 0" "quick 1" "quick 2") ("long 0" "long 1" "long 2" "long 3" "long 4" "long 5" "long 6") ()))
