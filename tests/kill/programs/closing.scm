; A channel is closed at which more processes wait than are told of it at once: some that take, and
; some that only want to hear of it. None is forgotten, and none is told twice.
(import (scheme base) (scheme write) (perdure process) (perdure base) (perdure channels)
        (python world))

(define items (make-channel))
(define told 0)
(define (noting end) (set! told (+ told 1)) end)
(define takers
  (map (lambda (i) (spawn (lambda () (noting (channel-take! items))) "taker")) (iota 90)))
(define watchers
  (map (lambda (i) (spawn (lambda () (select ((on-close items) (noting 'closed)))) "watcher")) (iota 40)))
(sleep 1/500)
(display (note "closing" 1)) (newline)
(channel-close! items)
(define late (channel-take! items))
(define closed-again (begin (channel-close! items) (channel-closed? items)))
(define taken (map wait takers))
(define seen (map wait watchers))

(list (eof-object? late) closed-again (length (filter eof-object? taken)) (length (filter (lambda (x) (eq? x 'closed)) seen)) told)

; => (#t #t 90 40 130)
