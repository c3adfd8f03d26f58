; SRFI 180: JSON.
(define-library (srfi 180)
  (import (perdure primitives) (perdure control) (perdure syntax) (perdure lists)
          (perdure ports))
  (export
    json-error? json-error-reason json-null?
    json-nesting-depth-limit json-number-of-character-limit
    json-generator json-fold json-read json-lines-read json-sequence-read
    json-accumulator json-write)
  (include "srfi-180.scm" "srfi-180-writing.scm"))
