"""Languages: from source text to the core language of `perdure.vm`, a folder each."""
