-- Slowspot for Neovim 0.11 and newer, with this folder on the runtime path: vim.lsp.enable("slowspot")
return {
  cmd = { "slowspot", "server" },
  filetypes = { "python" },
  root_markers = { "slowspot.toml", "pyproject.toml", "setup.cfg", "setup.py", ".git" },
  -- As under [tool.slowspot]; wins over the files.
  settings = { slowspot = vim.empty_dict() },
  on_attach = function(client, buffer)
    require("slowspot").on_attach(client, buffer)
  end,
}
