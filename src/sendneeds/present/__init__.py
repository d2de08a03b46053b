"""How a result looks and reads: charts, tables, sentences, and the bundle that a notebook displays."""
