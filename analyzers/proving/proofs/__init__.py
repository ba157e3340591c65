"""Is a rewrite equal and faster? The parent side: what is proved, from which evidence, and what came of it."""
