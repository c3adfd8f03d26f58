"""Values for people: their fields, page by page, and the records that they are."""
