"""The language server: protocol, open documents, one file per LSP feature in `features/`. No analysis lives here."""
