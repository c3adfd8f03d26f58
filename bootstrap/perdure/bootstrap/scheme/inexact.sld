(define-library (scheme inexact)
  (import (perdure primitives))
  (export acos asin atan cos exp finite? infinite? log nan? sin sqrt tan))
