"""A debugger's knowledge of stopped processes; perdure.image.api.debugging shows it."""
