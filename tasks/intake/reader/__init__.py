"""Opens and reads the files of schools in a process of its own, within limits."""
