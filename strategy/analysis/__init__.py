"""The bridge between the portal and the engine: the only code that knows both.

- `matrix`: from rows of the database to matrices, and what people think in numbers
- `runs`: analyses as background jobs
- `results`: what an analysis found, in words and pictures
- `exchange`: files of other programs
"""
