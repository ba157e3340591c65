-- Slowspot for Neovim 0.7 and newer: require("slowspot").setup()
local M = {}

M.defaults = {
  -- How to start the server. An absolute path where `slowspot` is not on PATH.
  cmd = { "slowspot", "server" },
  filetypes = { "python" },
  -- The nearest folder upwards that holds one of these is the workspace.
  root_markers = { "slowspot.toml", "pyproject.toml", "setup.cfg", "setup.py", ".git" },
  -- As under [tool.slowspot]; wins over the files. Example: { select = { "collections" }, preview = true }
  settings = {},
}

local function root_of(path, markers)
  local start = vim.fn.fnamemodify(path, ":p:h")
  local folder, parent = start, nil
  while folder ~= parent do
    for _, marker in ipairs(markers) do
      if vim.loop.fs_stat(folder .. "/" .. marker) then
        return folder
      end
    end
    folder, parent = vim.fn.fnamemodify(folder, ":h"), folder
  end
  return start
end

local clients = {} -- by workspace, where Neovim does not do this itself (0.7)

-- Attaches the server to a buffer, starting it when none runs for the buffer's workspace.
function M.attach(buffer)
  local options = M.options
  local path = vim.api.nvim_buf_get_name(buffer)
  if path == "" then
    return
  end
  local config = {
    name = "slowspot",
    cmd = options.cmd,
    root_dir = root_of(path, options.root_markers),
    settings = { slowspot = options.settings },
    init_options = { settings = options.settings },
    on_attach = options.on_attach,
    capabilities = options.capabilities,
  }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  local id = clients[config.root_dir]
  if not id or not vim.lsp.get_client_by_id(id) then
    id = vim.lsp.start_client(config)
    clients[config.root_dir] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
end

-- Applies all safe fixes of the current buffer. Neovim 0.8 and newer.
function M.fix_all()
  vim.lsp.buf.code_action({ context = { only = { "source.fixAll.slowspot" }, diagnostics = {} }, apply = true })
end

function M.setup(options)
  M.options = vim.tbl_deep_extend("force", M.defaults, options or {})
  local group = vim.api.nvim_create_augroup("slowspot", { clear = true })
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = M.options.filetypes,
    callback = function(event)
      M.attach(event.buf)
    end,
  })
  -- The buffers that are open already.
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.tbl_contains(M.options.filetypes, vim.api.nvim_buf_get_option(buffer, "filetype")) then
      M.attach(buffer)
    end
  end
end

return M
