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
  -- Show what was measured: over functions, and (Neovim 0.10 and newer) at the end of hot lines.
  code_lens = true,
  inlay_hints = true,
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

local function client_of(buffer)
  local attached = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = buffer }) or vim.lsp.buf_get_clients(buffer)
  for _, client in pairs(attached) do
    if client.name == "slowspot" then
      return client
    end
  end
end

-- Asks the server of the current buffer to run a command.
local function execute(command, ...)
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of(buffer)
  if not client then
    vim.notify("slowspot: no server is attached to this buffer", vim.log.levels.WARN)
    return
  end
  local params = { command = command, arguments = { ... } }
  local function answer(problem)
    if problem then
      vim.notify("slowspot: " .. problem.message, vim.log.levels.ERROR)
    end
  end
  if vim.fn.has("nvim-0.11") == 1 then
    client:request("workspace/executeCommand", params, answer, buffer)
  else
    client.request("workspace/executeCommand", params, answer, buffer)
  end
end

local function uri()
  return vim.uri_from_bufnr(0)
end

-- Profiles the current file. Takes what a debug configuration has: args, cwd, env, module, python.
function M.profile(options)
  execute("slowspot.profile", vim.tbl_extend("keep", options or {}, { uri = uri() }))
end

-- Profiles the test around the cursor, or where there is none all tests of the file.
function M.profile_test(options)
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  execute("slowspot.profileTest", vim.tbl_extend("keep", options or {}, { uri = uri(), line = line }))
end

-- Forgets what was measured in the current file's project.
function M.clear_profile()
  execute("slowspot.clearProfile", uri())
end

-- Makes the page of the latest profile.
function M.report()
  execute("slowspot.report", uri())
end

local function show_measured(group)
  if M.options.code_lens and vim.lsp.codelens.refresh then
    -- Other figures come with other diagnostics: that is how Neovim without refresh requests hears of them.
    vim.api.nvim_create_autocmd({ "BufEnter", "InsertLeave", "DiagnosticChanged" }, {
      group = group,
      callback = function()
        if vim.api.nvim_get_mode().mode:sub(1, 1) ~= "i" and client_of(vim.api.nvim_get_current_buf()) then
          vim.lsp.codelens.refresh()
        end
      end,
    })
  end
  if M.options.inlay_hints and vim.lsp.inlay_hint then
    vim.api.nvim_create_autocmd("LspAttach", {
      group = group,
      callback = function(event)
        local client = client_of(event.buf)
        if client and client.id == event.data.client_id then
          vim.lsp.inlay_hint.enable(true, { bufnr = event.buf })
        end
      end,
    })
  end
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
  show_measured(group)
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
