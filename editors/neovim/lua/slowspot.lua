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
  -- One key each, in buffers with the server. Example: { ignore = "<leader>si", fix_all = "<leader>sf" }
  keys = {},
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

-- Sends a request about the current buffer; `take` gets the result, also nil.
local function request(method, params, take)
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of(buffer)
  if not client then
    vim.notify("slowspot: no server is attached to this buffer", vim.log.levels.WARN)
    return
  end
  local function answer(problem, result)
    if problem then
      vim.notify("slowspot: " .. problem.message, vim.log.levels.ERROR)
    elseif take then
      take(result, client)
    end
  end
  if vim.fn.has("nvim-0.11") == 1 then
    client:request(method, params, answer, buffer)
  else
    client.request(method, params, answer, buffer)
  end
end

local function execute(command, ...)
  request("workspace/executeCommand", { command = command, arguments = { ... } })
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

-- Gets the edit of the first action of a kind at the cursor; `take` gets it with the client.
local function first_edit(kind, take)
  local attached = client_of(vim.api.nvim_get_current_buf())
  local encoding = attached and attached.offset_encoding or "utf-16"
  local position = vim.lsp.util.make_position_params(0, encoding).position
  local params = {
    textDocument = { uri = uri() },
    range = { start = position, ["end"] = position },
    context = { only = { kind }, diagnostics = {} },
  }
  request("textDocument/codeAction", params, function(actions, client)
    local action = (actions or {})[1]
    if not action then
      vim.notify("slowspot: nothing to do here", vim.log.levels.INFO)
    elseif action.edit then
      take(action.edit, client)
    else
      request("codeAction/resolve", action, function(resolved)
        if resolved and resolved.edit then
          take(resolved.edit, client)
        end
      end)
    end
  end)
end

local function apply(edit, client)
  vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding or "utf-16")
end

-- Applies all safe fixes of the current buffer.
function M.fix_all()
  first_edit("source.fixAll.slowspot", apply)
end

local ASKED = "why?" -- stands in the edit where the project's settings ask for a reason

-- Silences the first finding at the cursor on its line; asks for the reason where the project wants one.
function M.ignore()
  first_edit("quickfix.ignore.slowspot", function(edit, client)
    local changed = edit.documentChanges and edit.documentChanges[1].edits or select(2, next(edit.changes))
    local comment = changed[1]
    if comment.newText:sub(-#ASKED) ~= ASKED then
      return apply(edit, client)
    end
    vim.ui.input({ prompt = "Why is it fine here? " }, function(reason)
      if reason and reason:find("%S") then
        comment.newText = comment.newText:sub(1, -#ASKED - 1) .. vim.trim(reason)
        apply(edit, client)
      end
    end)
  end)
end

local group = vim.api.nvim_create_augroup("slowspot", { clear = true })

local function show_lenses(buffer)
  if not vim.lsp.codelens.refresh then
    return
  end
  -- Other figures come with other diagnostics: that is how Neovim without refresh requests hears of them.
  vim.api.nvim_create_autocmd({ "BufEnter", "InsertLeave", "DiagnosticChanged" }, {
    group = group,
    buffer = buffer,
    callback = function()
      if vim.api.nvim_get_mode().mode:sub(1, 1) ~= "i" and client_of(vim.api.nvim_get_current_buf()) then
        vim.lsp.codelens.refresh()
      end
    end,
  })
end

M.options = M.defaults

-- What is done in each buffer that the server is attached to.
function M.on_attach(client, buffer)
  local options = M.options
  vim.api.nvim_clear_autocmds({ group = group, buffer = buffer })
  if options.code_lens then
    show_lenses(buffer)
  end
  if options.inlay_hints and vim.lsp.inlay_hint then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
  for name, key in pairs(options.keys) do
    vim.keymap.set("n", key, M[name], { buffer = buffer, desc = "Slowspot: " .. name:gsub("_", " ") })
  end
  if options.on_attach then
    options.on_attach(client, buffer)
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
    on_attach = M.on_attach,
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

function M.setup(options)
  M.options = vim.tbl_deep_extend("force", M.defaults, options or {})
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("slowspot_start", { clear = true }),
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
