-- Slowspot for Neovim 0.11 and newer, with this folder on the runtime path: vim.lsp.enable("slowspot")
return {
  cmd = { "slowspot", "server" },
  filetypes = { "python" },
  root_markers = { "slowspot.toml", "pyproject.toml", "setup.cfg", "setup.py", ".git" },
}
