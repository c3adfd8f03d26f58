"""The commands of `perdure`, a file each, loaded by `perdure.repl.main` when named."""
