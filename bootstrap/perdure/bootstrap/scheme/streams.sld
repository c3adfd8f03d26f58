; What drives a stream, an asynchronous generator that the application provides: docs/effects.md.
(define-library (perdure streams)
  (import (scheme base) (perdure channels) (only (perdure primitives) %next-value))
  (export feed-stream)
  (begin
    ; Put each value into the channel as it comes, until there is none, or nobody takes any more.
    ; An error is that of the channel: whoever takes then is told.
    (define (feed-stream channel function key arguments)
      (guard (e (#t (channel-close! channel e)))
        (let loop ((count 0) (last #f))
          (let ((next (%next-value channel function key count last arguments)))
            (if (pair? next)
                (begin
                  (channel-put! channel (car next))
                  (loop (+ count 1) (car next)))
                (channel-close! channel))))))))
